// One view for every lesson. Python made the tables, the texts and the pictures; these files look
// up the row of the current node and draw it. They know no formula and format no number.

const SUPPRESS = "data-lm-suppress-shortcuts";
const SLOW = 25; // milliseconds: a frame of a screen was missed
const OFTEN = 2; // slow frames, one after the other

class View {
  constructor(model, el) {
    this.model = model;
    this.spec = model.get("spec");
    this.tables = new Tables(model, this.spec.scenes, () => this.ask());
    this.here = { ...model.get("position") };
    this.updates = [];
    this.readouts = [];
    this.timers = {};
    // What is said stays readable; what is only for a screen reader does not.
    this.said = element("p", "rnn-said");
    this.voice = element("p", "rnn-voice");
    for (const status of [this.said, this.voice]) status.setAttribute("role", "status");
    this.controls = element("div", "rnn-controls");
    this.numbers = element("div", "rnn-numbers");
    this.trouble = element("p", "rnn-trouble", { hidden: true });
    this.trouble.setAttribute("role", "status");
    this.panels = element("div", "rnn-panels");
    // Words have room of their own, and where they need more they lie over the panels: nothing moves.
    const talk = element("div", "rnn-talk", {}, [this.trouble, this.said]);
    const words = element("div", "rnn-words", {}, [talk]);
    const side = element("div", "rnn-side", {}, [this.controls, this.numbers, words]);
    const body = element("div", "rnn-body", {}, [side, this.panels]);
    this.root = element("section", "rnn-view", {}, [body, this.voice]);
    this.root.setAttribute("aria-label", this.spec.title);
    for (const control of this.spec.controls) this.controls.append(controls[control.kind](this, control));
    for (const reading of this.spec.readings) this.numbers.append(controls.reading(this, reading));
    // In JupyterLab an x on a control would cut the whole cell.
    for (const control of this.controls.querySelectorAll("input, select, button")) control.setAttribute(SUPPRESS, "true");
    this.build();
    el.classList.add("rnn-host");
    el.append(this.root);
    this.watch();
    this.model.send({ kind: "hello" });
    this.draw();
  }

  get scene() {
    return this.spec.scenes[this.here.scene];
  }

  build() {
    this.drawn?.forEach((panel) => panel.close());
    this.drawn = this.scene.panels.map((spec) => new Panel(this, spec));
    this.panels.replaceChildren(...this.drawn.map((panel) => panel.root));
    this.root.dataset.panels = this.drawn.length;
    if (this.colors) for (const panel of this.drawn) panel.paint(this.colors);
    for (const panel of this.drawn) this.sizes?.observe(panel.canvas);
  }

  // Everything that outlives a single call, undone by `close`.
  watch() {
    const { model } = this;
    this.sizes = new ResizeObserver(() => {
      for (const panel of this.drawn) panel.measure();
      this.theme();
      this.draw();
    });
    for (const panel of this.drawn) this.sizes.observe(panel.canvas);
    this.themes = new MutationObserver(() => this.theme());
    const attributes = { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-light", "data-theme", "data-jp-theme-name"] };
    this.themes.observe(document.body, attributes);
    this.themes.observe(document.documentElement, attributes);
    // Before JupyterLab, which listens at the document and leaves out what suppresses shortcuts.
    this.shortcut = (event) => {
      const modified = event.ctrlKey || event.metaKey;
      const notebooks = (modified && event.key === "s") || (event.key === "Enter" && (event.shiftKey || modified)) || event.key === "Escape";
      if (!notebooks || !this.root.contains(event.target)) return;
      event.target.removeAttribute(SUPPRESS);
      setTimeout(() => event.target.setAttribute(SUPPRESS, "true"));
    };
    window.addEventListener("keydown", this.shortcut, true);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.handlers = {
      "change:position": () => this.follow(),
      "change:pictures": () => this.drawn.forEach((panel) => panel.load()),
      "change:tables": () => this.tables.load(),
      "change:here": () => this.tables.arrive(),
      "change:era": () => (this.tables.forget(), this.ask()),
      "change:troubles": () => this.ask(),
      "msg:custom": (message, buffers) => this.receive(message, buffers),
    };
    for (const [event, handler] of Object.entries(this.handlers)) model.on(event, handler);
    this.sharpen();
    this.onScheme = () => this.theme();
    this.scheme.addEventListener("change", this.onScheme);
    this.theme();
  }

  // Draw anew on another screen: a query is for the one ratio that is left, so each time there is a new one.
  sharpen() {
    this.ratio?.removeEventListener("change", this.onRatio);
    this.ratio = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    this.onRatio = () => {
      this.sharpen();
      this.ask();
    };
    this.ratio.addEventListener("change", this.onRatio);
  }

  close() {
    this.ratio.removeEventListener("change", this.onRatio);
    for (const [event, handler] of Object.entries(this.handlers)) this.model.off(event, handler);
    window.removeEventListener("keydown", this.shortcut, true);
    this.scheme.removeEventListener("change", this.onScheme);
    this.sizes.disconnect();
    this.themes.disconnect();
    this.pause?.();
    Object.values(this.timers).forEach(clearTimeout);
    for (const panel of this.drawn) panel.close();
    this.tables.all = {};
    this.closed = true;
  }

  // Dark or light is what stands behind the view, whoever painted it.
  theme() {
    let behind = this.root;
    let color = "";
    while (behind && !color) {
      const found = getComputedStyle(behind).backgroundColor;
      if (!/^(transparent|rgba\(.*, 0\))$/.test(found)) color = found;
      behind = behind.parentElement;
    }
    const [r, g, b] = (color.match(/[\d.]+/g) || [255, 255, 255]).map(Number);
    const dark = 0.3 * r + 0.59 * g + 0.11 * b < 128;
    this.root.classList.toggle("rnn-dark", dark);
    this.colors = dark ? COLORS.dark : COLORS.light;
    for (const panel of this.drawn) panel.paint(this.colors);
    this.ask();
  }

  // Moving: here is the one position; everything else follows it.

  go(change) {
    const typing = this.typing;
    this.typing = undefined; // the hand has moved on: a half-typed number is none
    for (const [axis, value] of Object.entries(change)) change[axis] = this.shown(axis, value);
    if (Object.entries(change).every(([axis, value]) => this.here[axis] === value)) return typing && this.ask();
    Object.assign(this.here, change);
    this.hurried = this.hasty;
    const asks = Object.keys(change).some((axis) => this.scene.axes[axis]?.asks);
    this.later("tell", asks ? 30 : 120, () => this.tell());
    this.later("sharpen", 600, () => this.sharp());
    this.ask();
  }

  // Pixels a point. Where a slow machine has a fine screen, a hand that drags sees one, and all of them where it rests.
  get fineness() {
    return this.hurried ? Math.min(1, window.devicePixelRatio) : window.devicePixelRatio;
  }

  // Take note of how long a frame took: what the browser does after `draw` takes longest, and longer for more pixels.
  pace(took) {
    this.behind = took > SLOW ? (this.behind ?? 0) + 1 : 0;
    if (this.behind < OFTEN || !this.timers.sharpen) return;
    this.hurried = this.hasty = true; // and no later drag need find out
    this.ask();
  }

  sharp() {
    this.never("sharpen");
    if (!this.hurried) return;
    this.hurried = false;
    this.ask();
  }

  // What can be shown of a value: on a page without a kernel, the nearest node.
  shown(axis, value) {
    const { values } = this.scene.axes[axis];
    return this.spec.alone && typeof value === "number" ? values[nearest(values, value)] : value;
  }

  // Go to these very values, as if they were typed.
  visit(change) {
    this.go(change);
    this.rest();
  }

  // One timer of a name: a new one takes the place of the last.
  later(name, delay, action) {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(() => {
      delete this.timers[name];
      action();
    }, delay);
  }

  never(name) {
    clearTimeout(this.timers[name]);
    delete this.timers[name];
  }

  // The hand let go.
  rest() {
    if (this.timers.tell) this.tell();
    this.sharp();
  }

  // Tell Python where the hand came to rest.
  tell() {
    this.never("tell");
    this.model.set("position", { ...this.here });
    this.model.save_changes();
  }

  follow() {
    const position = this.model.get("position");
    if (Object.entries(position).every(([axis, value]) => this.here[axis] === value)) return; // our own, told to Python
    this.never("tell");
    this.typing = undefined;
    const scene = position.scene !== this.here.scene;
    this.here = { ...position };
    if (scene) this.build();
    this.ask();
  }

  receive(message, buffers) {
    if (message.kind !== "rows") return;
    this.tables.receive(message, buffers);
    // One wish at a time, and the newest: what the hand has passed meanwhile is wanted no more.
    this.tables.queue(() => (this.wish = undefined));
  }

  // Where the position is on an axis, counted in its nodes; it may be between two.
  along(axis) {
    const { values } = this.scene.axes[axis];
    const value = this.here[axis];
    if (typeof value !== "number") return values.indexOf(value);
    const near = nearest(values, value);
    if (values[near] === value) return near;
    const before = values[near] < value ? near : near - 1;
    return before + (value - values[before]) / (values[before + 1] - values[before]);
  }

  // The index of the value on an axis, or of the nearest one: of two, the lower, as in Python.
  index(axis, value = this.here[axis]) {
    const { values } = this.scene.axes[axis];
    return typeof value === "number" ? nearest(values, value) : values.indexOf(value);
  }

  // What a value is called on the screen.
  text(axis, value = this.here[axis]) {
    const { values, texts } = this.scene.axes[axis];
    const index = this.index(axis, value);
    return values[index] === value ? texts[index] : String(value);
  }

  // Tell the user something: in words that stay until there are others, and aloud.
  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  // Drawing, at most once a frame.

  ask() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.draw();
    });
  }

  draw() {
    if (this.closed) return; // a frame that was asked for before
    const began = performance.now();
    const { indices, exact } = this.lookup();
    if (indices) this.show(indices, exact);
    this.waiting(exact);
    for (const update of this.updates) update();
    this.root.dispatchEvent(new CustomEvent("rnn-drawn", { bubbles: true }));
    if (!this.timers.sharpen || this.hurried || window.devicePixelRatio <= 1) return;
    requestAnimationFrame(() => this.pace(performance.now() - began));
  }

  show(indices, exact) {
    for (const panel of this.drawn) panel.draw(indices, this.here);
    for (const { output, table } of this.readouts) {
      const key = `${this.here.scene}/${table}`;
      const text = this.tables.find(key) ? this.tables.text(key, indices) : "…";
      if (output.textContent !== text) output.textContent = text;
    }
    const key = `${this.here.scene}/trouble`;
    const number = this.tables.find(key) && this.tables.numbers(key, indices)[0];
    const beside = Object.keys(this.tables.beside).length;
    const trouble = (beside ? this.tables.here.trouble : this.model.get("troubles")[number]) || "";
    const message = trouble && `${trouble}, at ${this.where(indices, exact)}`;
    if (this.trouble.textContent !== message) this.trouble.textContent = message;
    if (this.trouble.hidden === Boolean(message)) this.trouble.hidden = !message;
  }

  where(indices, exact) {
    const { axes, nodes } = this.scene;
    const text = (axis) => (exact ? this.text(axis) : axes[axis].texts[indices[axis]]);
    return [...nodes].reverse().map((axis) => `${axes[axis].label} = ${text(axis)}`).join(", ");
  }

  // While what is shown is a neighbour's, the view says so: to see at once, to hear once.
  waiting(exact) {
    if (this.coarse !== !exact) this.root.classList.toggle("rnn-coarse", (this.coarse = !exact));
    if (exact) {
      this.never("slow");
      if (this.slow) this.say((this.slow = ""));
      if (this.answer) this.voice.textContent = this.spoken().join(", ");
      this.answer = false;
    } else if (!this.spec.alone && !this.timers.slow && !this.slow) {
      this.later("slow", 600, () => {
        this.voice.textContent = "being computed";
        this.later("slow", 3000, () => this.say((this.slow = "The kernel is busy or gone: what it has not computed yet is not shown.")));
      });
    }
  }

  spoken() {
    return this.readouts.filter((r) => r.spoken).map((r) => `${r.label} ${r.output.textContent}`);
  }

  // The rows to show: those of the very place, or while Python has not computed them, of the nearest node that is there.
  lookup() {
    const { tables, here } = this;
    const { nodes, axes } = this.scene;
    const indices = {};
    for (const axis of Object.keys(axes)) indices[axis] = this.index(axis);
    const settings = Object.entries(tables.here.settings ?? {});
    const there = tables.here.scene === here.scene && settings.every(([axis, value]) => here[axis] === value);
    tables.beside = there ? tables.here.tables : {};
    const ready = (at) => tables.all[`${here.scene}/ready`] && tables.numbers(`${here.scene}/ready`, at)[0];
    const current = Object.entries(tables.era.settings).every(([axis, value]) => here[axis] === value);
    const onGrid = nodes.every((axis) => axes[axis].values[indices[axis]] === here[axis]);
    if (there && !onGrid) return { indices, exact: true };
    if (ready(indices) && onGrid) return { indices, exact: current };
    if (current && onGrid) this.wishFor(nodes.reduce((sum, axis) => sum * axes[axis].texts.length + indices[axis], 0));
    for (const stride of this.spec.strides) {
      const around = { ...indices };
      for (const axis of nodes) {
        const last = axes[axis].texts.length - 1;
        around[axis] = Math.min(Math.round(indices[axis] / stride) * stride, last - (last % stride));
      }
      if (ready(around)) return { indices: around, exact: false };
    }
    return { indices: null, exact: false };
  }

  wishFor(node) {
    if (this.wish !== undefined) return;
    this.wish = node;
    this.model.send({ kind: "want", scene: this.here.scene, node });
  }

  // Go where somebody typed, or say why not.
  take(axis, words) {
    const { label, values, fine } = this.scene.axes[axis];
    const wanted = Number(words.replace(",", ".").replace("−", "-"));
    if (!words || Number.isNaN(wanted)) {
      return this.say(`${words ? `“${words.slice(0, 20)}” is no number` : "No number"}: ${label} stays ${this.text(axis)}`);
    }
    const inside = Math.min(Math.max(wanted, values[0]), values.at(-1)) + 0; // no -0
    const value = fine ? this.shown(axis, inside) : values[nearest(values, inside)];
    this.visit({ [axis]: value });
    if (inside !== wanted + 0) this.say(`${label} is limited to ${this.text(axis, values[0])} … ${this.text(axis, values.at(-1))}`);
    else if (value === inside) this.say("");
    else this.say(fine ? `This page shows ${this.text(axis)}, the nearest of its steps` : `${label} is a whole number: ${this.text(axis)}`);
  }

  // Change the scene and stay where we are, as far as its axes go.
  enter(name) {
    for (const [axis, { values }] of Object.entries(this.spec.scenes[name].axes)) {
      const value = this.here[axis];
      if (typeof value === "number") this.here[axis] = Math.min(Math.max(value, values[0]), values.at(-1));
    }
    this.here.scene = name;
    for (const axis of Object.keys(this.scene.axes)) this.here[axis] = this.shown(axis, this.here[axis]);
    this.build();
    this.tell();
    this.ask();
  }
}

function render({ model, el }) {
  const view = new View(model, el);
  return () => view.close();
}

export default { render };

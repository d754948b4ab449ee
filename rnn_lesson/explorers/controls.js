// The controls of a view. Each returns its element, and leaves an update that shows the position.

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const SPEEDS = [2, 10, 30, 60];

const controls = {
  reading(view, { label, table, spoken }) {
    const output = element("output");
    output.setAttribute("aria-live", "off");
    view.readouts.push({ output, table, label, spoken });
    return element("label", "rnn-number", {}, [element("span", "", { textContent: label }), output]);
  },

  slider(view, { axis }) {
    const range = element("input", "rnn-range", { type: "range", min: 0, step: 1 });
    const field = element("input", "rnn-field-text", { type: "text", inputMode: "decimal" });
    const name = element("span", "rnn-name");
    range.addEventListener("input", () => view.go({ [axis]: view.scene.axes[axis].values[Number(range.value)] }));
    range.addEventListener("pointerup", () => view.rest());
    range.addEventListener("keydown", (event) => KEYS.includes(event.key) && event.stopPropagation());
    const typed = () => {
      const words = field.value.trim();
      if (view.typing === field && words !== view.text(axis)) view.take(axis, words);
      view.typing = undefined;
      field.value = view.text(axis);
    };
    field.addEventListener("input", () => (view.typing = field));
    field.addEventListener("change", typed);
    field.addEventListener("blur", typed);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) typed();
      if (event.key === "Escape") {
        view.typing = undefined;
        field.value = view.text(axis);
      }
      if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
    });
    view.updates.push(() => {
      const { label, texts } = view.scene.axes[axis];
      const index = view.index(axis);
      const text = view.text(axis);
      if (range.max !== String(texts.length - 1)) range.max = texts.length - 1;
      if (range.value !== String(index)) range.value = index;
      if (view.typing !== field && field.value !== text) field.value = text;
      if (name.textContent !== label) {
        name.textContent = label;
        range.setAttribute("aria-label", label);
        field.setAttribute("aria-label", `${label}, type a number`);
      }
      const said = [text, ...view.spoken()].join(", ");
      if (range.getAttribute("aria-valuetext") !== said) range.setAttribute("aria-valuetext", said);
    });
    return element("div", "rnn-control", {}, [name, range, field]);
  },

  bits(view, { axis }) {
    const length = view.scene.axes[axis].texts[0].length;
    const buttons = Array.from({ length }, (_, k) => {
      const button = element("button", "rnn-bit", { type: "button" });
      button.addEventListener("click", () => {
        const bits = [...view.here[axis]];
        bits[k] = bits[k] === "1" ? "0" : "1";
        view.answer = true; // aloud, for the focus stays on the bit
        view.visit({ [axis]: bits.join("") });
      });
      button.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) buttons[k + step]?.focus(), event.stopPropagation();
      });
      return button;
    });
    view.updates.push(() => {
      const text = view.here[axis];
      buttons.forEach((button, k) => {
        if (button.textContent === text[k]) return;
        button.textContent = text[k];
        button.setAttribute("aria-label", `bit ${k + 1}: ${text[k]}`);
        button.setAttribute("aria-pressed", text[k] === "1");
      });
    });
    const group = element("div", "rnn-bits", {}, buttons);
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "bits to click");
    return element("div", "rnn-control rnn-wide", {}, [element("span", "rnn-name", { textContent: "X" }), group]);
  },

  choice(view, { axis }) {
    const { label, texts } = view.scene.axes[axis];
    const options = texts.map((text, i) => element("option", "", { value: i, textContent: text }));
    return select(view, label, options, () => texts.indexOf(view.text(axis)), (value) => view.visit({ [axis]: view.scene.axes[axis].values[value] }));
  },

  // Buttons that go to places worth seeing, in the first scene that holds them if this one does not.
  places(view, { label, places }) {
    const holds = ({ axes }, place) =>
      Object.entries(place).every(([axis, at]) => axes[axis].values[0] <= at && at <= axes[axis].values.at(-1));
    const buttons = places.map(([name, place]) => {
      const button = element("button", "rnn-button", { type: "button", textContent: name });
      button.setAttribute("aria-label", `${label} ${name}`);
      button.addEventListener("click", () => {
        const scenes = Object.keys(view.spec.scenes);
        const scene = holds(view.scene, place) ? view.here.scene : scenes.find((other) => holds(view.spec.scenes[other], place));
        if (scene && scene !== view.here.scene) view.enter(scene);
        view.visit(place);
      });
      return button;
    });
    const group = element("div", "rnn-buttons", {}, buttons);
    return element("div", "rnn-control rnn-places", {}, [element("span", "rnn-name", { textContent: label }), group]);
  },

  scenes(view, { label, texts }) {
    const options = Object.entries(texts).map(([value, text]) => element("option", "", { value, textContent: text }));
    const root = select(view, label, options, () => view.here.scene, (value) => view.enter(value));
    return root;
  },

  // A slider with buttons to step, to play and to pause, and the speed beside them.
  player(view, control) {
    const { axis } = control;
    const root = controls.slider(view, control);
    const last = () => view.scene.axes[axis].values.at(-1);
    const step = (by) => view.go({ [axis]: Math.min(Math.max(view.here[axis] + by, 0), last()) });
    const button = (text, label, action) => {
      const made = element("button", "rnn-button", { type: "button", textContent: text });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", action);
      return made;
    };
    const speeds = SPEEDS.map((speed) => element("option", "", { value: speed, textContent: `${speed} a second` }));
    const speed = element("select", "rnn-select", {}, speeds);
    speed.setAttribute("aria-label", "speed");
    speed.value = matchMedia("(prefers-reduced-motion: reduce)").matches ? 2 : 10;
    const play = button("▶ play", "play", () => (view.playing ? view.pause() : start()));
    const show = (text, label) => {
      play.textContent = text;
      play.setAttribute("aria-label", label);
    };
    view.pause = () => {
      cancelAnimationFrame(view.playing);
      view.playing = undefined;
      show("▶ play", "play");
    };
    const start = () => {
      if (view.here[axis] === last()) view.go({ [axis]: 0 });
      show("⏸ pause", "pause");
      let before = performance.now();
      const tick = (now) => {
        const steps = Math.floor(((now - before) * Number(speed.value)) / 1000);
        if (steps > 0) {
          before += (steps * 1000) / Number(speed.value);
          step(steps);
        }
        if (view.here[axis] === last()) return view.pause();
        view.playing = requestAnimationFrame(tick);
      };
      view.playing = requestAnimationFrame(tick);
    };
    root.classList.add("rnn-wide");
    const buttons = [button("◀", "one step back", () => step(-1)), button("▶", "one step forward", () => step(1)), play, speed];
    root.append(element("div", "rnn-buttons", {}, buttons));
    return root;
  },
};

function select(view, label, options, get, set) {
  const select = element("select", "rnn-select", {}, options);
  select.setAttribute("aria-label", label);
  select.addEventListener("change", () => set(select.value));
  select.addEventListener("keydown", (event) => event.stopPropagation());
  view.updates.push(() => {
    if (select.value !== String(get())) select.value = get();
  });
  return element("div", "rnn-control", {}, [element("span", "rnn-name", { textContent: label }), select]);
}

// What the tests do inside a page. Every page that they open has this as `lab`.

// A timer, for frames asked for here would be counted among those that a view asks for.
const waitFor = async (done) => {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
};

const within = (milliseconds, work) => {
  const late = (_, reject) => setTimeout(() => reject(new Error("took too long")), milliseconds);
  return Promise.race([work, new Promise(late)]);
};

const frames = async (count) => {
  for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame);
};

// The middle of what has a colour in each of these columns of a canvas, null where nothing has.
const heights = (canvas, { xs, width }, color) => {
  const scale = canvas.width / width;
  const context = canvas.getContext("2d", { willReadFrequently: false });
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return xs.map((x) => {
    const column = Math.round(x * scale);
    let [count, sum] = [0, 0];
    for (let y = 0; y < canvas.height; y++) {
      const at = 4 * (y * canvas.width + column);
      const far = color.some((part, i) => Math.abs(data[at + i] - part) > 8);
      if (!far && data[at + 3] > 200) (count += 1), (sum += y);
    }
    return count ? (sum / count + 0.5) / scale : null;
  });
};

window.lab = {
  frames,

  // JupyterLab. Only its own commands run cells, as a learner's menu does.

  get panel() {
    return window.jupyterapp?.shell.currentWidget;
  },

  // Whether a notebook is open as it is stored, with its kernel or not yet.
  there(path) {
    const { context, content } = lab.panel ?? {};
    return context?.path === path && context.isReady && content.widgets.length > 0;
  },

  // Whether a notebook is open, and its kernel at rest.
  ready(path) {
    const session = lab.panel?.sessionContext?.session;
    return session?.path === path && session.kernel?.status === "idle" && lab.there(session.path);
  },

  // Open a notebook in the place of the one that is there, with a kernel that runs or a new one.
  async open(path, kernel) {
    const old = lab.panel;
    await window.jupyterapp.commands.execute("docmanager:open", { path, kernel });
    old?.dispose();
  },

  async runAll(timeout) {
    const { commands } = window.jupyterapp;
    await commands.execute("notebook:clear-all-cell-outputs");
    await within(timeout, commands.execute("notebook:run-all-cells"));
  },

  // Run the cell with this index, or code in a new cell at the bottom; the index of what ran.
  async runOne([index, code, timeout]) {
    const { commands } = window.jupyterapp;
    const notebook = lab.panel.content;
    notebook.deselectAll();
    notebook.activeCellIndex = index ?? notebook.widgets.length - 1;
    if (code !== null) {
      await commands.execute("notebook:insert-cell-below");
      notebook.activeCell.model.sharedModel.setSource(code);
    }
    const ran = notebook.activeCellIndex;
    await within(timeout, commands.execute("notebook:run-cell"));
    return ran;
  },

  async setTheme(theme) {
    if (document.body.dataset.jpThemeName === theme) return;
    await window.jupyterapp.commands.execute("apputils:change-theme", { theme });
  },

  // What an expression is in the kernel.
  async ask(expression) {
    const content = { code: "", store_history: false, user_expressions: { answer: expression } };
    const reply = await lab.panel.sessionContext.session.kernel.requestExecute(content).done;
    return reply.content.user_expressions.answer;
  },

  // The cells as plain data.
  cells() {
    return Array.from(lab.panel.content.model.sharedModel.cells, (cell) => cell.toJSON());
  },

  // Number of widgets that show nothing (as a failed anywidget does) or a broken-file icon, or
  // that are not there yet: JupyterLab renders what is off the screen when it has nothing to do.
  failedWidgets() {
    const outputs = lab.cells().flatMap((cell) => cell.outputs ?? []);
    const widget = (output) => "application/vnd.jupyter.widget-view+json" in (output.data ?? {});
    const panels = Array.from(document.querySelectorAll(".jp-OutputArea-output.lm-Panel"));
    const bare = (panel) => !panel.textContent.trim() && panel.querySelectorAll("*").length < 2;
    const broken = document.querySelectorAll(".jupyter-widgets-error-widget").length;
    const missing = Math.max(0, outputs.filter(widget).length - panels.length);
    return missing + panels.filter(bare).length + broken;
  },

  // A view.

  // What it shows: {slider's name: [index, typed text, spoken text]}, {list's name: what is
  // chosen}, the bits that are set, and the numbers beside it.
  async shown(view) {
    await frames(1); // A view draws what was done to it in the next frame.
    const all = (selector, part) => Array.from(view.querySelectorAll(selector), part);
    const byName = (pairs) => Object.fromEntries(pairs.map(([of, is]) => [of.ariaLabel, is]));
    const typed = (range) => range.parentElement.querySelector("input[type=text]").value;
    const said = (range) => [Number(range.value), typed(range), range.ariaValueText];
    return {
      sliders: byName(all("input[type=range]", (range) => [range, said(range)])),
      choices: byName(all("select", (list) => [list, list.value])),
      bits: all(".rnn-bit", (button) => button.textContent).join(""),
      numbers: all("output", (output) => output.textContent),
    };
  },

  // Move sliders to many places, and return the numbers shown at each, two frames later.
  async visit(view, places) {
    const seen = [];
    for (const place of places) {
      for (const [name, index] of Object.entries(place)) {
        const range = view.querySelector(`input[type=range][aria-label="${name}"]`);
        range.value = index;
        range.dispatchEvent(new Event("input"));
      }
      await frames(2);
      seen.push(Array.from(view.querySelectorAll("output"), (output) => output.textContent));
    }
    return seen;
  },

  // Go to many places by sliders, by keys and by the mouse, and return what is shown at each: typed
  // values, numbers, whether the view calls it a neighbour's, and the heights of dots in a panel.
  async truth(view, { moves, panel, columns, color }) {
    const range = (name) => view.querySelector(`input[type=range][aria-label="${name}"]`);
    const surface = view.querySelector("canvas.rnn-drag");
    const canvas = view.querySelectorAll("canvas")[panel];
    const pointer = (type, [across, down]) => {
      const box = surface.getBoundingClientRect();
      const place = { clientX: box.x + across * box.width, clientY: box.y + down * box.height };
      surface.dispatchEvent(new PointerEvent(type, { pointerId: 1, bubbles: true, ...place }));
    };
    if (surface) surface.setPointerCapture = surface.hasPointerCapture = () => true;
    const found = [];
    for (const move of moves) {
      for (const [name, index] of Object.entries(move.sliders ?? {})) {
        range(name).value = index;
        range(name).dispatchEvent(new Event("input"));
      }
      if (move.mouse) pointer("pointerdown", move.mouse), pointer("pointerup", move.mouse);
      await frames(1);
      const values = Array.from(view.querySelectorAll("input[type=range]"), (slider) => {
        const text = slider.parentElement.querySelector("input[type=text]").value;
        return [slider.ariaLabel, text];
      });
      found.push({
        values: Object.fromEntries(values),
        numbers: Array.from(view.querySelectorAll("output"), (output) => output.textContent),
        coarse: view.classList.contains("rnn-coarse"),
        dots: canvas && columns ? heights(canvas, columns, color) : [],
      });
    }
    return found;
  },

  // How many pixels a point the sheet has that is to be seen: the panel's canvas, or one over it.
  fineness(canvas) {
    const sheets = Array.from(canvas.parentElement.querySelectorAll("canvas"));
    const { width, clientWidth } = sheets.find((sheet) => getComputedStyle(sheet).opacity !== "0");
    return Math.round((10 * width) / clientWidth) / 10;
  },

  // How much of the marker's circle is on the canvas at a place in the picture's pixels: 0 to 1.
  circle(canvas, [x, y, width]) {
    const scale = canvas.width / width;
    const context = canvas.getContext("2d");
    const angles = Array.from({ length: 24 }, (_, i) => (i * Math.PI) / 12);
    const drawn = angles.filter((angle) => {
      const [across, down] = [x + 8 * Math.cos(angle), y + 8 * Math.sin(angle)];
      const place = [Math.round(across * scale), Math.round(down * scale)];
      return context.getImageData(...place, 1, 1).data[3] > 128;
    });
    return drawn.length / angles.length;
  },

  // Place and size of everything that should stand still.
  layout(view) {
    const still = ".rnn-control, .rnn-control *:not(option), .rnn-number, .rnn-panels, .rnn-panel, canvas";
    const top = view.getBoundingClientRect().y;
    return Array.from(view.querySelectorAll(still), (part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      return [part.className, x, y - top, width, height].join(" ");
    });
  },

  // What a view has to say: a neighbour's numbers, trouble with a function, notes on panels.
  words(view) {
    const said = view.querySelector(".rnn-trouble").getBoundingClientRect().height ? ["trouble"] : [];
    if (view.classList.contains("rnn-coarse")) said.push("coarse");
    if (Array.from(view.querySelectorAll(".rnn-note")).some((note) => note.textContent)) said.push("note");
    return said;
  },

  // Height of the smallest letters in its pictures, which are drawn at 8 points, in CSS pixels.
  smallest(view) {
    const drawn = (canvas) => parseFloat(canvas.parentElement.style.aspectRatio); // its width
    const scales = Array.from(view.querySelectorAll("canvas"), (canvas) => canvas.clientWidth / drawn(canvas));
    return (Math.min(99, ...scales) * 8 * 100) / 72;
  },

  // Everything that reaches beyond the view, or is cut off.
  overflowing(view) {
    const outer = view.getBoundingClientRect();
    const cuts = ".rnn-view, .rnn-view :is(div, button, select, input[type=text], figcaption, p:not(.rnn-voice))";
    const beyond = (part) => {
      const inner = part.getBoundingClientRect();
      if (part.hidden || !inner.width) return false;
      if (inner.right > outer.right + 1 || inner.left < outer.left - 1) return true;
      return part.scrollWidth > part.clientWidth + 1 && part.matches(cuts);
    };
    const parts = [view, ...view.querySelectorAll("*")];
    return parts.filter(beyond).map((part) => part.outerHTML.slice(0, 80));
  },

  // Parts that lie over one another.
  overlapping(view) {
    const parts = Array.from(view.querySelectorAll(".rnn-control, .rnn-number, .rnn-panel"), (part) => [
      part.textContent.slice(0, 20),
      part.getBoundingClientRect(),
    ]);
    const over = (a, b) => a.x + 1 < b.right && b.x + 1 < a.right && a.y + 1 < b.bottom && b.y + 1 < a.bottom;
    const pairs = parts.flatMap((one, i) => parts.slice(i + 1).map((other) => [one, other]));
    return pairs.filter(([[, a], [, b]]) => over(a, b)).map(([[one], [other]]) => `${one} / ${other}`);
  },

  // What has the focus: is it in the view, its name, its value, and the outline that shows it.
  focused(view) {
    const part = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return {
      inside: view.contains(part),
      role: part.type,
      name: part.getAttribute("aria-label") || part.textContent,
      value: part.getAttribute("aria-valuetext"),
      outline: outlineStyle === "none" ? 0 : parseFloat(outlineWidth),
    };
  },

  // Frames that living views ask for after the page's theme may have changed: one a view.
  async listeners() {
    const original = window.requestAnimationFrame;
    let [asked, last] = [0, performance.now()];
    window.requestAnimationFrame = (callback) => ((last = performance.now()), asked++, original(callback));
    // A view that has asked for a frame already, for rows that still arrive, does not ask again.
    await waitFor(() => performance.now() - last > 200);
    asked = 0;
    document.body.dataset.theme = "touched";
    await new Promise((resolve) => setTimeout(resolve, 20));
    window.requestAnimationFrame = original;
    delete document.body.dataset.theme;
    await frames(2);
    return asked;
  },

  // The hand.

  // Remember when the page's web sockets send, and when a mouse button goes down and up.
  spy() {
    const spy = (window.spy = { sent: [], down: null, up: null });
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      spy.sent.push(performance.now());
      return send.call(this, data);
    };
    addEventListener("pointerdown", () => (spy.down = performance.now()), true);
    addEventListener("pointerup", () => (spy.up = performance.now()), true);
  },

  // Forget what was sent, once nothing has been for so many milliseconds.
  async silent(quiet) {
    const began = performance.now();
    await waitFor(() => performance.now() - Math.max(began, ...spy.sent) > quiet);
    Object.assign(spy, { sent: [], down: null, up: null });
  },

  // Count inputs and drawings of the view that holds `handle`, in the page's own clock.
  //   An input is an `input` event of a range, a pointer move over a canvas, or a new value on an
  //   ipywidgets handle. A drawing is the view's 'rnn-drawn' event, or a new picture in the output
  //   below an ipywidgets slider. Several drawings in one frame are one. It is drawn when the main
  //   thread has painted that frame (a message sent from within a frame arrives after it), and
  //   counts as shown when the next frame begins, about when the screen has it.
  meter(handle) {
    const view = handle.closest(".rnn-view");
    const output = handle.closest(".jp-OutputArea");
    const meter = (window.meter = { inputs: [], frames: [], up: null, ignore: new AbortController() });
    const on = (target, type, listener) =>
      target.addEventListener(type, listener, { capture: true, signal: meter.ignore.signal });
    let hand = 0;
    let pending = false;
    const input = (at) => meter.inputs.push({ at, hand });
    const drawn = () => {
      if (pending) return;
      pending = true;
      const channel = new MessageChannel();
      const frame = { newest: meter.inputs.length - 1 };
      channel.port1.onmessage = () => {
        pending = false;
        frame.drawn = performance.now();
        meter.frames.push(frame);
      };
      channel.port2.postMessage(null);
      requestAnimationFrame(() => (frame.shown = performance.now()));
    };
    on(window, "pointerdown", (event) => (hand = event.timeStamp));
    on(window, "pointermove", (event) => (hand = event.timeStamp));
    on(window, "pointerup", (event) => (meter.up = event.timeStamp));
    if (handle.matches("input")) on(handle, "input", () => input(performance.now()));
    else if (handle.matches("canvas")) on(handle, "pointermove", () => input(performance.now()));
    else {
      const values = new MutationObserver(() => input(performance.now()));
      values.observe(handle, { attributeFilter: ["aria-valuenow"] });
    }
    if (view) return void on(view, "rnn-drawn", drawn);
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      const pictured = (node) => node instanceof Element && (node.matches("img") || node.querySelector("img"));
      if (added.some(pictured)) requestAnimationFrame(drawn);
    }).observe(output, { childList: true, subtree: true });
  },

  // The meter, when nothing was drawn for so many milliseconds after the mouse button went up.
  async settled(quiet) {
    const { meter } = window;
    const last = () => Math.max(meter.up, meter.frames.at(-1)?.drawn ?? 0);
    await waitFor(() => meter.up !== null && performance.now() - last() >= quiet);
    meter.ignore.abort();
    return meter;
  },
};

// One view for every lesson. Python made the tables, the texts and the pictures; this file
// looks up the row of the current node and draws it. It knows no formula and formats no number.

const UNIT = 8; // table entries count eighths of a pixel
const NOWHERE = -32768; // table entry for "no such point"
const COLORS = {
  light: { ink: "#000000", paper: "#ffffff", ground: "#ffffff", blue: "#0072B2", orange: "#D55E00", green: "#009E73" },
  dark: { ink: "#ffffff", paper: "#ffffff", ground: "#111111", blue: "#56B4E9", orange: "#F0A060", green: "#40D0A0" },
};
const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const SUPPRESS = "data-lm-suppress-shortcuts";
const SPEEDS = [2, 10, 30, 60];

function element(tag, className, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

// The tables of a model: typed views on the bytes that Python sent. What comes is inflated, which
// takes a while, and written in the order in which it came.
class Tables {
  constructor(model, scenes, changed) {
    Object.assign(this, { model, scenes, changed });
    this.all = {};
    this.here = {}; // what Python computed at one very place
    this.beside = {}; // the same, while the view stands there
    this.line = Promise.resolve();
    this.load();
    this.arrive();
  }

  get era() {
    return this.model.get("era");
  }

  queue(work) {
    this.line = this.line.then(work).then(this.changed);
  }

  load() {
    this.queue(async () => {
      const { era, tables: known } = this.model.get("tables");
      const tables = Object.entries(era === this.era.number ? known : {});
      const found = await Promise.all(tables.map(([, table]) => unpackedTable(table)));
      tables.forEach(([key], i) => (this.all[key] = found[i])); // together: a row is drawn from all of them
    });
  }

  arrive() {
    const { tables = {}, ...about } = this.model.get("here");
    this.queue(async () => {
      const found = {};
      for (const [name, table] of Object.entries(tables)) found[`${about.scene}/${name}`] = await unpackedTable(table);
      this.here = { ...about, tables: found };
    });
  }

  // Write the rows of some nodes, as they come from the kernel, unless they are of another era by then.
  receive({ scene, tables, era }, [nodes, data]) {
    const indices = new Uint32Array(nodes.buffer.slice(nodes.byteOffset, nodes.byteOffset + nodes.byteLength));
    this.queue(async () => {
      const rows = unpacked(await inflated(data), indices.length, Object.values(tables));
      if (era !== this.era.number) return;
      Object.entries(tables).forEach(([name, about], i) => {
        const table = this.table(scene, name, about);
        const length = rows[i].byteLength / indices.length;
        indices.forEach((node, n) => table.bytes.set(rows[i].subarray(n * length, (n + 1) * length), node * length));
      });
    });
  }

  // The table that such rows belong to.
  table(scene, name, { shape, dtype, axes }) {
    const key = `${scene}/${name}`;
    if (!this.all[key]) {
      const { nodes, axes: known } = this.scenes[scene];
      const lengths = nodes.map((axis) => known[axis].values.length);
      const rows = lengths.reduce((a, b) => a * b, 1);
      const about = { shape: [...lengths, ...shape], dtype, axes: [...nodes, ...axes], rows };
      this.all[key] = typed(about, new Uint8Array(rows * product(shape) * widthOf(dtype)));
    }
    return this.all[key];
  }

  forget() {
    for (const scene of Object.keys(this.scenes)) this.all[`${scene}/ready`]?.values.fill(0);
  }

  // The table of this name: of the very place, where the view stands there and it has one.
  find(key) {
    return this.beside[key] || this.all[key];
  }

  // The first entry and the number of entries of the row at these indices.
  row(key, indices) {
    const table = this.find(key);
    let offset = 0;
    table.axes.forEach((axis, d) => (offset = offset * table.shape[d] + indices[axis]));
    const size = product(table.shape.slice(table.axes.length));
    return { table, start: offset * size, size };
  }

  numbers(key, indices) {
    const { table, start, size } = this.row(key, indices);
    return table.values.subarray(start, start + size);
  }

  text(key, indices) {
    const { table, start } = this.row(key, indices);
    const bytes = table.bytes.subarray(start * table.width, (start + 1) * table.width);
    return String.fromCharCode(...bytes.filter((byte) => byte)).trim();
  }
}

const TYPES = { i2: Int16Array, u2: Uint16Array, u1: Uint8Array };
const widthOf = (dtype) => Number(dtype.slice(2));
const product = (lengths) => lengths.reduce((a, b) => a * b, 1);

function typed(about, bytes) {
  const type = TYPES[about.dtype.slice(1)];
  return { ...about, bytes, width: widthOf(about.dtype), values: type && new type(bytes.buffer) };
}

async function inflated(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function unpackedTable({ data, ...about }) {
  const one = { dtype: about.dtype, shape: [product(about.shape) / about.rows] };
  return typed(about, unpacked(await inflated(data), about.rows, [one])[0]);
}

// Undo `packed` of _tables.py: the bytes of each table, row after row.
function unpacked(flat, rows, tables) {
  let offset = 0;
  return tables.map(({ dtype, shape }) => {
    const [each, width] = [product(shape), widthOf(dtype)];
    const bytes = new Uint8Array(rows * each * width);
    for (let w = 0; w < width; w++) {
      for (let i = w; i < bytes.length; i += width) bytes[i] = flat[offset++];
    }
    const type = TYPES[dtype.slice(1)];
    const values = type && new type(bytes.buffer);
    if (type) for (let i = each; i < values.length; i++) values[i] += values[i - each];
    return bytes;
  });
}

class Panel {
  constructor(view, spec) {
    this.view = view;
    this.spec = spec;
    this.buffers = {};
    this.image = element("img", "rnn-picture", { alt: spec.alt, draggable: false });
    this.canvas = element("canvas", "rnn-canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.note = element("span", "rnn-note");
    this.title = element("span", "rnn-title");
    // Mark and words in their colour: a legend that is as sharp and as large as the text around.
    this.marks = spec.legend.map(([mark, color]) => ({ color, part: element("span", "rnn-mark", { textContent: mark }) }));
    this.words = spec.legend.map(([, , words]) => ({ words, part: element("span") }));
    const legend = this.marks.map(({ part }, i) => element("span", "rnn-legend", {}, [part, this.words[i].part]));
    const caption = element("figcaption", "rnn-caption", {}, [this.title, ...legend, this.note]);
    const frame = element("div", "rnn-frame", {}, [this.image]);
    frame.style.aspectRatio = `${spec.width} / ${spec.height}`;
    this.fields = spec.field ? [this.field(spec.box, 0), ...spec.bars.map((box) => this.field(box, 0.06))] : [];
    frame.append(...this.fields, this.canvas);
    this.root = element("figure", "rnn-panel", {}, [caption, frame]);
    this.context = this.canvas.getContext("2d");
    this.load();
    const marker = spec.layers.find((layer) => layer.kind === "marker");
    if (marker) this.listen(marker);
  }

  // A coloured part of the picture, which a dark theme must not invert. A colour bar has a tip below its box.
  field([left, top, right, bottom], share) {
    const { width, height } = this.spec;
    const part = element("img", "rnn-field", { alt: "", draggable: false });
    const tip = share * (bottom - top);
    const edges = [top / height, 1 - right / width, 1 - (bottom + tip) / height, left / width];
    part.style.clipPath = `inset(${edges.map((edge) => `${100 * edge}%`).join(" ")})`;
    return part;
  }

  paint(colors) {
    for (const { color, part } of this.marks) part.style.color = colors[color];
  }

  load() {
    const picture = this.view.model.get("pictures")[this.spec.picture];
    if (!picture || picture === this.picture) return;
    this.picture = picture;
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
    for (const image of [this.image, ...this.fields]) image.src = this.url;
  }

  // Let go of what is large: the page may keep the elements for as long as it stands.
  close() {
    this.view.sizes?.unobserve(this.canvas);
    URL.revokeObjectURL(this.url);
    for (const image of this.root.querySelectorAll("img")) image.removeAttribute("src");
    this.canvas.width = this.canvas.height = 0;
  }

  resize() {
    const width = this.canvas.clientWidth;
    if (!width) return;
    const ratio = (this.ratio = window.devicePixelRatio);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(((width * this.spec.height) / this.spec.width) * ratio);
    this.scale = this.canvas.width / this.spec.width;
  }

  // Drag the marker: the nearest node to the pointer becomes the current one.
  listen(marker) {
    const { canvas, view } = this;
    canvas.classList.add("rnn-drag");
    const move = (event) => {
      const edge = canvas.getBoundingClientRect();
      const zoom = (UNIT * this.spec.width) / edge.width;
      const place = [(event.clientX - edge.left) * zoom, (event.clientY - edge.top) * zoom];
      const { axes } = view.scene;
      view.go({
        [marker.x]: axes[marker.x].values[nearest(marker.xs, place[0])],
        [marker.y]: axes[marker.y].values[nearest(marker.ys, place[1])],
      });
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      move(event);
      event.preventDefault();
    });
    canvas.addEventListener("pointerup", () => view.rest());
    canvas.addEventListener("pointermove", (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) move(event);
    });
  }

  // `indices` are those of the rows to draw, `here` is where the marker stands.
  draw(indices, here) {
    const { context: c, spec } = this;
    // Not at a size of its own alone: a screen may be finer than the last.
    if (!this.scale || this.ratio !== window.devicePixelRatio) this.resize();
    if (!this.scale) return;
    const [left, top, right, bottom] = spec.box;
    c.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    c.clearRect(0, 0, spec.width, spec.height);
    this.beyond = false;
    this.atEdge = false;
    this.labels = [];
    for (const layer of spec.layers) {
      c.save();
      c.beginPath();
      c.rect(left - 1, top - 1, right - left + 2, bottom - top + 2);
      if (layer.kind !== "marker") c.clip();
      c.strokeStyle = c.fillStyle = this.view.colors[layer.color] || this.view.colors.ink;
      this[layer.kind](layer, indices, here);
      c.restore();
    }
    this.label();
    const notes = [];
    if (this.beyond) notes.push("▲▼ off the axis");
    if (this.atEdge) notes.push("at the edge");
    write(this.note, notes.join(", "));
    const { axes } = this.view.scene;
    const named = (words) => words.replace(/{(\w+)}/g, (_, axis) => axes[axis].texts[indices[axis]]);
    write(this.title, named(spec.title));
    for (const { words, part } of this.words) write(part, named(words));
  }

  // Names beside the curves, where the hand is: that of the higher one above it.
  label() {
    const c = this.context;
    const [left, , right] = this.spec.box;
    this.labels.sort((a, b) => a.y - b.y);
    this.labels.forEach(({ words, x, y, color }, i) => {
      c.font = "bold 11px system-ui, sans-serif";
      c.textAlign = x > (left + right) / 2 ? "right" : "left";
      c.lineWidth = 3;
      c.lineJoin = "round";
      c.strokeStyle = this.view.colors.ground;
      c.fillStyle = color;
      const place = [x, i ? y + 17 : y - 9];
      c.strokeText(words, ...place);
      c.fillText(words, ...place);
    });
  }

  // Heights over fixed places, or pairs of places; what lies beyond the axes gets a triangle.
  curve(layer, indices) {
    const points = this.points(layer, indices);
    if (layer.shape === "bar") return this.bars(points, layer);
    if (layer.line) this.stroke(points, layer, 1.8, this.starts(layer, indices));
    const one = Math.min(indices[layer.cursor], points.length / 2 - 1);
    const shown = "cursor" in layer ? points.subarray(2 * one, 2 * one + 2) : layer.shape === "none" ? [] : points;
    for (let i = 0; i < shown.length; i += 2) {
      if (shown[i] !== NOWHERE) this.dot(shown[i] / UNIT, shown[i + 1] / UNIT, "cursor" in layer ? "circle" : layer.shape);
    }
    if (layer.label && shown[0] !== NOWHERE) {
      this.labels.push({ words: layer.label, x: shown[0] / UNIT, y: shown[1] / UNIT, color: this.context.fillStyle });
    }
  }

  // Bars from the ground up, pale, so that dots are seen in front of them.
  bars(points, { wide, ground }) {
    const c = this.context;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] / UNIT, points[i + 1] / UNIT];
      c.globalAlpha = 0.13;
      c.fillRect(x - wide, y, 2 * wide, ground / UNIT - y);
      c.globalAlpha = 1;
      c.fillRect(x - wide, y - 1, 2 * wide, 2);
    }
  }

  // The way walked so far with a dot for each step, and how it goes on.
  path(layer, indices) {
    const c = this.context;
    const points = this.points(layer, indices);
    const starts = this.starts(layer, indices);
    const walked = points.subarray(0, Math.min(2 * indices[layer.cursor] + 2, points.length));
    c.globalAlpha = 0.45;
    this.stroke(points, layer, 1, starts);
    c.globalAlpha = 1;
    const color = c.strokeStyle;
    c.strokeStyle = "#000000";
    this.stroke(walked, layer, 3.4, starts);
    c.strokeStyle = color;
    this.stroke(walked, layer, 1.4, starts);
    c.beginPath();
    for (let i = 0; i < walked.length; i += 2) {
      const [x, y] = [walked[i] / UNIT, walked[i + 1] / UNIT];
      c.moveTo(x + 2.2, y);
      if (walked[i] !== NOWHERE) c.arc(x, y, 2.2, 0, 2 * Math.PI);
    }
    c.lineWidth = 1.6;
    c.strokeStyle = "#000000";
    c.stroke();
    c.fill();
    let end = walked.length - 2;
    while (end > 0 && walked[end] === NOWHERE) end -= 2;
    if (walked[end] === NOWHERE) return;
    const [x, y] = [walked[end] / UNIT, walked[end + 1] / UNIT];
    this.dot(x, y, "star");
    const words = layer.label && `${layer.label} ${this.view.scene.axes[layer.cursor].texts[end / 2]}`;
    if (words) this.labels.push({ words, x, y, color: this.view.colors.ink });
  }

  arrow(layer, indices, here) {
    const [dx, dy] = this.view.tables.numbers(this.key(layer), indices);
    const marker = this.spec.layers.find((other) => other.kind === "marker");
    if (dx === NOWHERE || dy === NOWHERE || (!dx && !dy)) return;
    const c = this.context;
    const [x, y] = this.stand(marker);
    const inside = this.share(x, y, dx / UNIT, dy / UNIT);
    const [ex, ey] = [x + (inside * dx) / UNIT, y + (inside * dy) / UNIT];
    const angle = Math.atan2(dy, dx);
    for (const [color, width] of [["#000000", 6], ["#ffffff", 3]]) {
      c.strokeStyle = color;
      c.lineWidth = width;
      c.lineJoin = c.lineCap = "round";
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(ex, ey);
      for (const turn of [-0.45, 0.45]) {
        c.moveTo(ex, ey);
        c.lineTo(ex - 12 * Math.cos(angle + turn), ey - 12 * Math.sin(angle + turn));
      }
      c.stroke();
    }
  }

  // How much of a move from (x, y) stays inside the axes, from 0 to 1.
  share(x, y, dx, dy) {
    const [left, top, right, bottom] = this.spec.box;
    const across = dx > 0 ? (right - 2 - x) / dx : dx < 0 ? (left + 2 - x) / dx : 1;
    const down = dy > 0 ? (bottom - 2 - y) / dy : dy < 0 ? (top + 2 - y) / dy : 1;
    return Math.max(0, Math.min(1, across, down));
  }

  marker(layer, indices, here) {
    const c = this.context;
    const [i, j] = [this.view.along(layer.x), this.view.along(layer.y)];
    const [x, y] = this.stand(layer);
    this.atEdge = !i || !j || i === layer.xs.length - 1 || j === layer.ys.length - 1;
    for (const [color, width] of [["#000000", 5], ["#ffffff", 2.5]]) {
      c.strokeStyle = color;
      c.lineWidth = width;
      c.beginPath();
      c.arc(x, y, 8, 0, 2 * Math.PI);
      c.stroke();
    }
  }

  // Where a marker stands, which may be between two nodes.
  stand(marker) {
    return [[marker.x, marker.xs], [marker.y, marker.ys]].map(([axis, places]) => {
      const along = this.view.along(axis);
      const before = Math.floor(along);
      const after = Math.min(before + 1, places.length - 1);
      return (places[before] + (along - before) * (places[after] - places[before])) / UNIT;
    });
  }

  key(layer) {
    return `${this.view.here.scene}/${layer.table}`;
  }

  // Where parts of a line start that do not go on from the one before: cut off by the edge of a table.
  starts(layer, indices) {
    return layer.start && this.view.tables.numbers(`${this.view.here.scene}/${layer.start}`, indices);
  }

  stroke(points, layer, width, starts) {
    const c = this.context;
    c.lineWidth = width;
    c.lineJoin = "round";
    c.setLineDash(layer.dash || []);
    c.beginPath();
    let broken = true;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] / UNIT, points[i + 1] / UNIT];
      if (points[i] === NOWHERE) broken = true;
      else if (starts && starts[i] !== NOWHERE) {
        c.moveTo(starts[i] / UNIT, starts[i + 1] / UNIT);
        c.lineTo(x, y);
        broken = false;
      } else if (broken) c.moveTo(x, y), (broken = false);
      else c.lineTo(x, y);
    }
    c.stroke();
    c.setLineDash([]);
  }

  // The places of a layer, x and y in turn, in table units: both NOWHERE where there is none. The array is used again by the next layer.
  points(layer, indices) {
    const values = this.view.tables.numbers(this.key(layer), indices);
    const length = layer.xs ? 2 * values.length : values.length;
    const points = (this.buffers[length] ??= new Int16Array(length));
    for (let i = 0; i < length; i += 2) {
      const [x, y] = layer.xs ? [layer.xs[i / 2], values[i / 2]] : [values[i], values[i + 1]];
      const there = x !== NOWHERE && y !== NOWHERE;
      points[i] = there ? x : NOWHERE;
      points[i + 1] = there ? y : NOWHERE;
    }
    return points;
  }

  dot(x, y, shape) {
    const c = this.context;
    const [left, top, right, bottom] = this.spec.box;
    if (y < top || y > bottom || x < left - 1 || x > right + 1) {
      this.beyond = true;
      this.triangle(Math.min(Math.max(x, left + 6), right - 6), y < top ? top : y > bottom ? bottom : y, y < top);
      return;
    }
    c.beginPath();
    if (shape === "square") c.rect(x - 3, y - 3, 6, 6);
    else if (shape === "star") star(c, x, y, 8);
    else c.arc(x, y, shape === "ring" ? 6.5 : 3.4, 0, 2 * Math.PI);
    if (shape === "ring") {
      c.lineWidth = 2.5;
      c.stroke();
      return;
    }
    c.fill();
    if (shape === "star") {
      c.strokeStyle = "#000000";
      c.lineWidth = 1.5;
      c.stroke();
    }
  }

  triangle(x, edge, upwards) {
    const c = this.context;
    const base = upwards ? edge + 8 : edge - 8;
    c.beginPath();
    c.moveTo(x, edge);
    c.lineTo(x - 4.5, base);
    c.lineTo(x + 4.5, base);
    c.fill();
  }
}

function write(part, text) {
  if (part.textContent !== text) part.textContent = text;
}

function star(c, x, y, size) {
  for (let i = 0; i < 10; i++) {
    const radius = i % 2 ? size * 0.45 : size;
    const angle = (Math.PI * i) / 5 - Math.PI / 2;
    c[i ? "lineTo" : "moveTo"](x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  c.closePath();
}

// The index of the entry that is nearest to a value.
function nearest(entries, value) {
  let best = 0;
  for (let i = 1; i < entries.length; i++) {
    if (Math.abs(entries[i] - value) < Math.abs(entries[best] - value)) best = i;
  }
  return best;
}

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
    for (const control of this.spec.controls) this.controls.append(this[control.kind](control));
    for (const reading of this.spec.readings) this.numbers.append(this.reading(reading));
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
      for (const panel of this.drawn) panel.resize();
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
    this.typing = undefined; // the hand has moved on: a half-typed number is none
    for (const [axis, value] of Object.entries(change)) change[axis] = this.shown(axis, value);
    if (Object.entries(change).every(([axis, value]) => this.here[axis] === value)) return this.ask();
    Object.assign(this.here, change);
    const asks = Object.keys(change).some((axis) => this.scene.axes[axis]?.asks);
    this.later("tell", asks ? 30 : 120, () => this.tell());
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
    const { indices, exact } = this.lookup();
    if (indices) this.show(indices, exact);
    this.waiting(exact);
    for (const update of this.updates) update();
    this.root.dispatchEvent(new CustomEvent("rnn-drawn", { bubbles: true }));
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

  // Controls. Each returns its element, and leaves an update that shows the position.

  reading({ label, table, spoken }) {
    const output = element("output");
    output.setAttribute("aria-live", "off");
    this.readouts.push({ output, table, label, spoken });
    return element("label", "rnn-number", {}, [element("span", "", { textContent: label }), output]);
  }

  slider({ axis }) {
    const range = element("input", "rnn-range", { type: "range", min: 0, step: 1 });
    const field = element("input", "rnn-field-text", { type: "text", inputMode: "decimal" });
    const name = element("span", "rnn-name");
    range.addEventListener("input", () => this.go({ [axis]: this.scene.axes[axis].values[Number(range.value)] }));
    range.addEventListener("pointerup", () => this.rest());
    range.addEventListener("keydown", (event) => KEYS.includes(event.key) && event.stopPropagation());
    const typed = () => {
      const words = field.value.trim();
      if (this.typing === field && words !== this.text(axis)) this.take(axis, words);
      this.typing = undefined;
      field.value = this.text(axis);
    };
    field.addEventListener("input", () => (this.typing = field));
    field.addEventListener("change", typed);
    field.addEventListener("blur", typed);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) typed();
      if (event.key === "Escape") {
        this.typing = undefined;
        field.value = this.text(axis);
      }
      if (!event.ctrlKey && !event.metaKey && event.key !== "Escape") event.stopPropagation();
    });
    this.updates.push(() => {
      const { label, texts } = this.scene.axes[axis];
      const index = this.index(axis);
      const text = this.text(axis);
      if (range.max !== String(texts.length - 1)) range.max = texts.length - 1;
      if (range.value !== String(index)) range.value = index;
      if (this.typing !== field && field.value !== text) field.value = text;
      if (name.textContent !== label) {
        name.textContent = label;
        range.setAttribute("aria-label", label);
        field.setAttribute("aria-label", `${label}, type a number`);
      }
      const said = [text, ...this.spoken()].join(", ");
      if (range.getAttribute("aria-valuetext") !== said) range.setAttribute("aria-valuetext", said);
    });
    return element("div", "rnn-control", {}, [name, range, field]);
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

  bits({ axis }) {
    const length = this.scene.axes[axis].texts[0].length;
    const buttons = Array.from({ length }, (_, k) => {
      const button = element("button", "rnn-bit", { type: "button" });
      button.addEventListener("click", () => {
        const bits = [...this.here[axis]];
        bits[k] = bits[k] === "1" ? "0" : "1";
        this.answer = true; // aloud, for the focus stays on the bit
        this.visit({ [axis]: bits.join("") });
      });
      button.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (step) buttons[k + step]?.focus(), event.stopPropagation();
      });
      return button;
    });
    this.updates.push(() => {
      const text = this.here[axis];
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
  }

  choice({ axis }) {
    const { label, texts } = this.scene.axes[axis];
    const options = texts.map((text, i) => element("option", "", { value: i, textContent: text }));
    return this.select(label, options, () => texts.indexOf(this.text(axis)), (value) => this.visit({ [axis]: this.scene.axes[axis].values[value] }));
  }

  // Buttons that go to places worth seeing, in the first scene that holds them if this one does not.
  places({ label, places }) {
    const holds = ({ axes }, place) =>
      Object.entries(place).every(([axis, at]) => axes[axis].values[0] <= at && at <= axes[axis].values.at(-1));
    const buttons = Object.entries(places).map(([name, place]) => {
      const button = element("button", "rnn-button", { type: "button", textContent: name });
      button.setAttribute("aria-label", `${label} ${name}`);
      button.addEventListener("click", () => {
        const scenes = Object.keys(this.spec.scenes);
        const scene = holds(this.scene, place) ? this.here.scene : scenes.find((other) => holds(this.spec.scenes[other], place));
        if (scene && scene !== this.here.scene) this.enter(scene);
        this.visit(place);
      });
      return button;
    });
    const group = element("div", "rnn-buttons", {}, buttons);
    return element("div", "rnn-control rnn-places", {}, [element("span", "rnn-name", { textContent: label }), group]);
  }

  scenes({ label, texts }) {
    const options = Object.entries(texts).map(([value, text]) => element("option", "", { value, textContent: text }));
    const root = this.select(label, options, () => this.here.scene, (value) => this.enter(value));
    return root;
  }

  select(label, options, get, set) {
    const select = element("select", "rnn-select", {}, options);
    select.setAttribute("aria-label", label);
    select.addEventListener("change", () => set(select.value));
    select.addEventListener("keydown", (event) => event.stopPropagation());
    this.updates.push(() => {
      if (select.value !== String(get())) select.value = get();
    });
    return element("div", "rnn-control", {}, [element("span", "rnn-name", { textContent: label }), select]);
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

  // A slider with buttons to step, to play and to pause, and the speed beside them.
  player(control) {
    const { axis } = control;
    const root = this.slider(control);
    const last = () => this.scene.axes[axis].values.at(-1);
    const step = (by) => this.go({ [axis]: Math.min(Math.max(this.here[axis] + by, 0), last()) });
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
    const play = button("▶ play", "play", () => (this.playing ? this.pause() : start()));
    const show = (text, label) => {
      play.textContent = text;
      play.setAttribute("aria-label", label);
    };
    this.pause = () => {
      cancelAnimationFrame(this.playing);
      this.playing = undefined;
      show("▶ play", "play");
    };
    const start = () => {
      if (this.here[axis] === last()) this.go({ [axis]: 0 });
      show("⏸ pause", "pause");
      let before = performance.now();
      const tick = (now) => {
        const steps = Math.floor(((now - before) * Number(speed.value)) / 1000);
        if (steps > 0) {
          before += (steps * 1000) / Number(speed.value);
          step(steps);
        }
        if (this.here[axis] === last()) return this.pause();
        this.playing = requestAnimationFrame(tick);
      };
      this.playing = requestAnimationFrame(tick);
    };
    root.classList.add("rnn-wide");
    const buttons = [button("◀", "one step back", () => step(-1)), button("▶", "one step forward", () => step(1)), play, speed];
    root.append(element("div", "rnn-buttons", {}, buttons));
    return root;
  }
}

function render({ model, el }) {
  const view = new View(model, el);
  return () => view.close();
}

export default { render };

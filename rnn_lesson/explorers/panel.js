// One picture, and what moves over it.

const UNIT = 8; // table entries count eighths of a pixel
const NOWHERE = -32768; // table entry for "no such point"
const COLORS = {
  light: { ink: "#000000", paper: "#ffffff", ground: "#ffffff", blue: "#0072B2", orange: "#D55E00", green: "#009E73" },
  dark: { ink: "#ffffff", paper: "#ffffff", ground: "#111111", blue: "#56B4E9", orange: "#F0A060", green: "#40D0A0" },
};

function element(tag, className, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  if (className) made.className = className;
  made.append(...children);
  return made;
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

class Panel {
  constructor(view, spec) {
    this.view = view;
    this.spec = spec;
    this.buffers = {};
    this.image = element("img", "rnn-picture", { alt: spec.alt, draggable: false });
    this.canvas = this.front = this.sheet("rnn-canvas");
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
    for (const sheet of this.root.querySelectorAll("canvas")) sheet.width = sheet.height = 0;
  }

  // What is drawn on.
  sheet(name) {
    const canvas = element("canvas", name);
    canvas.setAttribute("aria-hidden", "true");
    return canvas;
  }

  // The sheet for the next frame, of the size it has on the screen; false where it has none. The coarse
  // one of a slow machine lies over the fine one and stays: to cut a new one takes as long as three frames.
  lay() {
    if (!this.width) this.measure();
    if (!this.width) return false;
    const { hurried, fineness } = this.view;
    if (hurried && !this.coarse) this.canvas.after((this.coarse = this.sheet("rnn-haste")));
    const sheet = hurried ? this.coarse : this.canvas;
    const width = Math.round(this.width * fineness);
    if (sheet.width !== width) {
      sheet.width = width;
      sheet.height = Math.round(((this.width * this.spec.height) / this.spec.width) * fineness);
    }
    if (sheet !== this.front) {
      this.front.style.opacity = 0;
      sheet.style.opacity = 1;
      this.front = sheet;
    }
    this.context = sheet.getContext("2d");
    this.scale = width / this.spec.width;
    return true;
  }

  measure() {
    this.width = this.canvas.clientWidth;
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
    if (!this.lay()) return;
    const { context: c, spec } = this;
    // To whole pixels of the screen: what is clipped between two of them takes twice as long to draw.
    const [left, top, right, bottom] = spec.box.map((edge, i) => Math.round((edge + (i < 2 ? -1 : 1)) * this.scale) / this.scale);
    c.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    c.clearRect(0, 0, spec.width, spec.height);
    this.beyond = false;
    this.atEdge = false;
    this.labels = [];
    for (const layer of spec.layers) {
      c.save();
      c.beginPath();
      c.rect(left, top, right - left, bottom - top);
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
    const color = c.strokeStyle;
    c.globalAlpha = 0.45;
    const ahead = Math.max(walked.length - 2, 0); // from the last point that was walked
    this.stroke(points.subarray(ahead), layer, 1, starts?.subarray(ahead));
    c.globalAlpha = 1;
    c.strokeStyle = "#000000";
    this.stroke(walked, layer, 3.4, starts);
    c.strokeStyle = color;
    this.stroke(walked, layer, 1.4, starts);
    // Filled twice, for the outline of a hundred circles takes longer than all else.
    for (const [fill, radius] of [["#000000", 3], [color, 2.2]]) {
      c.fillStyle = fill;
      c.beginPath();
      for (let i = 0; i < walked.length; i += 2) {
        const [x, y] = [walked[i] / UNIT, walked[i + 1] / UNIT];
        c.moveTo(x + radius, y);
        if (walked[i] !== NOWHERE) c.arc(x, y, radius, 0, 2 * Math.PI);
      }
      c.fill();
    }
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


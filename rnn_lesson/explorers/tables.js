// What Python sent: tables of numbers and texts, a row for each node of a grid.

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

// The index of the entry that is nearest to a value.
function nearest(entries, value) {
  let best = 0;
  for (let i = 1; i < entries.length; i++) {
    if (Math.abs(entries[i] - value) < Math.abs(entries[best] - value)) best = i;
  }
  return best;
}


// Writes a workload of workloads.json as an ONNX model with random weights: a protobuf writer of a few lines, and the graph.

const FLOAT = 1;
const INT64 = 7;

/** Protobuf fields: varints and blocks of bytes are all that ONNX needs. */
function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const integer = (field, value) => Buffer.concat([varint(field << 3), varint(value)]);
const block = (field, value) => {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
};
const message = (field, ...parts) => block(field, Buffer.concat(parts));

function attribute(name, value) {
  const type = typeof value === "string" ? 3 : Array.isArray(value) ? 7 : 2;
  const parts = type === 3 ? [block(4, value)] : type === 7 ? value.map((v) => integer(8, v)) : [integer(3, value)];
  return message(5, block(1, name), ...parts, integer(20, type));
}

function valueInfo(field, name, type, shape) {
  const dimensions = shape.map((d) => message(1, integer(1, d)));
  return message(field, block(1, name), message(2, message(1, integer(1, type), message(2, ...dimensions))));
}

/** The nodes and weights of a graph that grows at its end. */
class Graph {
  constructor(seed) {
    this.parts = [];
    this.inputs = [];
    this.outputs = [];
    this.count = 0;
    this.state = seed;
  }

  random() {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 2 ** 31 - 1;
  }

  tensor(dimensions, type, values) {
    const name = `w${this.count++}`;
    const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    this.parts.push(message(5, ...dimensions.map((d) => integer(1, d)), integer(2, type), block(8, name), block(9, raw)));
    return name;
  }

  weights(...dimensions) {
    const scale = 1 / Math.sqrt(dimensions[dimensions.length - 1]);
    const values = new Float32Array(dimensions.reduce((a, b) => a * b, 1));
    return this.tensor(dimensions, FLOAT, values.map(() => this.random() * scale));
  }

  shape(...values) {
    return this.tensor([values.length], INT64, BigInt64Array.from(values.map(BigInt)));
  }

  node(operation, inputs, outputs = 1, attributes = {}) {
    const names = Array.from({ length: outputs }, () => `v${this.count++}`);
    this.parts.push(message(1, ...inputs.map((i) => block(1, i)), ...names.map((o) => block(2, o)), block(4, operation),
      ...Object.entries(attributes).map(([name, value]) => attribute(name, value))));
    return outputs === 1 ? names[0] : names;
  }

  input(name, type, shape) {
    this.inputs.push({ name, type, shape });
    return name;
  }

  output(name, shape) {
    this.outputs.push({ name, shape });
  }

  bytes() {
    const graph = message(7, ...this.parts, block(2, "workload"),
      ...this.inputs.map((i) => valueInfo(11, i.name, i.type, i.shape)), ...this.outputs.map((o) => valueInfo(12, o.name, FLOAT, o.shape)));
    return Buffer.concat([integer(1, 7), graph, message(8, block(1, ""), integer(2, 13))]);
  }
}

/** One recurrent layer over [steps, rows, size]. */
function recurrent(graph, layer, x, size, steps, rows, streaming) {
  const { units } = layer;
  const directions = layer.bidirectional ? 2 : 1;
  const gates = layer.cell === "lstm" ? 4 : 3;
  const inputs = [x, graph.weights(directions, gates * units, size), graph.weights(directions, gates * units, units), graph.weights(directions, 2 * gates * units)];
  if (streaming) {
    inputs.push("", ...(gates === 4 ? ["h", "c"] : ["h"]).map((s) => graph.input(`${s}${graph.count++}`, FLOAT, [directions, rows, units])));
  }

  const attributes = { hidden_size: units, direction: layer.bidirectional ? "bidirectional" : "forward" };
  if (gates === 3) {
    attributes.linear_before_reset = 1;
  }

  const [sequence, ...last] = graph.node(layer.cell.toUpperCase(), inputs, gates === 4 ? 3 : 2, attributes);
  if (streaming) {
    last.forEach((name) => graph.output(name, [directions, rows, units]));
  }

  const width = directions * units;
  if (layer.sequences) {
    return [graph.node("Reshape", [graph.node("Transpose", [sequence], 1, { perm: [0, 2, 1, 3] }), graph.shape(steps, rows, width)]), width];
  }

  return [graph.node("Reshape", [graph.node("Transpose", [last[0]], 1, { perm: [1, 0, 2] }), graph.shape(rows, width)]), width];
}

/** The model's bytes and its inputs (the states of a stream after the values). */
export function write(spec, rows, streaming) {
  const graph = new Graph(7);
  const steps = streaming ? 1 : spec.steps;
  let size = spec.size ?? spec.embedding ?? spec.vocabulary;
  let x = spec.input === "features" ? graph.input("x", FLOAT, [steps, rows, size]) : graph.input("x", INT64, [steps, rows]);
  if (spec.input !== "features") {
    const table = spec.embedding ? graph.weights(spec.vocabulary, size) : identity(graph, size);
    x = graph.node("Gather", [table, x]);
  }

  let hasSteps = true;
  if (spec.conv) {
    const [filters, width] = spec.conv;
    const inputs = [graph.node("Transpose", [x], 1, { perm: [1, 2, 0] }), graph.weights(filters, size, width), graph.weights(filters)];
    x = graph.node("GlobalMaxPool", [graph.node("Relu", [graph.node("Conv", inputs)])]);
    x = graph.node("Reshape", [x, graph.shape(rows, filters)]);
    size = filters;
    hasSteps = false;
  }

  for (const layer of spec.layers) {
    [x, size] = recurrent(graph, layer, x, size, steps, rows, streaming);
    hasSteps = Boolean(layer.sequences);
  }

  if (spec.flatten) {
    x = graph.node("Reshape", [graph.node("Transpose", [x], 1, { perm: [1, 0, 2] }), graph.shape(rows, steps * size)]);
    size *= steps;
    hasSteps = false;
  }

  for (const [units, activation] of spec.dense) {
    x = graph.node("Add", [graph.node("MatMul", [x, graph.weights(size, units)]), graph.weights(units)]);
    size = units;
    const operation = { sigmoid: "Sigmoid", relu: "Relu", softmax: "Softmax" }[activation];
    x = operation ? graph.node(operation, [x]) : x;
  }

  graph.output(x, hasSteps ? [steps, rows, size] : [rows, size]);
  return { bytes: graph.bytes(), inputs: graph.inputs, outputs: graph.outputs };
}

function identity(graph, size) {
  const values = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    values[i * size + i] = 1;
  }

  return graph.tensor([size, size], FLOAT, values);
}

export const types = { FLOAT, INT64 };

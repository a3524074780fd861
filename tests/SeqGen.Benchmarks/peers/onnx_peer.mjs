// Times one workload with ONNX Runtime: node onnx_peer.mjs WORKLOAD KIND THREADS SECONDS. Prints one JSON object.
// Its time contains the call from JavaScript, some microseconds.

import { readFileSync } from "node:fs";
import ort from "onnxruntime-node";
import { types, write } from "./onnx_models.mjs";

const [name, kind, threads, seconds] = process.argv.slice(2);
const spec = JSON.parse(readFileSync(new URL("workloads.json", import.meta.url), "utf8"))[name];
const streaming = kind === "stream";
const model = write(spec, kind === "batch32" ? 32 : 1, streaming);
const session = await ort.InferenceSession.create(model.bytes, {
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  executionMode: "sequential",
  graphOptimizationLevel: "all",
});

const feeds = {};
for (const { name: input, type, shape } of model.inputs) {
  const length = shape.reduce((a, b) => a * b, 1);
  const isState = input !== "x";
  feeds[input] = type === types.FLOAT
    ? new ort.Tensor("float32", Float32Array.from({ length }, () => (isState ? 0 : Math.random() * 2 - 1)), shape)
    : new ort.Tensor("int64", BigInt64Array.from({ length }, () => BigInt(Math.floor(Math.random() * spec.vocabulary))), shape);
}

// Of a stream every state's output is the same state's next input.
const states = model.inputs.filter((input) => input.name !== "x").map((input) => input.name);
const after = model.outputs.slice(0, states.length).map((output) => output.name);

async function run() {
  const results = await session.run(feeds);
  states.forEach((state, i) => { feeds[state] = results[after[i]]; });
}

for (let i = 0; i < 3; i++) {
  await run();
}

const times = [];
const end = performance.now() + Number(seconds) * 1000;
while (performance.now() < end || times.length < 3) {
  const start = performance.now();
  await run();
  times.push((performance.now() - start) * 1000);
}

times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(share * times.length)];
console.log(JSON.stringify({ id: name, kind, median_us: at(0.5), p10_us: at(0.1) }));

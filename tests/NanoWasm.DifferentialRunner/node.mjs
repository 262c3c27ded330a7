// Runs random modules in node: takes a file of [{wasm, calls: [{function, arguments: [{kind, value}]}]}], prints [{calls, state, memory}].
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const fuel = Number(process.argv[3]);
const view = new DataView(new ArrayBuffer(8));
const hex = (bits, digits) => "0x" + bits.toString(16).padStart(digits, "0");

const imports = {
  env: {
    mix: (a, b) => (Math.imul(a, 31) + b) | 0,
    swap: (a, b) => [b, a],
  },
};

function describe(kind, value) {
  switch (kind) {
    case "F32":
      view.setFloat32(0, value);
      return Number.isNaN(value) ? "nan" : hex(view.getUint32(0), 8);
    case "F64":
      view.setFloat64(0, value);
      return Number.isNaN(value) ? "nan" : hex(view.getBigUint64(0), 16);
    case "FuncRef":
      if (value === null) return "null";
      return Number(value.name) < Object.keys(imports.env).length ? "a host function" : "function #" + value.name;
    default:
      return String(value);
  }
}

function argument({ kind, value }) {
  switch (kind) {
    case "I32":
      return Number(value);
    case "I64":
      return BigInt(value);
    case "F32":
      if (value === "nan") return NaN;
      view.setUint32(0, Number(value));
      return view.getFloat32(0);
    case "F64":
      if (value === "nan") return NaN;
      view.setBigUint64(0, BigInt(value));
      return view.getFloat64(0);
    default:
      return value === "null" ? null : value;
  }
}

// The same as PlannedCall.FillMemory.
function fill(memory) {
  let state = 1;
  for (let i = 0; i < memory.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    memory[i] = (i & 3) === 0 || (i & 0x40) !== 0 ? state >>> 24 : 0;
  }
}

function run({ wasm, calls, results, state }) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(wasm, "base64")), imports);
  fill(new Uint8Array(exports.memory.buffer));
  const outcomes = calls.map((call) => {
    exports.fuel.value = fuel;
    try {
      const value = exports[call.function](...call.arguments.map(argument));
      const kinds = results[call.function];
      const values = kinds.length === 0 ? [] : kinds.length === 1 ? [value] : value;
      return [...values.map((each, i) => describe(kinds[i], each)), exports.digest.value].join(", ");
    } catch (error) {
      return "trap: " + error.message;
    }
  });
  const values = state.map(({ name, kind, isTable }) => {
    const item = exports[name];
    return isTable
      ? [String(item.length), ...Array.from({ length: Math.min(item.length, 64) }, (_, i) => describe(kind, item.get(i)))].join(" ")
      : describe(kind, item.value);
  });
  const memory = new Uint8Array(exports.memory.buffer);
  return { calls: outcomes, state: values, memory: createHash("sha256").update(memory).digest("hex").toUpperCase() };
}

const modules = JSON.parse(readFileSync(process.argv[2], "utf8"));
process.stdout.write(JSON.stringify(modules.map((module) => {
  try {
    return run(module);
  } catch (error) {
    return { calls: ["refused: " + error.message], state: [], memory: "" };
  }
})));

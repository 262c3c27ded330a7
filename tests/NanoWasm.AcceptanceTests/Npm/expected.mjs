// Writes what the packages give under node: `node expected.mjs inputs.json` prints one JSON object, name of a result → result.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import * as sha256 from "@chainsafe/as-sha256";
import { initSync, watify } from "@mdn/watify";
import { format } from "@wasm-fmt/gofmt/node";

const require = createRequire(import.meta.url);
const h = require("hash-wasm");
const xxhash = require("xxhash-wasm");

const inputs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const data = readFileSync(inputs.dataFile);
const { key, keySmall, seedLow, seedHigh, password, salt } = inputs;

const hashes = {
  "adler32": (d) => h.adler32(d),
  "blake2b-256": (d) => h.blake2b(d, 256),
  "blake2b-512": (d) => h.blake2b(d, 512),
  "blake2b-512-keyed": (d) => h.blake2b(d, 512, key),
  "blake2s-128-keyed": (d) => h.blake2s(d, 128, keySmall),
  "blake2s-256": (d) => h.blake2s(d, 256),
  "blake3-256": (d) => h.blake3(d, 256),
  "blake3-256-keyed": (d) => h.blake3(d, 256, key),
  "blake3-2048": (d) => h.blake3(d, 2048),
  "crc32": (d) => h.crc32(d),
  "crc32c": (d) => h.crc32(d, 0x82f63b78),
  "crc64": (d) => h.crc64(d),
  "keccak-224": (d) => h.keccak(d, 224),
  "keccak-256": (d) => h.keccak(d, 256),
  "keccak-384": (d) => h.keccak(d, 384),
  "keccak-512": (d) => h.keccak(d, 512),
  "md4": (d) => h.md4(d),
  "md5": (d) => h.md5(d),
  "ripemd160": (d) => h.ripemd160(d),
  "sha1": (d) => h.sha1(d),
  "sha224": (d) => h.sha224(d),
  "sha256": (d) => h.sha256(d),
  "sha384": (d) => h.sha384(d),
  "sha512": (d) => h.sha512(d),
  "sha3-224": (d) => h.sha3(d, 224),
  "sha3-256": (d) => h.sha3(d, 256),
  "sha3-384": (d) => h.sha3(d, 384),
  "sha3-512": (d) => h.sha3(d, 512),
  "sm3": (d) => h.sm3(d),
  "whirlpool": (d) => h.whirlpool(d),
  "xxhash32": (d) => h.xxhash32(d, seedLow),
  "xxhash64": (d) => h.xxhash64(d, seedLow, seedHigh),
  "xxhash3": (d) => h.xxhash3(d, seedLow, seedHigh),
  "xxhash128": (d) => h.xxhash128(d, seedLow, seedHigh),
};

const passwordHashes = {
  "argon2d": () => h.argon2d({ password, salt, ...inputs.argon2, outputType: "hex" }),
  "argon2i": () => h.argon2i({ password, salt, ...inputs.argon2, outputType: "hex" }),
  "argon2id": () => h.argon2id({ password, salt, ...inputs.argon2, outputType: "hex" }),
  "bcrypt": () => h.bcrypt({ password, salt, costFactor: inputs.bcryptCost, outputType: "encoded" }),
  "pbkdf2-sha1": () => h.pbkdf2({ password, salt, ...inputs.pbkdf2, hashFunction: h.createSHA1(), outputType: "hex" }),
  "pbkdf2-sha256": () => h.pbkdf2({ password, salt, ...inputs.pbkdf2, hashFunction: h.createSHA256(), outputType: "hex" }),
  "pbkdf2-sha512": () => h.pbkdf2({ password, salt, ...inputs.pbkdf2, hashFunction: h.createSHA512(), outputType: "hex" }),
  "scrypt": () => h.scrypt({ password, salt, ...inputs.scrypt, outputType: "hex" }),
};

const results = {};

for (const [name, hash] of Object.entries(hashes)) {
  for (const length of inputs.lengths) {
    results[`hash-wasm/${name}/${length}`] = await hash(data.subarray(0, length));
  }
}

for (const [name, hash] of Object.entries(passwordHashes)) {
  results[`hash-wasm/${name}`] = await hash();
}

const seed64 = (BigInt(seedHigh) << 32n) | BigInt(seedLow);
const { h32Raw, h64Raw, create32, create64 } = await xxhash();
for (const length of inputs.lengths) {
  const bytes = data.subarray(0, length);
  results[`xxhash-wasm/h32/${length}`] = h32Raw(bytes, seedLow).toString(16).padStart(8, "0");
  results[`xxhash-wasm/h64/${length}`] = h64Raw(bytes, seed64).toString(16).padStart(16, "0");
  results[`xxhash-wasm/create32/${length}`] = create32(seedLow).update(bytes).digest().toString(16).padStart(8, "0");
  results[`xxhash-wasm/create64/${length}`] = create64(seed64).update(bytes).digest().toString(16).padStart(16, "0");
}

for (const [name, source] of Object.entries(inputs.goSources)) {
  try {
    results[`gofmt/${name}`] = format(source);
  } catch (error) {
    results[`gofmt/${name}`] = `error: ${error.message}`;
  }
}

for (const length of inputs.lengths) {
  const bytes = data.subarray(0, length);
  results[`node-crypto/sha256/${length}`] = createHash("sha256").update(bytes).digest("hex");
  results[`as-sha256/digest/${length}`] = Buffer.from(sha256.digest(bytes)).toString("hex");
}

for (let batch = 0; batch < inputs.batches; batch++) {
  const blocks = [0, 1, 2, 3].map((lane) => data.subarray((batch * 4 + lane) * 64, (batch * 4 + lane + 1) * 64));
  results[`as-sha256/batch/${batch}`] = Buffer.concat(sha256.batchHash4UintArray64s(blocks)).toString("hex");
}

initSync({ module: readFileSync(require.resolve("@mdn/watify/watify_bg.wasm")) });
for (const [name, source] of Object.entries(inputs.watSources)) {
  try {
    results[`watify/${name}`] = Buffer.from(watify(source)).toString("hex");
  } catch (error) {
    results[`watify/${name}`] = `error: ${error}`;
  }
}

process.stdout.write(JSON.stringify(results));

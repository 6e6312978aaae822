// Bundles src/ into ../static/gate/, or the tests into .build/tests/ (with --tests).
// What it writes is committed, so that nobody needs Node to run the planner.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const target = process.argv.find((argument) => argument.startsWith("--out="))?.slice("--out=".length);
const out = target ?? join(here, "..", "static", "gate");
const ENGINE = "zxing_reader.wasm";
const COMMON = { absWorkingDir: here, bundle: true, charset: "utf8", logLevel: "warning" };

// What we take from others: package, licence, and which of our files holds it.
const VENDORED = [
  {
    name: "idb",
    licence: "ISC",
    text: "node_modules/idb/LICENSE",
    files: ["gate.js", "helpers.js", "sheet.js"],
  },
  {
    name: "zxing-wasm",
    licence: "MIT",
    text: "node_modules/zxing-wasm/LICENSE",
    files: ["scan-worker.js", ENGINE],
  },
  { name: "zxing-cpp", licence: "Apache-2.0", text: "licences/zxing-cpp-LICENSE.txt", files: [ENGINE] },
  {
    name: "emscripten",
    licence: "MIT",
    text: "licences/emscripten-LICENSE.txt",
    files: ["scan-worker.js", ENGINE],
  },
];

async function bundleAll() {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await build({
    ...COMMON,
    entryPoints: {
      gate: "src/main.ts",
      helpers: "src/helpers.ts",
      sheet: "src/sheet.ts",
      enter: "src/enter.ts",
      "scan-worker": "src/scan-worker.ts",
      "service-worker": "src/service-worker.ts",
    },
    outdir: out,
    format: "iife",
    minify: true,
    legalComments: "none",
    // iOS 16.4 and Chrome 97 are the first with all that the scanner needs.
    target: ["chrome97", "safari16.4", "firefox115"],
    plugins: [noForeignServer],
  });
  const engine = await readFile(join(here, "node_modules/zxing-wasm/dist/reader", ENGINE));
  await writeFile(join(out, ENGINE), engine);
  await writeFile(join(out, `${ENGINE}.gz`), gzipSync(engine, { level: 9 }));
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: engine.length };
  await writeFile(join(out, `${ENGINE}.br`), brotliCompressSync(engine, { params: quality }));
  await writeFile(join(out, "VENDORED.json"), `${JSON.stringify(await describeVendored(), null, 2)}\n`);
}

/** The engine's package would fetch it from somebody else's server when told nothing; ours never. */
const noForeignServer = {
  name: "no-foreign-server",
  setup(bundler) {
    bundler.onLoad({ filter: /zxing-wasm.dist.es.share\.js$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      const parts = contents.split("https://fastly.jsdelivr.net/npm/");
      if (parts.length !== 2)
        throw new Error("zxing-wasm names its server in another way; look at build.mjs");
      return { contents: parts.join("/gate/files/"), loader: "js" };
    });
  },
};

async function describeVendored() {
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const described = [];
  for (const { name, licence, text, files } of VENDORED) {
    const file = `${name}-LICENSE.txt`;
    await cp(join(here, text), join(out, file));
    const version = lock.packages[`node_modules/${name}`]?.version ?? (await versionInside(name));
    described.push({ name, version, licence, text: file, files });
  }
  const sha256 = {};
  for (const name of (await readdir(out)).sort())
    if (/\.(js|wasm)$/.test(name))
      sha256[name] = createHash("sha256")
        .update(await readFile(join(out, name)))
        .digest("hex");
  return { packages: described, sha256 };
}

/** The version of what another package brings along. */
async function versionInside(name) {
  if (name !== "zxing-cpp") return "as built into zxing-wasm";
  const share = await readFile(join(here, "node_modules/zxing-wasm/dist/es/share.js"), "utf8");
  const commit = /"([0-9a-f]{40})"/.exec(share)?.[1];
  if (!commit) throw new Error("zxing-wasm does not say which zxing-cpp is in it; look at build.mjs");
  return commit;
}

async function bundleTests() {
  const folder = join(here, ".build", "tests");
  await rm(folder, { recursive: true, force: true });
  const names = (await readdir(join(here, "test"))).filter((name) => name.endsWith(".test.ts"));
  await build({
    ...COMMON,
    entryPoints: names.map((name) => join("test", name)),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    packages: "external",
    sourcemap: "inline",
  });
}

if (process.argv.includes("--tests")) await bundleTests();
else await bundleAll();

// Bundles the extension into dist/, with the licences of what is bundled; or, with --tests, each unit test into build/.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const tests = process.argv.includes("--tests");
const outdir = tests ? "build" : "dist";
rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: tests ? readdirSync("test").map((it) => `test/${it}`) : ["src/extension.ts"],
  outdir,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  minify: !tests,
  sourcemap: tests ? "inline" : false,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});
if (!tests) writeFileSync("dist/THIRD-PARTY.txt", licences(metafile));

/** What the authors of the bundled packages ask to be kept with copies of their work. */
function licences(metafile) {
  const packages = new Set();
  for (const file of Object.keys(metafile.inputs)) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
    if (found) packages.add(found[1]);
  }
  return [...packages].sort().map(licence).join("\n\n");
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readdirSync(folder).find((it) => /^licen[cs]e/i.test(it));
  if (text === undefined) throw new Error(`${name} brings no licence text`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${text}`, "utf8").trim()}`;
}

// Packages what was bundled as dist/backline-vscode.vsix of the repository. Fails when it is larger than what we promise.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createVSIX } from "@vscode/vsce";
import { pageOf } from "./readme.mjs";

const MOST = 300_000; // bytes
const packagePath = "../../dist/backline-vscode.vsix";

const { repository } = JSON.parse(readFileSync("package.json", "utf8"));
mkdirSync("../../dist", { recursive: true });
writeFileSync("dist/README.md", pageOf(readFileSync("README.md", "utf8"), repository?.url));
await createVSIX({
  packagePath,
  dependencies: false, // they are in the bundle
  readmePath: "dist/README.md",
  rewriteRelativeLinks: false, // it is done; vsce does not know that the extension lies in a folder of the repository
  allowMissingRepository: true,
});
const { size } = statSync(packagePath);
console.log(`${packagePath}: ${size} bytes of at most ${MOST}.`);
process.exitCode = size > MOST ? 1 : 0;

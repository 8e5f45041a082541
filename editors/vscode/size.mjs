// Fails when the packaged extension is larger than what we promise.
import { statSync } from "node:fs";

const MOST = 300_000; // bytes
const path = "../../dist/backline-vscode.vsix";
const { size } = statSync(path);
console.log(`${path}: ${size} bytes of at most ${MOST}.`);
process.exitCode = size > MOST ? 1 : 0;

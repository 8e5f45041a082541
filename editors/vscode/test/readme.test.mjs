import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { pageOf } from "../readme.mjs";

const README = readFileSync("README.md", "utf8");

test("without a public repository there is no picture that could not be shown", () => {
  const page = pageOf(README, undefined);
  assert.doesNotMatch(page, /!\[|\n{3}/);
  assert.match(page, /## Restricted mode/);
});

test("with one, each picture comes from the extension's folder in it", () => {
  const pictures = (page) => [...page.matchAll(/!\[.*\]\((.*)\)/g)].map((it) => it[1]);
  const shown = pictures(pageOf(README, "git+https://github.com/somebody/something.git"));
  const files = pictures(README).map((it) => `https://github.com/somebody/something/raw/HEAD/editors/vscode/${it}`);
  assert.ok(files.length > 3);
  assert.deepEqual(shown, files);
  assert.match(pageOf(README, "https://gitlab.com/a/b"), /https:\/\/gitlab\.com\/a\/b\/-\/raw\/HEAD\/editors\/vscode\/images\/menu\.png/);
});

test("a host that is not known is said, not guessed", () => {
  assert.throws(() => pageOf(README, "https://example.org/a/b"), /example\.org/);
});

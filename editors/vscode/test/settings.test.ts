import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chosen, environment, serverKeys } from "../src/settings";

const MANIFEST: unknown = JSON.parse(readFileSync("package.json", "utf8"));

test("only what somebody chose is sent: a default would go over pyproject.toml", () => {
  const known: Record<string, Record<string, unknown>> = {
    select: { key: "backline.select" },
    checkOn: { key: "backline.checkOn", defaultValue: "save" },
    review: { key: "backline.review", defaultValue: "auto", globalValue: "never" },
    saveChanges: { key: "backline.saveChanges", defaultValue: false, workspaceValue: false },
  };
  const configuration = { inspect: (key: string) => known[key], get: (key: string) => `value of ${key}` };
  const keys = [...Object.keys(known), "unheardOf"];
  assert.deepEqual(chosen(keys, configuration, true), { review: "value of review", saveChanges: "value of saveChanges" });
});

test("without trust the engine is the offline one, where there is one to choose", () => {
  const configuration = { inspect: () => ({ workspaceValue: "agent" }), get: () => "agent" };
  assert.deepEqual(chosen(["engine"], configuration, true), { engine: "agent" });
  assert.deepEqual(chosen(["engine"], configuration, false), { engine: "offline" });
  assert.deepEqual(chosen([], configuration, false), {});
});

test("the manifest lists the server's settings, apart from those of the extension", () => {
  const keys = serverKeys(MANIFEST);
  for (const it of ["select", "perFileIgnores", "checkOn", "review", "codeLenses"]) assert.ok(keys.includes(it), it);
  for (const it of ["command", "install.from", "trace.server"]) assert.ok(!keys.includes(it), it);
});

test("a manifest of another shape has none", () => {
  const odd = [undefined, null, 1, {}, { contributes: { configuration: {} } }];
  for (const it of odd) assert.deepEqual(serverKeys(it), []);
});

test("without trust the server gets no key", () => {
  const all = { PATH: "/bin", ANTHROPIC_API_KEY: "k", anthropic_base_url: "u", BACKLINE_MODEL: "m", EMPTY: undefined };
  assert.deepEqual(environment(all, false), { PATH: "/bin" });
  assert.deepEqual(Object.keys(environment(all, true)), Object.keys(all).slice(0, -1));
});

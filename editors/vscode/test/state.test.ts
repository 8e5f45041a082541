import assert from "node:assert/strict";
import { test } from "node:test";
import { readEngine, shown, type State } from "../src/state";

const HOME = "/home/me";
const RUNNING = {
  is: "running",
  program: "/bin/backline",
  origin: "path",
  version: "1.2",
  trusted: true,
  engine: undefined,
} as const;

test("what the server tells of its engine is read as far as it can be", () => {
  const read = (it: unknown): unknown => {
    const engine = readEngine(it);
    return engine && [engine.engine, engine.provider, engine.spent];
  };
  assert.deepEqual(read({ engine: "offline" }), ["offline", undefined, undefined]);
  assert.deepEqual(read({ engine: "agent", provider: "A", spent: "0.0312" }), ["agent", "A", 0.0312]);
  assert.deepEqual(read({ engine: "agent", provider: 7, spent: "much" }), ["agent", undefined, undefined]);
  for (const it of [undefined, null, "agent", 1, {}, [], { engine: 1 }]) assert.equal(read(it), undefined);
});

test("a server that tells nothing of an engine is shown without one", () => {
  const { text, lines, level } = shown(RUNNING, HOME);
  assert.deepEqual([text, level], ["$(check) Backline", "plain"]);
  assert.deepEqual(lines, ["Version 1.2, found on the PATH:", "`/bin/backline`"]);
});

test("a program below the home folder is shown shorter", () => {
  const line = (program: string): string | undefined => shown({ ...RUNNING, program }, HOME).lines[1];
  assert.equal(line("/home/me/.local/bin/backline"), "`~/.local/bin/backline`");
  assert.equal(line("/home/members/backline"), "`/home/members/backline`");
});

test("provider and spend stand in the status bar", () => {
  const { text, lines } = shown({ ...RUNNING, engine: { engine: "agent", provider: "Anthropic", spent: 0.0312 } }, HOME);
  assert.equal(text, "$(sparkle) Backline $0.031");
  assert.equal(lines.at(-1), "Engine: agent, Anthropic. $0.031 spent today.");
  const free = { engine: "offline", provider: undefined, spent: 0 };
  assert.equal(shown({ ...RUNNING, engine: free }, HOME).text, "$(check) Backline");
  const much = { ...free, engine: "agent", spent: 12 };
  assert.equal(shown({ ...RUNNING, engine: much }, HOME).text, "$(sparkle) Backline $12.00");
});

test("without trust no engine is spoken of", () => {
  const engine = { engine: "agent", provider: "x", spent: 0 };
  const { text, lines } = shown({ ...RUNNING, trusted: false, engine }, HOME);
  assert.equal(text, "$(shield) Backline");
  assert.match(lines.join(), /not trusted/);
});

test("every other state says what helps", () => {
  const why = "It broke.";
  const states: State[] = [{ is: "starting" }, { is: "installing" }, { is: "stopped" }];
  for (const it of states) assert.equal(shown(it, HOME).level, "plain");
  assert.equal(shown({ is: "missing", why }, HOME).level, "warning");
  assert.match(shown({ is: "missing", why }, HOME).lines.join(" "), /It broke\. Click to install/);
  assert.equal(shown({ is: "failed", why }, HOME).level, "error");
  assert.match(shown({ is: "failed", why }, HOME).lines.join(" "), /It broke\. Click for the log/);
});

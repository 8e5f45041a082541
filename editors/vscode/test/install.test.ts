import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { install, type Installed, type Wish } from "../src/install";
import { run } from "../src/run";
import { environment } from "../src/settings";

// A real Python and a real pip, kept from the network: what they can't find has to be said.
const ENV = { ...environment(process.env, true), PIP_NO_INDEX: "1", PIP_CONFIG_FILE: "/dev/null" };

interface Tried {
  readonly outcome: Installed;
  readonly left: boolean;
  readonly steps: readonly string[];
}

async function tried(change: Partial<Wish>): Promise<Tried> {
  const home = mkdtempSync(path.join(tmpdir(), "backline-install-"));
  const folder = path.join(home, "server");
  const steps: string[] = [];
  const wish: Wish = {
    interpreters: ["no-such-python", "python3"],
    folder,
    from: "backline",
    windows: false,
    signal: new AbortController().signal,
    env: ENV,
    step: (text) => steps.push(text),
    log: () => undefined,
    ...change,
  };
  try {
    return { outcome: await install(wish), left: existsSync(folder), steps };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function problem(it: Tried): string {
  return "problem" in it.outcome ? it.outcome.problem : JSON.stringify(it.outcome);
}

test("without a Python there is one sentence", async () => {
  const it = await tried({ interpreters: ["no-such-python"] });
  assert.match(problem(it), /needs Python 3\.11/);
  assert.ok(!it.left);
});

test("what pip says is said, and a new environment is taken away again", async () => {
  const it = await tried({});
  assert.match(problem(it), /pip could not install “backline”: .*No matching distribution/);
  assert.ok(!it.left, "the environment was left behind");
  assert.deepEqual(it.steps, ["making an environment", "installing backline"]);
});

test("a package without a server is told from the server", async () => {
  const it = await tried({ from: "pip" }); // it is there already, so pip is content
  assert.match(problem(it), /brings no Backline server/);
});

test("cancelling leaves nothing", async () => {
  const abort = new AbortController();
  const step = (): void => {
    abort.abort();
  };
  const it = await tried({ signal: abort.signal, step });
  assert.deepEqual(it.outcome, { cancelled: true });
  assert.ok(!it.left);
});

test("a program that can't be started is an answer", async () => {
  const done = await run("/no/such/program", []);
  assert.equal(done.code, undefined);
  assert.match(done.errors, /ENOENT/);
});

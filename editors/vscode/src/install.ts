/**
 * Makes the extension's own Python environment with the server in it. Knows nothing of the editor.
 *
 * Python runs isolated (-I): else it would import what lies in the current folder, such as a workspace's own `pip.py`.
 */

import { rm } from "node:fs/promises";
import { programOf } from "./find";
import { type Ended, type Options, run } from "./run";

export interface Wish {
  /** Interpreters to make the environment with, the best first. */
  readonly interpreters: readonly string[];
  /** The folder to make it in. */
  readonly folder: string;
  /** What pip installs: a requirement, or the path of a wheel. */
  readonly from: string;
  readonly windows: boolean;
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string>>;
  /** What is being done, in a few words. */
  readonly step: (text: string) => void;
  /** Every line that the programs write. */
  readonly log: (text: string) => void;
}

export type Installed = { readonly version: string } | { readonly problem: string } | { readonly cancelled: true };

const WHY_NO_PYTHON =
  "Backline needs Python 3.11 or newer, and none was found on the PATH. Install Python, then try again.";

export async function install(wish: Wish): Promise<Installed> {
  const python = programOf(wish.folder, "python", wish.windows);
  let made = false;
  try {
    if (!(await isNewEnough(python, wish))) {
      wish.step("making an environment");
      const interpreter = await firstOf(wish);
      if (interpreter === undefined) return stopped(wish) ?? { problem: WHY_NO_PYTHON };
      made = true;
      const done = await say(interpreter, ["-I", "-m", "venv", "--clear", wish.folder], wish);
      if (done.code !== 0) return await given(wish, made, `Python could not make an environment: ${lastLine(done)}`);
    }
    wish.step(`installing ${wish.from}`);
    const pip = ["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--upgrade", wish.from];
    const done = await say(python, pip, wish);
    if (done.code !== 0) return await given(wish, made, `pip could not install “${wish.from}”: ${lastLine(done)}`);
    const asked = await say(programOf(wish.folder, "backline", wish.windows), ["--version"], wish);
    const version = /^backline, version (\S+)/.exec(asked.out)?.[1];
    return version === undefined
      ? await given(wish, made, `“${wish.from}” was installed, but it brings no Backline server.`)
      : { version };
  } catch (error) {
    return await given(wish, made, String(error));
  }
}

/** The names that Python interpreters have on a PATH, the plain ones first. */
export function interpreterNames(windows: boolean): readonly string[] {
  return windows ? ["python", "python3", "py"] : ["python3", "python", ...[14, 13, 12, 11].map((it) => `python3.${it}`)];
}

async function firstOf(wish: Wish): Promise<string | undefined> {
  for (const it of wish.interpreters) {
    if (await isNewEnough(it, wish)) return it;
  }
  return undefined;
}

async function isNewEnough(interpreter: string, wish: Wish): Promise<boolean> {
  const done = await run(interpreter, ["-I", "-c", "import sys; print(sys.version_info >= (3, 11))"], options(wish));
  return done.code === 0 && done.out.trim() === "True";
}

async function say(program: string, args: readonly string[], wish: Wish): Promise<Ended> {
  wish.log(`> ${[program, ...args].join(" ")}\n`);
  return await run(program, args, { ...options(wish), tell: wish.log });
}

function options(wish: Wish): Options {
  return { signal: wish.signal, env: wish.env };
}

/** It did not work: an environment that was begun is taken away, one that was there before stays. */
async function given(wish: Wish, made: boolean, problem: string): Promise<Installed> {
  if (made) await rm(wish.folder, { recursive: true, force: true });
  return stopped(wish) ?? { problem };
}

function stopped(wish: Wish): Installed | undefined {
  return wish.signal.aborted ? { cancelled: true } : undefined;
}

function lastLine(done: Ended): string {
  const lines = `${done.out}\n${done.errors}`.split("\n").map((it) => it.trim());
  return lines.filter((it) => it !== "" && !/^(WARNING|\[notice\])/.test(it)).at(-1) ?? "it said nothing.";
}

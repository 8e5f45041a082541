/** Runs a program to its end, without a shell. */

import { spawn } from "node:child_process";

export interface Ended {
  /** undefined: it was stopped, or could not be started. */
  readonly code: number | undefined;
  readonly out: string;
  /** What it wrote to standard error, or why it could not be started. */
  readonly errors: string;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Stops the program. */
  readonly signal?: AbortSignal;
  /** Gets each piece of output as it comes. */
  readonly tell?: (text: string) => void;
}

/** Never rejects: a program that can't be started is an answer, too. */
export function run(program: string, args: readonly string[], options: Options = {}): Promise<Ended> {
  const { tell, ...rest } = options;
  return new Promise((resolve) => {
    let out = "";
    let errors = "";
    const child = spawn(program, args, { ...rest, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      tell?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
      tell?.(text);
    });
    child.on("error", (error) => {
      errors += error.message;
      if (child.pid === undefined) resolve({ code: undefined, out, errors });
    });
    child.on("close", (code) => {
      resolve({ code: code ?? undefined, out, errors });
    });
  });
}

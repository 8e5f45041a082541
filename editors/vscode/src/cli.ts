/** The command line of the program that also is the server. */

import * as vscode from "vscode";
import type { Backline } from "./backline";
import { type Ended, run } from "./run";
import { environment } from "./settings";

/** What the program answers in a folder; undefined, with the menu that offers to install it, where there is none. */
export async function ask(
  backline: Backline,
  args: readonly string[],
  where: vscode.WorkspaceFolder,
  signal?: AbortSignal,
): Promise<Ended | undefined> {
  const { program } = backline;
  if (program === undefined) {
    await vscode.commands.executeCommand("backline.menu");
    return undefined;
  }
  const env = { ...environment(process.env, vscode.workspace.isTrusted), NO_COLOR: "1", COLUMNS: "160" };
  return await run(program, args, { cwd: where.uri.fsPath, env, ...(signal === undefined ? {} : { signal }) });
}

/** What `find` and `install` need to know of this machine and this window. */

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Surroundings } from "./find";
import { interpreter } from "./python";

export const WINDOWS = process.platform === "win32";

export async function surroundings(context: vscode.ExtensionContext): Promise<Surroundings> {
  const trusted = vscode.workspace.isTrusted;
  return {
    command: vscode.workspace.getConfiguration("backline").get("command", ""),
    folders: folders().map((it) => it.uri.fsPath),
    trusted,
    interpreter: trusted ? await interpreter() : undefined,
    searched: process.env.PATH ?? "",
    home: homedir(),
    own: ownEnvironment(context),
    windows: WINDOWS,
    isProgram,
  };
}

/** The folders that lie on disk. */
export function folders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((it) => it.uri.scheme === "file");
}

export function ownEnvironment(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, "server");
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, WINDOWS ? constants.F_OK : constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // It is not there, or not for us: either way it can't be run.
  }
}

/** The folder that a command is about: that of the file at hand, the only one, or the one that the person chooses. */

import * as vscode from "vscode";
import { folders } from "./surroundings";

export async function folder(): Promise<vscode.WorkspaceFolder | undefined> {
  const all = folders();
  const active = vscode.window.activeTextEditor?.document.uri;
  const around = active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active);
  if (around !== undefined && all.includes(around)) return around;
  if (all.length > 1) return await vscode.window.showWorkspaceFolderPick();
  if (all.length === 0) void vscode.window.showInformationMessage("Open a folder first.");
  return all[0];
}

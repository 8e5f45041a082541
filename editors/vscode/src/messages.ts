/** The server's sentences. The one that tells of a change has buttons to save its files and to take it back. */

import * as vscode from "vscode";
import {
  type ApplyWorkspaceEditParams,
  type ApplyWorkspaceEditResult,
  MessageType,
  type ShowMessageParams,
} from "vscode-languageclient/node";
import { type Edit, filesOf } from "./edit";

interface Change {
  readonly files: readonly string[];
  readonly isUndo: boolean;
}

const [SAVE, UNDO] = ["Save", "Undo"];

export class Messages {
  /** What was applied and not yet spoken of: the server says one sentence after each edit. */
  private fresh: Change | undefined;

  applied(edit: ApplyWorkspaceEditParams, result: ApplyWorkspaceEditResult): void {
    this.fresh = result.applied ? { files: filesOf(edit.edit as Edit), isUndo: edit.label?.startsWith("Undo: ") ?? false } : undefined;
  }

  async show({ type, message }: ShowMessageParams): Promise<void> {
    const change = this.fresh;
    this.fresh = undefined;
    const unsaved = change === undefined ? [] : documents(change.files).filter((it) => it.isDirty);
    const buttons = [...(unsaved.length > 0 ? [SAVE] : []), ...(change?.isUndo === false ? [UNDO] : [])];
    const answer = await voice(type)(message, ...buttons);
    if (answer === SAVE) await Promise.all(unsaved.map((it) => it.save()));
    if (answer === UNDO) await vscode.commands.executeCommand("backline.undoLastChange");
  }
}

function documents(uris: readonly string[]): vscode.TextDocument[] {
  const wanted = new Set(uris.map((it) => vscode.Uri.parse(it, true).toString()));
  return vscode.workspace.textDocuments.filter((it) => wanted.has(it.uri.toString()));
}

function voice(type: MessageType): (message: string, ...buttons: string[]) => Thenable<string | undefined> {
  switch (type) {
    case MessageType.Error:
      return vscode.window.showErrorMessage;
    case MessageType.Warning:
      return vscode.window.showWarningMessage;
    default:
      return vscode.window.showInformationMessage;
  }
}

/** `backline doctor`, as a page that can be read and copied but not changed. */

import * as vscode from "vscode";
import type { Backline } from "./backline";
import { folder } from "./folder";
import { run } from "./run";
import { environment } from "./settings";

const PAGE = vscode.Uri.parse("backline:Backline%20doctor");

export class Report implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private text = "";
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider("backline", this);

  readonly onDidChange = this.changed.event;

  constructor(private readonly backline: Backline) {}

  provideTextDocumentContent(): string {
    return this.text;
  }

  async doctor(): Promise<void> {
    const { program } = this.backline;
    if (program === undefined) {
      await vscode.commands.executeCommand("backline.menu");
      return;
    }
    const where = await folder();
    if (where === undefined) return;
    const env = { ...environment(process.env, vscode.workspace.isTrusted), NO_COLOR: "1", COLUMNS: "160" };
    const done = await run(program, ["doctor", "."], { cwd: where.uri.fsPath, env });
    this.text = `${done.out}${done.errors}`.trimEnd() || "It said nothing.";
    this.changed.fire(PAGE);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(PAGE), { preview: true });
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}

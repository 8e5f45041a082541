/** Pages of text that can be read and copied but not changed. */

import * as vscode from "vscode";

const SCHEME = "backline";

export class Pages implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(page: vscode.Uri): string {
    return this.texts.get(page.path) ?? "";
  }

  /** Open the page of this name with a text; the tab that it has already shows the new one. */
  async show(name: string, text: string): Promise<void> {
    const page = vscode.Uri.from({ scheme: SCHEME, path: name });
    this.texts.set(page.path, text);
    this.changed.fire(page);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(page), { preview: true });
  }

  dispose(): void {
    this.registered.dispose();
    this.changed.dispose();
  }
}

/** The item in the status bar. */

import { homedir } from "node:os";
import * as vscode from "vscode";
import { shown, type State } from "./state";

const COLOURS = {
  plain: undefined,
  warning: new vscode.ThemeColor("statusBarItem.warningBackground"),
  error: new vscode.ThemeColor("statusBarItem.errorBackground"),
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("backline.status", vscode.StatusBarAlignment.Right, 100);

  constructor() {
    this.item.name = "Backline";
    this.item.command = "backline.menu";
    this.item.show();
  }

  show(state: State): void {
    const { text, lines, level } = shown(state, homedir());
    this.item.text = text;
    this.item.tooltip = new vscode.MarkdownString(["**Backline**", ...lines].join("\n\n"));
    this.item.backgroundColor = COLOURS[level];
    this.item.accessibilityInformation = { label: `Backline: ${lines.join(" ").replaceAll("`", "")}` };
  }

  dispose(): void {
    this.item.dispose();
  }
}

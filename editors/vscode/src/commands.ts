/** The commands of the palette. */

import * as vscode from "vscode";
import type { Backline } from "./backline";
import { installServer } from "./installing";
import { openMap } from "./map";
import { Report } from "./report";

export function register(context: vscode.ExtensionContext, backline: Backline): void {
  const report = new Report(backline);
  const commands: Readonly<Record<string, () => unknown>> = {
    "backline.menu": () => menu(context, backline),
    "backline.restart": () => backline.restart(),
    "backline.install": () => installServer(context, backline),
    "backline.showLog": () => {
      backline.log.show();
    },
    "backline.undoLastChange": () => ask(backline, "backline.undo"),
    "backline.openMap": () => openMap(context, backline),
    "backline.doctor": () => report.doctor(),
    "backline.showWhatWouldBeSent": () => whatWouldBeSent(backline),
  };
  context.subscriptions.push(report);
  for (const [id, work] of Object.entries(commands)) context.subscriptions.push(vscode.commands.registerCommand(id, work));
}

/** What a click on the status bar offers: all commands, the ones that help first. */
async function menu(context: vscode.ExtensionContext, backline: Backline): Promise<void> {
  const commands = (context.extension.packageJSON as Manifest).contributes.commands;
  const helps = { missing: ["backline.install"], failed: ["backline.showLog", "backline.restart"] };
  const { is } = backline.state;
  const first = is === "missing" || is === "failed" ? helps[is] : [];
  const rank = (id: string): number => (first.includes(id) ? first.indexOf(id) : first.length);
  const items = commands
    .filter((it) => it.command !== "backline.menu")
    .map((it) => ({ label: it.title, command: it.command }))
    .sort((one, other) => rank(one.command) - rank(other.command));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: "Backline" });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

/** Have the server do something that it tells of by itself. */
async function ask(backline: Backline, command: string, argument?: unknown): Promise<unknown> {
  const client = backline.running;
  if (client === undefined) {
    void vscode.window.showInformationMessage("The server of Backline is not running.");
    return undefined;
  }
  const params = { command, arguments: argument === undefined ? [] : [argument] };
  return await client.sendRequest("workspace/executeCommand", params);
}

/** The server shows it by itself; one that asks no model has nothing to show. */
async function whatWouldBeSent(backline: Backline): Promise<void> {
  const known = backline.running?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
  if (backline.running !== undefined && !known.includes("backline.showWhatWouldBeSent")) {
    void vscode.window.showInformationMessage("Nothing would be sent: this version of the server asks no model.");
    return;
  }
  await ask(backline, "backline.showWhatWouldBeSent", at());
}

/** Where the cursor is. */
function at(): unknown {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return {};
  const { start, end } = editor.selection;
  const point = (it: vscode.Position): unknown => ({ line: it.line, character: it.character });
  return { uri: editor.document.uri.toString(), range: { start: point(start), end: point(end) }, version: editor.document.version };
}

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
}

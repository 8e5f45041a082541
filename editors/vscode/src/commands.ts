/** The commands of the palette. */

import * as vscode from "vscode";
import type { Backline } from "./backline";
import { doctor } from "./doctor";
import { installServer } from "./installing";
import { openMap } from "./map";
import { Pages } from "./pages";
import { showWhatWouldBeSent } from "./sent";

export function register(context: vscode.ExtensionContext, backline: Backline): void {
  const pages = new Pages();
  const commands: Readonly<Record<string, () => unknown>> = {
    "backline.menu": () => menu(context, backline),
    "backline.restart": () => backline.restart(),
    "backline.install": () => installServer(context, backline),
    "backline.showLog": () => {
      backline.log.show();
    },
    "backline.undoLastChange": () => undo(backline),
    "backline.openMap": () => openMap(context, backline),
    "backline.doctor": () => doctor(backline, pages),
    "backline.showWhatWouldBeSent": () => showWhatWouldBeSent(backline, pages),
  };
  context.subscriptions.push(pages);
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

/** Have the server take back what it did last; it tells of that by itself. */
async function undo(backline: Backline): Promise<void> {
  const client = backline.running;
  if (client === undefined) void vscode.window.showInformationMessage("The server of Backline is not running.");
  await client?.sendRequest("workspace/executeCommand", { command: "backline.undo", arguments: [{}] }); // the last one
}

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
}

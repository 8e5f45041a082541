/** What an action would send to a model, as a page. Nothing is sent for it. */

import * as vscode from "vscode";
import type { Backline } from "./backline";
import { ask } from "./cli";
import { type Offer, place, readOffers } from "./offers";
import type { Pages } from "./pages";

const NO_MODEL = "Nothing would be sent: this version of the server asks no model.";

export async function showWhatWouldBeSent(backline: Backline, pages: Pages): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const where = editor && vscode.workspace.getWorkspaceFolder(editor.document.uri);
  if (editor === undefined || where === undefined) {
    void vscode.window.showInformationMessage("Put the cursor where you would choose an action.");
    return;
  }
  const known = await ask(backline, ["apply", "--help"], where);
  if (known === undefined) return;
  if (!known.out.includes("--show-prompt")) {
    void vscode.window.showInformationMessage(NO_MODEL);
    return;
  }
  if (editor.document.isDirty) {
    void vscode.window.showInformationMessage("It is read from disk: save the file first.");
    return;
  }
  const { line, character } = editor.selection.active;
  const at = place(editor.document.uri.fsPath, editor.document.lineAt(line).text, line, character);
  const offers = readOffers((await ask(backline, ["actions", at, "--format", "json"], where))?.out ?? "");
  const offer = await choice(offers);
  if (offer === undefined) return;
  const done = await ask(backline, ["apply", offer.id, at, "--show-prompt"], where);
  if (done !== undefined) await pages.show(`What would be sent: ${offer.title}`, done.out || done.errors);
}

async function choice(offers: readonly Offer[]): Promise<Offer | undefined> {
  if (offers.length === 0) void vscode.window.showInformationMessage("No action is offered at the cursor.");
  if (offers.length < 2) return offers[0];
  const items = offers.map((offer) => ({ label: offer.title, offer }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "For which action?" }))?.offer;
}

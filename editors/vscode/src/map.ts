/** The map of the project, in a tab. */

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Backline } from "./backline";
import { ask } from "./cli";
import { folder } from "./folder";

export async function openMap(context: vscode.ExtensionContext, backline: Backline): Promise<void> {
  const where = await folder();
  if (where === undefined) return;
  const options = { location: vscode.ProgressLocation.Notification, title: `Drawing the map of ${where.name}`, cancellable: true };
  const page = await vscode.window.withProgress(options, (_, cancelled) => draw(backline, where, cancelled));
  if (page === undefined) return;
  if ("problem" in page) {
    void vscode.window.showErrorMessage(`The map could not be drawn. ${page.problem}`);
    return;
  }
  const panel = vscode.window.createWebviewPanel("backline.map", `Map of ${where.name}`, vscode.ViewColumn.Active, {
    enableScripts: true, // The page explores by its own script; it asks nothing of the network.
    localResourceRoots: [],
    retainContextWhenHidden: true,
  });
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, "images", "icon.png");
  panel.webview.html = page.html;
}

async function draw(
  backline: Backline,
  where: vscode.WorkspaceFolder,
  cancelled: vscode.CancellationToken,
): Promise<{ html: string } | { problem: string } | undefined> {
  const abort = new AbortController();
  cancelled.onCancellationRequested(() => {
    abort.abort();
  });
  const scratch = await mkdtemp(path.join(tmpdir(), "backline-map-"));
  try {
    const file = path.join(scratch, "map.html");
    const args = ["map", "--root", where.uri.fsPath, "--format", "html", "--output", file];
    const done = await ask(backline, args, where, abort.signal);
    if (done === undefined || abort.signal.aborted) return undefined;
    if (done.code !== 0) return { problem: done.errors.trim() };
    return { html: await readFile(file, "utf8") };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The entry of the extension: puts its parts together, and starts the server anew when something about it changes. */

import * as vscode from "vscode";
import { Backline } from "./backline";
import { register } from "./commands";
import { installServer, offerToInstall } from "./installing";
import { onInterpreter } from "./python";
import { Status } from "./status";

let backline: Backline | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Backline", { log: true });
  const status = new Status();
  const server = new Backline(context, log);
  backline = server;
  const restart = (): void => {
    void server.restart();
  };
  context.subscriptions.push(
    log,
    status,
    server,
    server.onState((state) => {
      status.show(state);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("backline.command")) await server.restart();
      else if (event.affectsConfiguration("backline")) {
        await server.running?.sendNotification("workspace/didChangeConfiguration", { settings: null });
      }
    }),
  );
  register(context, server);
  await server.restart();
  if (vscode.workspace.isTrusted) {
    const watching = await onInterpreter(() => void server.restartIfMoved());
    if (watching !== undefined) context.subscriptions.push(watching);
  }
  if (server.state.is === "missing") void offerToInstall(server.state.why, () => installServer(context, server));
}

export async function deactivate(): Promise<void> {
  await backline?.stop();
}

/** Installing the server on request: a notification says how far it is and can cancel it. */

import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import type { Backline } from "./backline";
import { install, type Installed, interpreterNames } from "./install";
import { interpreter } from "./python";
import { environment } from "./settings";
import { ownEnvironment, WINDOWS } from "./surroundings";

/** Say that there is no server, and offer what helps. */
export async function offerToInstall(why: string, go: () => Promise<void>): Promise<void> {
  const [yes, choose] = ["Install", "Choose a Program…"];
  const said = `${why} Backline can install it into an environment of its own, apart from your project's.`;
  const answer = await vscode.window.showWarningMessage(said, yes, choose);
  if (answer === yes) await go();
  if (answer === choose) await vscode.commands.executeCommand("workbench.action.openSettings", "backline.command");
}

export async function installServer(context: vscode.ExtensionContext, backline: Backline): Promise<void> {
  let outcome: Installed | undefined;
  const options = { location: vscode.ProgressLocation.Notification, title: "Backline", cancellable: true };
  await backline.restartAfter(async () => {
    outcome = await vscode.window.withProgress(options, async (progress, cancelled) => {
      const abort = new AbortController();
      cancelled.onCancellationRequested(() => {
        abort.abort();
      });
      return await install({
        interpreters: await interpreters(),
        folder: ownEnvironment(context),
        from: from(),
        windows: WINDOWS,
        signal: abort.signal,
        env: environment(process.env, true),
        step: (message) => {
          progress.report({ message });
        },
        log: (text) => {
          for (const line of text.split(/\r?\n/)) if (line.trim() !== "") backline.log.info(line);
        },
      });
    });
  });
  if (outcome !== undefined) await say(outcome, backline);
}

async function say(outcome: Installed, backline: Backline): Promise<void> {
  if ("version" in outcome) {
    const { state } = backline;
    const other = state.is === "running" && state.origin !== "private" ? ` The one in use is another: ${state.program}.` : "";
    void vscode.window.showInformationMessage(`Backline ${outcome.version} is installed.${other}`);
  } else if ("problem" in outcome) {
    const answer = await vscode.window.showErrorMessage(outcome.problem, "Show the Log");
    if (answer !== undefined) backline.log.show();
  } else {
    void vscode.window.showInformationMessage("Installing Backline was cancelled.");
  }
}

async function interpreters(): Promise<string[]> {
  const chosen = vscode.workspace.isTrusted ? await interpreter() : undefined;
  return [...(chosen === undefined ? [] : [chosen]), ...interpreterNames(WINDOWS)];
}

/** What to install, with `~` for the home folder. */
function from(): string {
  const said = vscode.workspace.getConfiguration("backline").get("install.from", "").trim();
  return said === "" ? "backline" : said.startsWith("~") ? path.join(os.homedir(), said.slice(1)) : said;
}

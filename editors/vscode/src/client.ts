/** What the language client does in ways of its own. */

import * as vscode from "vscode";
import {
  type LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type WorkspaceEdit,
} from "vscode-languageclient/node";
import { type Edit, isLookedAt, ticked } from "./edit";
import type { Messages } from "./messages";
import { showPlaces } from "./places";
import { LongWork } from "./progress";
import { chosen, serverKeys } from "./settings";

const NEVER_CANCELLED = new vscode.CancellationTokenSource().token;

export function clientOptions(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  running: () => LanguageClient | undefined,
  messages: Messages,
): LanguageClientOptions {
  const keys = serverKeys(context.extension.packageJSON);
  const settings = (): Record<string, unknown> =>
    chosen(keys, vscode.workspace.getConfiguration("backline"), vscode.workspace.isTrusted);
  const work = new LongWork((token) => running()?.sendNotification("window/workDoneProgress/cancel", { token }));
  return {
    documentSelector: [
      { scheme: "file", language: "python" },
      { scheme: "file", pattern: "**/pyproject.toml" },
    ],
    initializationOptions: settings,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      workspace: {
        configuration: async (params, token, next) => {
          const answers: unknown = await next(params, token);
          const list: unknown[] = Array.isArray(answers) ? answers : [];
          return params.items.map((it, index) => (it.section === "backline" ? settings() : (list[index] ?? null)));
        },
        handleApplyEdit: async (params, next) => {
          const edit = params.edit as Edit;
          if (isLookedAt(edit)) work.hide(params.label ?? "");
          const result = await next({ ...params, edit: ticked(edit) as WorkspaceEdit }, NEVER_CANCELLED);
          if (!(result instanceof Error)) messages.applied(params, result);
          return result;
        },
      },
      handleWorkDoneProgress: (token, params, next) => {
        work.tell(token, params);
        next(token, params);
      },
      executeCommand: async (command, args, next): Promise<unknown> =>
        command === "backline.show" && (await showPlaces(args[0])) ? undefined : await next(command, args),
    },
  };
}

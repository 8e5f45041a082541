/** The interpreter that the Python extension (ms-python.python) has chosen, where that extension is there. */

import * as vscode from "vscode";

interface EnvironmentPath {
  readonly id: string;
  readonly path: string;
}

/** As much of its API as is used here. */
interface PythonApi {
  readonly environments: {
    getActiveEnvironmentPath(resource?: vscode.Uri): EnvironmentPath;
    resolveEnvironment(
      of: EnvironmentPath,
    ): Promise<{ readonly executable: { readonly uri: vscode.Uri | undefined } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

export async function interpreter(): Promise<string | undefined> {
  const api = await pythonApi();
  if (api === undefined) return undefined;
  const chosen = api.environments.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
  return (await api.environments.resolveEnvironment(chosen))?.executable.uri?.fsPath;
}

/** Calls `changed` when the person chooses another interpreter. */
export async function onInterpreter(changed: () => void): Promise<vscode.Disposable | undefined> {
  return (await pythonApi())?.environments.onDidChangeActiveEnvironmentPath(changed);
}

async function pythonApi(): Promise<PythonApi | undefined> {
  const extension = vscode.extensions.getExtension<Partial<PythonApi>>("ms-python.python");
  if (extension === undefined) return undefined;
  const api = await extension.activate();
  return api.environments === undefined ? undefined : { environments: api.environments };
}

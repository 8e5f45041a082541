/** Which `backline` program is the server: the first one that is there, and where it was found. */

import * as path from "node:path";

export type Origin = "setting" | "workspace" | "interpreter" | "path" | "private";

export interface Found {
  readonly program: string;
  readonly origin: Origin;
}

/** No server, and a sentence about it for the person. */
export interface Missing {
  readonly missing: string;
}

export interface Surroundings {
  /** The setting `backline.command`; empty is none. */
  readonly command: string;
  /** Paths of the workspace's folders. */
  readonly folders: readonly string[];
  /** Whether the person trusts the workspace: only then may a program of it be run. */
  readonly trusted: boolean;
  /** The interpreter that the Python extension has chosen. */
  readonly interpreter: string | undefined;
  /** The value of PATH. */
  readonly searched: string;
  readonly home: string;
  /** The folder of the environment that the extension made for itself, whether it is there or not. */
  readonly own: string;
  readonly windows: boolean;
  readonly isProgram: (file: string) => boolean;
}

const NOT_TRUSTED = "The server of this workspace is not run, since the workspace is not trusted.";

export function find(here: Surroundings): Found | Missing {
  if (here.command.trim() !== "") return named(here.command.trim(), here);
  for (const [origin, program] of candidates(here)) {
    if (here.isProgram(program)) return { program, origin };
  }
  return { missing: hasOwn(here) && !here.trusted ? NOT_TRUSTED : "The server is not installed here." };
}

/** Where the programs of a Python environment are. */
export function programOf(environment: string, name: string, windows: boolean): string {
  return join(windows, environment, windows ? "Scripts" : "bin", windows ? `${name}.exe` : name);
}

function* candidates(here: Surroundings): Iterable<[Origin, string]> {
  const name = here.windows ? "backline.exe" : "backline";
  if (here.trusted) {
    for (const program of inWorkspace(here)) yield ["workspace", program];
    if (here.interpreter !== undefined) {
      yield ["interpreter", join(here.windows, of(here.windows).dirname(here.interpreter), name)];
    }
  }
  for (const folder of searched(here)) yield ["path", join(here.windows, folder, name)];
  yield ["private", programOf(here.own, "backline", here.windows)];
}

function* inWorkspace(here: Surroundings): Iterable<string> {
  for (const folder of here.folders) {
    for (const environment of [".venv", "venv"]) {
      yield programOf(join(here.windows, folder, environment), "backline", here.windows);
    }
  }
}

/** Whether the workspace brings a server, which is not to say that it may be run. */
function hasOwn(here: Surroundings): boolean {
  return [...inWorkspace(here)].some((it) => here.isProgram(it));
}

/** The program that the setting names. One that is not there is said, never replaced by another. */
function named(command: string, here: Surroundings): Found | Missing {
  const paths = of(here.windows);
  const folder = here.folders[0];
  if (command.includes("${workspaceFolder}") && folder === undefined) {
    return { missing: `The setting backline.command is “${command}”, but no folder is open.` };
  }
  const said = command.replace(/^~(?=$|[\\/])/, () => here.home).replaceAll("${workspaceFolder}", () => folder ?? "");
  const isName = !/[\\/]/.test(said);
  const places = isName
    ? searched(here).flatMap((it) => (here.windows ? [paths.join(it, `${said}.exe`), paths.join(it, said)] : [paths.join(it, said)]))
    : [paths.isAbsolute(said) || folder === undefined ? said : paths.join(folder, said)];
  const program = places.find((it) => paths.isAbsolute(it) && allowed(it, here) && here.isProgram(it));
  if (program !== undefined) return { program, origin: "setting" };
  const blocked = places.some((it) => !allowed(it, here));
  return {
    missing: blocked
      ? `The setting backline.command names a program of this workspace, which is not trusted: “${command}”.`
      : `The setting backline.command names no program: “${command}”.`,
  };
}

/** The folders of PATH. Relative ones mean the folder that happens to be the current one, so they don't count. */
function searched(here: Surroundings): string[] {
  const paths = of(here.windows);
  return here.searched.split(paths.delimiter).filter((it) => paths.isAbsolute(it) && allowed(it, here));
}

/** Whether a program there may be run: in a workspace that is not trusted, none of its own. */
function allowed(file: string, here: Surroundings): boolean {
  const paths = of(here.windows);
  const lies = (folder: string): boolean => {
    const way = paths.relative(folder, paths.normalize(file));
    return way === "" || (way !== ".." && !way.startsWith(`..${paths.sep}`) && !paths.isAbsolute(way));
  };
  return here.trusted || !here.folders.some(lies);
}

function of(windows: boolean): path.PlatformPath {
  return windows ? path.win32 : path.posix;
}

function join(windows: boolean, ...parts: string[]): string {
  return of(windows).join(...parts);
}

/** Which settings the server gets: those that somebody chose. Its own defaults, and pyproject.toml, are the server's affair. */

/** What VS Code knows of one setting; every field is absent where nobody chose. */
export type Inspected = Readonly<Record<string, unknown>> | undefined;

const CHOSEN = [
  "globalValue",
  "workspaceValue",
  "workspaceFolderValue",
  "globalLanguageValue",
  "workspaceLanguageValue",
  "workspaceFolderLanguageValue",
];

export interface Configuration {
  inspect(key: string): Inspected;
  get(key: string): unknown;
}

/**
 * The values of `keys` that were chosen. A default of the editor would go over what the team wrote in pyproject.toml.
 *
 * In a workspace that is not trusted the server stays offline, whatever was chosen; one without an engine to choose is.
 */
export function chosen(
  keys: readonly string[],
  configuration: Configuration,
  trusted: boolean,
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of keys) {
    const inspected = configuration.inspect(key);
    if (inspected !== undefined && CHOSEN.some((it) => inspected[it] !== undefined)) found[key] = configuration.get(key);
  }
  if (!trusted && keys.includes("engine")) found.engine = "offline";
  return found;
}

/** The server's own settings, by their names without `backline.`: all that the manifest lists after the client's. */
export function serverKeys(manifest: unknown): string[] {
  const sections = field(field(manifest, "contributes"), "configuration");
  const list: unknown[] = Array.isArray(sections) ? sections : [];
  return list
    .filter((it) => field(it, "title") === SERVER_SECTION)
    .flatMap((it) => Object.keys(Object(field(it, "properties")) as object))
    .map((it) => it.replace(/^backline\./, ""));
}

export const SERVER_SECTION = "What It Says and Does";

/** The environment of the server. Where the workspace is not trusted it gets no key, so no model can be asked. */
export function environment(all: Readonly<Record<string, string | undefined>>, trusted: boolean): Record<string, string> {
  const kept = Object.entries(all).filter(([name]) => trusted || !/^(ANTHROPIC|BACKLINE|CLAUDE)_/i.test(name));
  return Object.fromEntries(kept.filter((it): it is [string, string] => it[1] !== undefined));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

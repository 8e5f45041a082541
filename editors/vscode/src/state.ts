/** How the server is, and how the status bar says it. */

import type { Origin } from "./find";

/** Who answers the actions, as the server tells with `backline/status`. */
export interface Engine {
  readonly engine: string;
  readonly provider: string | undefined;
  /** US dollars of today. */
  readonly spent: number | undefined;
}

export type State =
  | { readonly is: "starting" }
  | { readonly is: "installing" }
  | { readonly is: "stopped" }
  | { readonly is: "missing"; readonly why: string }
  | { readonly is: "failed"; readonly why: string }
  | {
      readonly is: "running";
      readonly program: string;
      readonly origin: Origin;
      readonly version: string | undefined;
      readonly trusted: boolean;
      readonly engine: Engine | undefined;
    };

export interface Shown {
  readonly text: string;
  readonly lines: readonly string[];
  readonly level: "plain" | "warning" | "error";
}

const ORIGINS: Readonly<Record<Origin, string>> = {
  setting: "named by the setting `backline.command`",
  workspace: "from the environment of the workspace",
  interpreter: "beside the interpreter of the Python extension",
  path: "found on the PATH",
  private: "installed by the extension",
};

/** The item of the status bar: `text` with icons, `lines` of Markdown for the tooltip. `home` is written as `~`. */
export function shown(state: State, home: string): Shown {
  switch (state.is) {
    case "starting":
      return plain("$(sync~spin) Backline", ["The server starts."]);
    case "installing":
      return plain("$(sync~spin) Backline", ["The server is being installed."]);
    case "stopped":
      return plain("$(circle-slash) Backline", ["The server is stopped."]);
    case "missing":
      return { text: "$(warning) Backline", lines: [state.why, "Click to install it."], level: "warning" };
    case "failed":
      return { text: "$(error) Backline", lines: [state.why, "Click for the log and to restart it."], level: "error" };
    case "running":
      return running(state, home);
  }
}

/** What `backline/status` tells; undefined for anything else. Servers before 0.2 never send it. */
export function readEngine(params: unknown): Engine | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  const { engine, provider, spent } = params as Record<string, unknown>;
  if (typeof engine !== "string") return undefined;
  const money = typeof spent === "string" && spent.trim() !== "" ? Number(spent) : spent;
  return {
    engine,
    provider: typeof provider === "string" && provider !== "" ? provider : undefined,
    spent: typeof money === "number" && Number.isFinite(money) ? money : undefined,
  };
}

function running(state: State & { is: "running" }, home: string): Shown {
  const { engine } = state;
  const icon = state.trusted ? (engine?.engine === "agent" ? "$(sparkle)" : "$(check)") : "$(shield)";
  const spent = engine?.spent !== undefined && engine.spent > 0 ? ` ${dollars(engine.spent)}` : "";
  const lines = [
    `Version ${state.version ?? "unknown"}, ${ORIGINS[state.origin]}:`,
    `\`${below(home, state.program).replaceAll("`", "")}\``,
    ...(state.trusted ? said(engine) : ["This workspace is not trusted: none of its programs is run, and no model is asked."]),
  ];
  return plain(`${icon} Backline${spent}`, lines);
}

function below(home: string, program: string): string {
  return /^[\\/]/.test(program.slice(home.length)) && program.startsWith(home) ? `~${program.slice(home.length)}` : program;
}

function said(engine: Engine | undefined): string[] {
  if (engine === undefined) return [];
  const who = engine.provider === undefined ? "" : `, ${engine.provider}`;
  const money = engine.spent === undefined ? "" : ` ${dollars(engine.spent)} spent today.`;
  return [`Engine: ${engine.engine}${who}.${money}`];
}

function dollars(amount: number): string {
  return `$${amount.toFixed(amount > 0 && amount < 0.1 ? 3 : 2)}`;
}

function plain(text: string, lines: readonly string[]): Shown {
  return { text, lines, level: "plain" };
}

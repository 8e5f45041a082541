/** The one server of a window: found, started, stopped, and what is known of how it is. One client serves all folders. */

import * as vscode from "vscode";
import { LanguageClient, ShowMessageNotification, State as ClientState } from "vscode-languageclient/node";
import { clientOptions } from "./client";
import { find, type Found } from "./find";
import { Messages } from "./messages";
import { environment } from "./settings";
import { readEngine, type State } from "./state";
import { surroundings } from "./surroundings";

export class Backline implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private found: Found | undefined;
  private now: State = { is: "stopped" };
  private readonly changed = new vscode.EventEmitter<State>();
  private turn: Promise<unknown> = Promise.resolve();

  readonly onState = this.changed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): State {
    return this.now;
  }

  /** The client, when its server answers. */
  get running(): LanguageClient | undefined {
    return this.client?.state === ClientState.Running ? this.client : undefined;
  }

  /** The program of the server, when one was found. */
  get program(): string | undefined {
    return this.found?.program;
  }

  /** Start the server, or start it anew. Calls wait for each other. */
  restart(): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      await this.begin();
    });
  }

  /** Do something while the server is stopped, then start it. */
  restartAfter(work: () => Promise<void>): Promise<void> {
    return this.inTurn(async () => {
      await this.end();
      this.set({ is: "installing" });
      await work();
      await this.begin();
    });
  }

  /** Start anew only when another program would serve now. */
  async restartIfMoved(): Promise<void> {
    const found = find(await surroundings(this.context));
    const program = "missing" in found ? undefined : found.program;
    if (program !== this.program) await this.restart();
  }

  stop(): Promise<void> {
    return this.inTurn(() => this.end());
  }

  dispose(): void {
    this.changed.dispose();
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined); // Who called hears of it; who is next is not held up by it.
    return mine;
  }

  private async begin(): Promise<void> {
    const found = find(await surroundings(this.context));
    if ("missing" in found) {
      this.found = undefined;
      this.log.warn(found.missing);
      this.set({ is: "missing", why: found.missing });
      return;
    }
    this.found = found;
    this.set({ is: "starting" });
    this.log.info(`Starting ${found.program} (${found.origin}).`);
    const env = environment(process.env, vscode.workspace.isTrusted);
    const executable = { command: found.program, args: ["serve"], options: { env } };
    const messages = new Messages();
    const options = clientOptions(this.context, this.log, () => this.running, messages);
    const client = new LanguageClient("backline", "Backline", executable, options);
    this.client = client;
    client.onNotification("backline/status", (params: unknown) => {
      const engine = readEngine(params);
      if (engine !== undefined && this.now.is === "running") this.set({ ...this.now, engine });
    });
    client.onDidChangeState(({ newState }) => {
      if (this.client === client) this.follow(client, found, newState);
    });
    try {
      await client.start();
      client.onNotification(ShowMessageNotification.type, (params) => messages.show(params)); // after the client's own
    } catch (error) {
      this.log.error(String(error));
      this.set({ is: "failed", why: `The server could not be started: ${sentence(error)}` });
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.log.warn(`The server did not stop by itself: ${String(error)}`);
    }
    this.set({ is: "stopped" });
  }

  /** The client restarts a server that broke by itself, a few times. */
  private follow(client: LanguageClient, found: Found, state: ClientState): void {
    if (state === ClientState.Running) {
      const version = client.initializeResult?.serverInfo?.version;
      this.set({ is: "running", ...found, version, trusted: vscode.workspace.isTrusted, engine: undefined });
    } else if (state === ClientState.Starting) {
      this.set({ is: "starting" });
    } else if (this.now.is !== "failed") {
      this.set({ is: "failed", why: "The server has stopped by itself. The log may say why." });
    }
  }

  private set(state: State): void {
    this.now = state;
    void vscode.commands.executeCommand("setContext", "backline.running", state.is === "running");
    this.changed.fire(state);
  }
}

function sentence(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return said.endsWith(".") ? said : `${said}.`;
}

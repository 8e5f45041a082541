/**
 * Work that takes long gets a notification with a button to cancel it.
 *
 * The client shows all work in the status bar; its button is behind a click there, which few people find.
 */

import * as vscode from "vscode";

const LONG = 1500; // milliseconds after which work is long

type Token = string | number;
type Params = { readonly kind: "begin"; readonly title: string; readonly cancellable?: boolean } | { readonly kind: "report" | "end"; readonly message?: string };

interface Shown {
  readonly title: string;
  timer: NodeJS.Timeout | undefined;
  message: string | undefined;
  report: ((message: string) => void) | undefined;
  end: (() => void) | undefined;
}

export class LongWork {
  private readonly shown = new Map<Token, Shown>();

  constructor(private readonly cancel: (token: Token) => unknown) {}

  /** What the server said of some work. */
  tell(token: Token, params: Params): void {
    const it = this.shown.get(token);
    switch (params.kind) {
      case "begin":
        if (params.cancellable === true) this.begin(token, params.title);
        break;
      case "report":
        if (it === undefined || params.message === undefined) break;
        it.message = params.message;
        it.report?.(params.message);
        break;
      case "end":
        this.shown.delete(token);
        clearTimeout(it?.timer);
        it?.end?.();
    }
  }

  /** The work of this title waits for the person: its notification would cover what they are to look at. */
  hide(title: string): void {
    for (const [token, it] of this.shown) {
      if (it.title === title || it.title === `Apply: ${title}`) this.tell(token, { kind: "end" });
    }
  }

  private begin(token: Token, title: string): void {
    const it: Shown = { title, timer: undefined, message: undefined, report: undefined, end: undefined };
    it.timer = setTimeout(() => {
      this.open(token, it);
    }, LONG);
    this.shown.set(token, it);
  }

  private open(token: Token, it: Shown): void {
    const options = { location: vscode.ProgressLocation.Notification, title: it.title, cancellable: true };
    void vscode.window.withProgress(options, (progress, cancelled) => {
      cancelled.onCancellationRequested(() => this.cancel(token));
      it.report = (message) => {
        progress.report({ message });
      };
      if (it.message !== undefined) it.report(it.message);
      return new Promise<void>((resolve) => {
        it.end = resolve;
      });
    });
  }
}

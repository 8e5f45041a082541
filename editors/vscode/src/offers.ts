/** The actions that `backline actions --format json` lists, and places as its command line has them. */

export interface Offer {
  readonly id: string;
  readonly title: string;
}

/** FILE:LINE:COL, counted from 1, columns in code points. `line` and `character` are VS Code's; `text` is the line's. */
export function place(file: string, text: string, line: number, character: number): string {
  return `${file}:${line + 1}:${Array.from(text.slice(0, character)).length + 1}`;
}

export function readOffers(json: string): Offer[] {
  try {
    const found: unknown = JSON.parse(json);
    return Array.isArray(found) ? found.filter(isOffer) : [];
  } catch {
    return []; // The program had something else to say: no action is offered then.
  }
}

function isOffer(it: unknown): it is Offer {
  const { id, title } = Object(it) as Record<string, unknown>;
  return typeof id === "string" && typeof title === "string";
}

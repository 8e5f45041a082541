/** The places in the argument of the server's command `backline.show`. */

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Place {
  readonly title: string;
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

/** The places that can be read; an editor may send back anything that it kept. */
export function readPlaces(argument: unknown): Place[] {
  const places = isRecord(argument) ? argument.places : undefined;
  return Array.isArray(places) ? places.filter(isPlace) : [];
}

function isPlace(it: unknown): it is Place {
  return (
    isRecord(it) &&
    typeof it.title === "string" &&
    typeof it.uri === "string" &&
    isRecord(it.range) &&
    isPosition(it.range.start) &&
    isPosition(it.range.end)
  );
}

function isPosition(it: unknown): it is Position {
  return isRecord(it) && typeof it.line === "number" && typeof it.character === "number";
}

function isRecord(it: unknown): it is Record<string, unknown> {
  return typeof it === "object" && it !== null;
}

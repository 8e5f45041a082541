/** Where a code lens leads: the place, or one of several that the person chooses. */

import * as vscode from "vscode";
import { readPlaces, type Place } from "./place";

/** Show what the argument of `backline.show` names. False where it is nothing that can be shown here. */
export async function showPlaces(argument: unknown): Promise<boolean> {
  const places = readPlaces(argument);
  const first = places[0];
  if (first === undefined) return false;
  const place = places.length === 1 ? first : await choice(places);
  if (place !== undefined) {
    const { start, end } = place.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    await vscode.window.showTextDocument(vscode.Uri.parse(place.uri, true), { selection });
  }
  return true;
}

async function choice(places: readonly Place[]): Promise<Place | undefined> {
  const items = places.map((place) => {
    const file = vscode.workspace.asRelativePath(vscode.Uri.parse(place.uri, true));
    return { label: place.title, description: `${file}:${place.range.start.line + 1}`, place };
  });
  return (await vscode.window.showQuickPick(items, { placeHolder: "Go to", matchOnDescription: true }))?.place;
}

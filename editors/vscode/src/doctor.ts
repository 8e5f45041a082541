/** `backline doctor`, as a page. */

import type { Backline } from "./backline";
import { ask } from "./cli";
import { folder } from "./folder";
import type { Pages } from "./pages";

export async function doctor(backline: Backline, pages: Pages): Promise<void> {
  const where = await folder();
  if (where === undefined) return;
  const done = await ask(backline, ["doctor", "."], where);
  if (done !== undefined) await pages.show("Backline doctor", `${done.out}${done.errors}`.trimEnd() || "It said nothing.");
}

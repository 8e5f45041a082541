// A workspace that is not trusted: nothing of it is run, and that is said where there is no other server. Then the
// person names one; at last the workspace is trusted, and what it names counts.
import { existsSync } from "node:fs";
import { settle } from "../editor.mjs";

export async function run(editor, { note, picture, home, marker, own, another }) {
  const { page } = editor;
  await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
  await editor.open("app/routes/teams.py", 29, 74);
  note("only its own", await editor.says("not trusted"));
  settle(home, { "backline.command": another });
  note("restricted", await editor.running());
  await page.locator(".squiggly-error").first().waitFor();
  note("menu", await editor.menu("Optimize query"));
  await picture("restricted");
  await page.keyboard.press("Escape");
  note("ranBefore", existsSync(marker));

  await editor.command("Workspaces: Manage Workspace Trust");
  await page.locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" }).first().click();
  note("trusted", await editor.until("the workspace's own server", async () => { const it = await editor.status(); return it.includes(own) && it; }));
  note("ranAfter", existsSync(marker));
}

// Two folders in one workspace: one server, findings and actions in both, settings of the person over those of a team.
import { readdirSync, readFileSync } from "node:fs";

export async function run(editor, { note, program, root }) {
  const { page } = editor;
  const rows = page.locator(".markers-panel .monaco-list-row");
  await editor.open(`${root}/one/app/routes/teams.py`, 29, 74);
  await editor.running();
  await page.locator(".squiggly-error").first().waitFor();
  note("one", await editor.menu("Optimize query"));
  await page.keyboard.press("Escape");
  await editor.open(`${root}/two/app/routes/teams.py`, 29, 74);
  note("two", await editor.menu("Optimize query"));
  await page.keyboard.press("Escape");
  await editor.command("Problems: Focus on Problems View");
  const findings = async () => (await rows.allInnerTexts()).filter((it) => /BL\d+/.test(it)).map((it) => /BL\d+/.exec(it)[0]).sort();
  note("findings", await editor.until("findings of both", async () => { const it = await findings(); return it.length === 3 && it; }));
  note("servers", servers(program));
}

/** How many processes run this program as a server. */
function servers(program) {
  const said = (pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    } catch {
      return []; // it has ended meanwhile
    }
  };
  return readdirSync("/proc").filter((it) => /^\d+$/.test(it) && said(it).includes(program) && said(it).includes("serve")).length;
}

// Two folders in one workspace: one server, findings and actions in both, settings of the person over those of a team.
export async function run(editor, { note, servers }) {
  const { page } = editor;
  const rows = page.locator(".markers-panel .monaco-list-row");
  await editor.open("teams.py", 29, 74);
  await editor.running();
  await page.locator(".squiggly-error").first().waitFor();
  note("hints", await editor.until("inlay hints", async () => /.*rosters.*\/api\/v1\/.*/.exec(await editor.text())?.[0]));
  note("one", await editor.menu("Optimize query"));
  await page.keyboard.press("Escape");
  await editor.command("View: Keep Editor"); // else the next file takes its place
  await editor.open("squads.py", 29, 74);
  note("two", await editor.menu("Optimize query"));
  await page.keyboard.press("Escape");
  await editor.command("Problems: Focus on Problems View");
  const findings = async () => (await rows.allInnerTexts()).filter((it) => /BL\d+/.test(it)).map((it) => /BL\d+/.exec(it)[0]).sort();
  note("findings", await editor.until("findings of both", async () => { const it = await findings(); return it.length === 3 && it; }));
  note("servers", servers().length);
}

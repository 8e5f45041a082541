// Two folders in one workspace: one server, findings and actions in both, settings of the person over those of a team.
// Then a third folder comes, and the second one goes.
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
  // Another one may be on its way out: a window that is set up twice, a process that has not become its program yet.
  const alone = () => editor.until("one server", async () => { const it = servers(); return it.length === 1 && it; });
  const [server] = await alone();
  const filter = page.locator('.part.panel input[placeholder^="Filter"]');
  const of = async (file) => {
    const others = page.locator('.markers-panel .monaco-list-row[aria-level="1"]', { hasNotText: file });
    await editor.until(`nothing but ${file} in the panel`, async () => {
      // Again: the panel forgets what is typed while it takes in other findings.
      if ((await filter.inputValue()) !== file) await filter.fill(file);
      return (await others.count()) === 0;
    });
    return await editor.until(`findings of ${file}`, async () => { const it = await findings(); return it.length > 0 && it; });
  };
  note("servers", (await alone()).length);

  await editor.command("Workspaces: Add Folder to Workspace...");
  await page.locator(".quick-input-titlebar", { hasText: "Add Folder" }).waitFor();
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "three" }).click();
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "app" }).waitFor();
  await page.locator(".quick-input-widget .monaco-button", { hasText: "Add" }).click();
  await editor.open("crews.py", 29, 74);
  note("three", await editor.menu("Optimize query"));
  await page.keyboard.press("Escape");
  note("added", await of("crews.py"));

  note("before", await of("squads.py"));
  await editor.command("Workspaces: Remove Folder from Workspace...");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "two" }).click();
  await editor.until("no findings of a folder that went", async () => (await findings()).length === 0);
  note("after", await of("crews.py"));
  note("same", (await alone())[0] === server);
}

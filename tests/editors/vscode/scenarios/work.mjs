// A first day's work on the sample project: findings, hover, lenses, menu, a quick fix, two actions, undo, save all.
const ROUTES = "app/routes/teams.py";

export async function run(editor, { note, picture, disk }) {
  const { page } = editor;
  await editor.open(ROUTES, 29, 74);
  note("status", await editor.running());
  await page.locator(".squiggly-error").first().waitFor();
  await editor.command("Problems: Focus on Problems View");
  const rows = page.locator(".markers-panel .monaco-list-row");
  note("findings", await editor.until("findings", async () => some(await rows.allInnerTexts(), "BL101")));
  await editor.command("View: Toggle Panel Visibility");

  const before = disk(ROUTES);
  await editor.lens("no tests");
  note("menu", await editor.menu("Optimize query"));
  await picture("menu");
  await editor.choose("Load heroes with the query");
  await editor.until("the quick fix", async () => (await editor.text()).includes("selectinload"));
  await editor.saveAll();
  note("fixed", disk(ROUTES));
  await page.keyboard.press("Control+Z");
  await page.locator(".tab.active.dirty").waitFor();
  await editor.saveAll();
  note("unfixed", disk(ROUTES) === before);

  await editor.open(ROUTES, 26, 12);
  await editor.menu("Optimize query");
  await editor.choose("Optimize query");
  await editor.message("Loads");
  await picture("message");
  await editor.saveAll();
  note("optimized", disk(ROUTES));
  note("undoMenu", await editor.menu("Undo: Optimize query"));
  await page.keyboard.press("Escape");
  await editor.command("Backline: Undo the Last Change");
  await editor.message("was undone");
  await editor.saveAll();
  note("undone", disk(ROUTES) === before);
  await editor.clearMessages();

  await editor.open(ROUTES, 13, 12);
  await editor.menu("Add contract test for POST");
  await editor.choose("Add contract test for POST");
  await editor.message("Wrote");
  await editor.button("Save");
  await editor.until("the test on disk", () => disk("tests/contract/test_teams.py") !== "");
  await editor.saveAll();
  await editor.open("tests/contract/test_teams.py");

  await editor.open("app/models.py", 14, 8);
  note("hover", await editor.hover());
  await picture("hover");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+O");
  const symbols = page.locator(".quick-input-list .monaco-list-row");
  note("symbols", await editor.until("symbols", async () => some(await symbols.allInnerTexts(), "Hero")));
  await page.keyboard.press("Escape");

  const lens = await editor.lens(/\d routes/);
  note("lens", await lens.innerText());
  note("places", await editor.until("places to choose from", async () => {
    await lens.click();
    await page.waitForTimeout(500); // VS Code may just be drawing the lenses anew, and then drops a click
    return some(await symbols.allInnerTexts(), "GET");
  }));
  await picture("lens");
  await symbols.first().click();
  await page.locator('.tab.active[data-resource-name="teams.py"]').waitFor();
}

function some(texts, part) {
  return texts.some((it) => it.includes(part)) && texts.map((it) => it.replaceAll("\n", " "));
}

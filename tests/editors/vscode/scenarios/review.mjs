// A change of other files is looked at before: discarded in the Refactor Preview, then applied from it, then undone.
export async function run(editor, { note, picture, disk, folder, files }) {
  const { page } = editor;
  await editor.open("app/models.py", 21, 8);
  await editor.running();
  const before = files(folder);

  const preview = async () => {
    await editor.menu("Generate service for Hero");
    await editor.choose("Generate service for Hero");
    await page.locator(".bulk-edit-panel .monaco-list-row").first().waitFor();
  };
  await preview();
  const rows = page.locator(".bulk-edit-panel .monaco-list-row");
  note("preview", await page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"]').allInnerTexts());
  await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Discard" }).click();
  await editor.message("was not applied");
  note("discarded", JSON.stringify(files(folder)) === JSON.stringify(before));
  await editor.clearMessages();

  await preview();
  const main = rows.filter({ hasText: "main.py" }).first();
  await rows.first().hover();
  await editor.until("main.py in the preview", async () => (await page.mouse.wheel(0, 60), await main.isVisible()));
  await main.locator(".edit-checkbox").click();
  await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Apply" }).click();
  note("part", await editor.message("in part"));
  await editor.saveAll();
  note("partly", files(folder));
  await editor.command("Backline: Undo the Last Change");
  await editor.message("was undone");
  await editor.saveAll();
  note("partUndone", JSON.stringify(files(folder)) === JSON.stringify(before));
  await editor.clearMessages();

  await preview();
  await rows.first().click(); // shows what it would do there
  await picture("preview");
  await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Apply" }).click();
  await editor.message("Wrote");
  await editor.saveAll();
  note("applied", files(folder));

  await editor.command("Backline: Undo the Last Change");
  await editor.message("was undone");
  await editor.saveAll();
  note("undone", JSON.stringify(files(folder)) === JSON.stringify(before));
}

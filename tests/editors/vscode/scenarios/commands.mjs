// The palette: doctor, map, log, what would be sent; the status bar's menu; the walkthrough.
export async function run(editor, { note, picture, servers }) {
  const { page } = editor;
  await editor.open("app/models.py");
  await editor.running();

  await page.locator('.statusbar-item[id^="backline"] a').click();
  const rows = page.locator(".quick-input-list .monaco-list-row");
  note("menu", await editor.until("the menu of the status bar", async () => some(await rows.allInnerTexts(), "Restart")));
  await rows.filter({ hasText: "Doctor" }).click();
  await page.locator(".tab.active", { hasText: "Backline doctor" }).waitFor();
  note("doctor", await editor.until("the doctor's page", async () => { const it = await editor.text(); return it.includes("version") && it; }));

  await editor.open("app/models.py", 21, 8);
  await editor.command("Backline: Show What Would Be Sent to the Model");
  await page.locator(".tab.active", { hasText: "What would be sent: Generate service for Hero" }).waitFor();
  note("sent", await editor.until("the prompt", async () => { const it = await editor.text(); return it.includes("Nothing was sent") && it; }));

  await editor.command("Backline: Open the Map of the Project");
  const frame = page.frameLocator("iframe.webview").last().frameLocator("iframe");
  await frame.locator(".board").waitFor();
  note("map", await frame.locator("body").innerText());
  await picture("map");

  const [first] = servers();
  await editor.command("Backline: Restart the Server");
  await editor.until(`another process than ${first}`, () => servers().length === 1 && servers()[0] !== first);
  await editor.running();
  await editor.command("Backline: Show the Log");
  // Its text can't be seen here: this code-server was installed without spdlog, by which VS Code writes logs.
  const channel = page.locator(".part.panel .monaco-select-box").first();
  note("log", await channel.evaluate((it) => it.selectedOptions?.[0]?.text ?? it.innerText));
  await editor.command("View: Toggle Panel Visibility");

  await editor.command("Welcome: Open Walkthrough...");
  await rows.filter({ hasText: "Backline" }).first().click();
  const step = (id) => page.locator(`[data-step-id$="#${id}"]`);
  note("walkthrough", await editor.until("the walkthrough", async () => { const it = await page.locator("[data-step-id]").allInnerTexts(); return it.length >= 5 && it; }));
  await page.locator('[data-step-id$="#server"][aria-checked="true"]').waitFor();
  note("others", await page.locator('[data-step-id][aria-checked="true"]').count() - 1);
  await step("map").click();
  await step("map").locator(".monaco-button", { hasText: "Open the Map" }).click();
  await frame.locator(".board").waitFor();
  await editor.command("Welcome: Open Walkthrough...");
  await rows.filter({ hasText: "Backline" }).first().click();
  await page.locator('[data-step-id$="#map"][aria-checked="true"]').waitFor();
}

function some(texts, part) {
  const all = texts.map((it) => it.replaceAll("\u00a0", " ").trim());
  return all.some((it) => it.includes(part)) && all;
}

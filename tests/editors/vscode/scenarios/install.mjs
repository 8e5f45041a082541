// No server anywhere: the extension offers to install one, can be stopped in it, and starts what it installed.
export async function run(editor, { note, picture }) {
  const { page } = editor;
  await editor.open("app/routes/teams.py", 29, 74);
  note("missing", await editor.until("a missing server", async () => { const it = await editor.status(); return it.includes("not installed") && it; }));
  await editor.message("not installed");
  await picture("install");
  await editor.button("Install");
  const toast = page.locator(".notifications-toasts .notification-list-item", { hasText: "Backline" });
  await toast.locator(".monaco-button", { hasText: "Cancel" }).click();
  await editor.message("was cancelled");
  note("cancelled", await editor.status());
  await editor.clearMessages();

  await editor.command("Backline: Install or Update the Server");
  note("installed", await editor.message("is installed", 300_000));
  note("running", await editor.running());
  await page.locator(".squiggly-error").first().waitFor();
}

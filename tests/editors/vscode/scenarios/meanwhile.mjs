// Work that takes long: shown with a button to cancel; typed into meanwhile; let go on to its end. See practice_server.py.
import { writeFileSync } from "node:fs";
import path from "node:path";

export async function run(editor, { note, disk, folder }) {
  const { page } = editor;
  const open = () => writeFileSync(path.join(folder, "gate"), "x"); // `slow` waits for it
  const toast = page.locator(".notifications-toasts .notification-list-item", { hasText: "slow" });
  const before = disk("app/models.py");
  await editor.open("app/models.py", 4, 7);
  await editor.running();

  await editor.menu("slow");
  await editor.choose("slow");
  await toast.locator(".monaco-button", { hasText: "Cancel" }).waitFor();
  note("progress", await page.locator(".statusbar-item", { hasText: "slow" }).first().innerText());
  await editor.button("Cancel");
  await editor.message("was cancelled");
  await toast.filter({ has: page.locator(".monaco-progress-container") }).waitFor({ state: "detached" });
  open(); // what still waits in a thread, for nobody
  await editor.saveAll();
  note("cancelled", disk("app/models.py") === before);
  await editor.clearMessages();

  await editor.menu("slow");
  await editor.choose("slow");
  await toast.locator(".monaco-button", { hasText: "Cancel" }).waitFor();
  await page.locator(".editor-instance .view-line", { hasText: "HERO" }).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("# typed meanwhile\n");
  open();
  note("said", await editor.message("changed while"));
  await editor.saveAll();
  note("typed", disk("app/models.py"));
  await editor.clearMessages();

  await editor.menu("slow");
  await editor.choose("slow");
  await toast.locator(".monaco-button", { hasText: "Cancel" }).waitFor();
  open();
  await editor.message("Made app/deep/made.py");
  await editor.saveAll();
  note("made", [disk("app/models.py"), disk("app/deep/made.py")]);
}

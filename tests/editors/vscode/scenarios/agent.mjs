// An agent is allowed to work in the folder, cancelled once, and then makes the draft better. The model: ../agent.md.
const ACTION = "Generate service for Hero";

export async function run(editor, { note, picture, disk, files, folder }) {
  const { page } = editor;
  await editor.open("app/models.py", 4, 8);
  note("offline", await editor.says("Engine"));
  const before = JSON.stringify(files(folder));

  note("before", await editor.menu(ACTION));
  await editor.choose(ACTION);
  note("question", await editor.message("May Backline send"));
  await picture("consent");
  await editor.button("Allow it");
  const toast = page.locator(".notifications-toasts .notification-list-item", { hasText: ACTION });
  await toast.filter({ hasText: "writing" }).waitFor(); // the model has begun to answer
  await page.mouse.move(600, 400);
  note("progress", await toast.first().innerText());
  await toast.locator(".monaco-button", { hasText: "Cancel" }).click();
  await editor.message("was cancelled");
  note("cancelled", JSON.stringify(files(folder)) === before);
  await editor.clearMessages();

  note("menu", await editor.menu(ACTION));
  await editor.choose(ACTION);
  note("done", await editor.message("Created a service for heroes"));
  await editor.saveAll();
  note("made", disk("app/services.py"));
  await editor.clearMessages();
  note("spent", await editor.says("$"));
  note("tooltip", await editor.tooltip());
  await picture("status");
}

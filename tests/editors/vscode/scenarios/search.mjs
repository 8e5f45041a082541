// Where the server is looked for: each place in turn goes before the one after it.
import { rmSync } from "node:fs";
import path from "node:path";
import { settle } from "../editor.mjs";

export async function run(editor, { note, home, folder, named, put }) {
  const own = path.join(folder, ".venv", "bin", "backline");
  const restart = () => editor.command("Backline: Restart the Server");
  await editor.open("app/models.py");
  note("path", await editor.says("Version"));

  put(own);
  await restart();
  note("workspace", await editor.says("environment of the workspace"));

  settle(home, { "backline.command": named });
  note("setting", await editor.says("named by the setting"));
  settle(home, { "backline.command": "/nowhere/backline" });
  note("nowhere", await editor.says("names no program"));
  settle(home, {});
  note("again", await editor.says("environment of the workspace"));

  rmSync(own);
  await restart();
  note("finally", await editor.says("found on the PATH"));
}

// Plays one scenario in a VS Code of its own and writes what was seen, as JSON, to the file that the play names.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { start } from "./editor.mjs";

const play = JSON.parse(process.env.BACKLINE_PLAY);
const seen = {};
const { run } = await import(`./scenarios/${play.scenario}.mjs`);
const editor = await start(play);
seen.version = JSON.parse(readFileSync(path.join(play.tools.modules, "code-server/lib/vscode/package.json"))).version;
try {
  await run(editor, {
    ...play,
    /** Keep something for the test. */
    note: (name, value) => (seen[name] = value),
    /** The text of a file of the opened folder, as it is on disk. */
    disk: (file) => readFileSync(path.join(play.folder, file), "utf8"),
    /** The texts of all Python files of a folder, by their paths in it. */
    files: (folder) =>
      Object.fromEntries(
        readdirSync(folder, { recursive: true })
          .filter((it) => it.endsWith(".py"))
          .sort()
          .map((it) => [it, readFileSync(path.join(folder, it), "utf8")]),
      ),
    /** Put the server's program there as well. */
    put: (file) => {
      mkdirSync(path.dirname(file), { recursive: true });
      cpSync(play.named, file);
    },
    /** The processes of this play that run its program as a server; other editors may do so at the same time. */
    servers: () => readdirSync("/proc").filter((it) => /^\d+$/.test(it) && serves(it)),
    /** Take a picture for the documentation, where pictures are wanted. */
    picture: async (name) => {
      if (play.pictures) await editor.picture(path.join(play.pictures, `${name}.png`));
    },
  });
} catch (error) {
  seen.problem = String(error.stack ?? error);
  await editor.picture(path.join(play.home, "problem.png"));
}
seen.messages = await editor.messages();
await editor.close();
writeFileSync(play.report, JSON.stringify(seen));

function serves(pid) {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return words.includes(play.program) && words.includes("serve") && environment.includes(`HOME=${path.join(play.home, "home")}`);
  } catch {
    return false; // it has ended meanwhile
  }
}

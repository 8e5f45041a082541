import assert from "node:assert/strict";
import { test } from "node:test";
import { find, type Surroundings } from "../src/find";

const HERE: Surroundings = {
  command: "",
  folders: ["/code/one", "/code/two"],
  trusted: true,
  interpreter: "/opt/env/bin/python",
  searched: "/usr/bin:bin:/code/one/tools",
  home: "/home/me",
  own: "/store/server",
  windows: false,
  isProgram: () => false,
};

function found(programs: readonly string[], here: Partial<Surroundings> = {}): string {
  const it = find({ ...HERE, isProgram: (file) => programs.includes(file), ...here });
  return "missing" in it ? it.missing : `${it.origin} ${it.program}`;
}

test("the first that is there is taken, in this order", () => {
  const order = [
    "workspace /code/one/.venv/bin/backline",
    "workspace /code/one/venv/bin/backline",
    "workspace /code/two/.venv/bin/backline",
    "interpreter /opt/env/bin/backline",
    "path /usr/bin/backline",
    "path /code/one/tools/backline",
    "private /store/server/bin/backline",
  ];
  const programs = order.map((it) => it.split(" ")[1] ?? "");
  programs.forEach((_, index) => {
    assert.equal(found(programs.slice(index)), order[index]);
  });
  assert.equal(found([]), "The server is not installed here.");
});

test("of a workspace that is not trusted no program is taken, wherever it is named", () => {
  const all = ["/code/one/.venv/bin/backline", "/opt/env/bin/backline", "/code/one/tools/backline", "/usr/bin/backline"];
  assert.equal(found(all, { trusted: false }), "path /usr/bin/backline");
  for (const command of ["/code/one/.venv/bin/backline", "/code/two/../one/tools/backline", ".venv/bin/backline"]) {
    assert.match(found([command, ...all], { trusted: false, command }), /not trusted/);
  }
  assert.match(found(["/code/two/venv/bin/backline"], { trusted: false }), /not run, since the workspace is not trusted/);
  assert.equal(found([], { trusted: false }), "The server is not installed here.");
});

test("a folder beside the workspace is not in it, and one with dots in its name is", () => {
  const command = "/code/one-more/backline";
  assert.equal(found([command], { trusted: false, command }), `setting ${command}`);
  const dots = "/code/one/..bin/backline";
  assert.match(found([dots], { trusted: false, command: dots }), /not trusted/);
});

test("the setting goes over everything, and what is not there is said", () => {
  const programs = ["/home/me/bin/backline", "/code/one/tools/backline", "/usr/bin/backline-dev", "/usr/bin/backline"];
  assert.equal(found(programs, { command: "~/bin/backline" }), "setting /home/me/bin/backline");
  assert.equal(found(programs, { command: " ${workspaceFolder}/tools/backline " }), "setting /code/one/tools/backline");
  assert.equal(found(programs, { command: "tools/backline" }), "setting /code/one/tools/backline");
  assert.equal(found(programs, { command: "backline-dev" }), "setting /usr/bin/backline-dev");
  assert.equal(found(programs, { command: "/gone" }), "The setting backline.command names no program: “/gone”.");
  assert.match(found(programs, { command: "${workspaceFolder}/x", folders: [] }), /no folder is open/);
  const odd = { command: "${workspaceFolder}/backline", folders: ["/a$&b"] };
  assert.equal(found(["/a$&b/backline"], odd), "setting /a$&b/backline");
});

test("Windows has its own names", () => {
  const here = {
    windows: true,
    folders: ["C:\\work"],
    searched: "C:\\bin;D:\\tools",
    own: "C:\\store\\server",
    interpreter: "C:\\env\\python.exe",
  };
  const inWork = "C:\\work\\.venv\\Scripts\\backline.exe";
  assert.equal(found([inWork], here), `workspace ${inWork}`);
  assert.equal(found(["C:\\env\\backline.exe"], here), "interpreter C:\\env\\backline.exe");
  assert.equal(found(["D:\\tools\\backline.exe"], here), "path D:\\tools\\backline.exe");
  const own = "C:\\store\\server\\Scripts\\backline.exe";
  assert.equal(found([own], here), `private ${own}`);
  const otherCase = "c:\\WORK\\x.exe";
  assert.match(found([otherCase], { ...here, trusted: false, command: otherCase }), /not trusted/);
});

// A real VS Code: code-server with our extension, in a headless Chromium. Does what a person does, by keys and mouse.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";

const WAIT = 60_000; // milliseconds until something that must happen is missed
const PICTURE = { width: 1040, height: 600 };

/** Start one. `tools` is what install.py made, `home` a fresh folder for all that it keeps, `open` a folder or workspace. */
export async function start({ tools, home, open, settings, environment = {}, profile = "", trusted = true }) {
  const folders = { user: path.join(home, "user"), extensions: path.join(home, "extensions"), home: path.join(home, "home") };
  for (const it of Object.values(folders)) mkdirSync(it, { recursive: true });
  settle(home, settings);
  writeFileSync(path.join(folders.home, ".profile"), profile); // VS Code takes the environment of a login shell
  const codeServer = path.join(tools.modules, "code-server", "out", "node", "entry.js");
  const config = path.join(home, "config.yaml");
  writeFileSync(config, "auth: none\n");
  const port = await freePort();
  const env = {
    ...process.env,
    ...environment,
    HOME: folders.home,
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "http://127.0.0.1:9", itemUrl: "http://127.0.0.1:9" }),
  };
  const base = ["--config", config, "--user-data-dir", folders.user, "--extensions-dir", folders.extensions];
  if (tools.extension) await finished(spawn(tools.node, [codeServer, ...base, "--install-extension", tools.extension], { env, stdio: ["ignore", "pipe", "pipe"] }));
  const options = ["--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
  const trust = trusted ? ["--disable-workspace-trust"] : [];
  const server = spawn(tools.node, [codeServer, ...base, ...options, ...trust], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const it of [server.stdout, server.stderr]) it.on("data", (text) => (said += text));
  await until("code-server", async () => {
    if (server.exitCode !== null) throw new Error(`code-server ended: ${said}`);
    return (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok;
  });
  const { chromium } = createRequire(path.join(tools.modules, "x.js"))("playwright-core");
  const browser = await chromium.launch({ executablePath: tools.chromium, args: CHROMIUM });
  const context = await browser.newContext({ viewport: PICTURE, deviceScaleFactor: 1, permissions: ["clipboard-read", "clipboard-write"] });
  await context.route((url) => url.hostname !== "127.0.0.1", (route) => route.abort());
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/?${open.endsWith(".code-workspace") ? "workspace" : "folder"}=${encodeURIComponent(open)}`);
  await page.waitForSelector(".monaco-workbench", { timeout: WAIT });
  await page.evaluate(LISTEN);
  return new Editor(page, async () => {
    await browser.close();
    server.kill();
    if (server.exitCode === null) await new Promise((done) => server.on("exit", done));
  });
}

/** Write the person's settings; an editor that runs takes them up. Settings of the machine are read from there only. */
export function settle(home, settings) {
  for (const it of ["User", "Machine"]) {
    mkdirSync(path.join(home, "user", it), { recursive: true });
    writeFileSync(path.join(home, "user", it, "settings.json"), JSON.stringify({ ...QUIET, ...settings }));
  }
}

export class Editor {
  constructor(page, close) {
    this.page = page;
    this.close = close;
  }

  /** Wait until `ready` gives something, and give that. */
  until(what, ready) {
    return until(what, ready);
  }

  /** Run a command of the palette, by its whole title. What just opens may take the focus, and the palette is gone: again. */
  async command(title) {
    const box = this.page.locator(".quick-input-widget input");
    await this.until(`“${title}” in the palette`, async () => {
      await this.page.keyboard.press("F1");
      try {
        await box.fill(`>${title}`, { timeout: 3000 });
        await this.page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click({ timeout: 3000 });
        return true;
      } catch {
        return false;
      }
    });
  }

  async open(file, line = 1, column = 1) {
    const box = this.page.locator(".quick-input-widget input");
    await this.until(`${file} among the files`, async () => {
      await this.page.keyboard.press("Control+P");
      try {
        await box.fill(`${file}:${line}:${column}`, { timeout: 3000 });
        await this.page.locator(".quick-input-list .monaco-list-row", { hasText: path.basename(file) }).first().click({ timeout: 3000 });
        return true;
      } catch {
        await this.page.keyboard.press("Escape"); // not known yet: what was looked for is looked for anew only then
        return false;
      }
    });
    await this.page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
    await box.waitFor({ state: "hidden" });
    await this.page.locator(".editor-instance .view-lines").first().waitFor();
  }

  /** The entries of the Ctrl+. menu at the cursor, once one starts with `title`. It stays open. */
  async menu(title) {
    return await this.until(`“${title}” in the menu`, async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+.");
      const rows = this.page.locator(".action-widget .monaco-list-row");
      await rows.first().waitFor({ timeout: 1500 }).catch(() => undefined);
      const titles = (await rows.allInnerTexts()).map((it) => it.trim());
      return titles.some((it) => it.startsWith(title)) ? titles : undefined;
    });
  }

  /** Choose an entry of the menu that is open. */
  async choose(title) {
    await this.page.locator(".action-widget .monaco-list-row", { hasText: title }).first().click();
  }

  /** All that notifications have said so far. */
  messages() {
    return this.page.evaluate(() => globalThis.said);
  }

  async message(part, wait = WAIT) {
    return await until(`a message with “${part}”`, async () => (await this.messages()).find((it) => it.includes(part)), wait);
  }

  /** The text of the status bar item, with its tooltip's text. */
  async status() {
    const item = this.page.locator('.statusbar-item[id^="backline"]').first();
    return (await item.count()) === 0 ? "" : `${await item.innerText()} | ${await item.getAttribute("aria-label")}`;
  }

  /** What the status bar says once the server answers. */
  running() {
    return this.says("Version");
  }

  /** What the status bar says once this is part of it. */
  async says(part) {
    return await this.until(`“${part}” in the status bar`, async () => {
      const it = await this.status();
      return it.includes(part) && it;
    });
  }

  /** What appears when one points at the status bar item. It stays there. */
  async tooltip() {
    await this.page.locator('.statusbar-item[id^="backline"] a').hover();
    const card = this.page.locator(".workbench-hover:visible", { hasText: "Version" });
    await card.waitFor();
    return (await card.innerText()).trim();
  }

  async hover() {
    await this.page.keyboard.press("Control+K");
    await this.page.keyboard.press("Control+I");
    const card = this.page.locator(".monaco-hover:not(.hidden) .hover-contents");
    await card.first().waitFor();
    return (await card.allInnerTexts()).join("\n");
  }

  /** Wait for a code lens with this text. */
  async lens(text) {
    const found = this.page.locator(".codelens-decoration a, .codelens-decoration span", { hasText: text }).first();
    await found.waitFor();
    return found;
  }

  /**
   * Save all files and wait until nothing is unsaved: what is typed while VS Code saves confuses it.
   *
   * Files that were changed without being looked at come into tabs a moment later; it saves what is in tabs.
   */
  async saveAll() {
    const badge = this.page.locator(".activitybar .badge:visible", { hasText: /\d/ });
    await this.until("nothing unsaved", async () => {
      await this.command("File: Save All");
      await this.page.waitForTimeout(300);
      return (await this.page.locator(".tab.dirty").count()) === 0 && (await badge.count()) === 0;
    });
  }

  /** Press a button of a notification. */
  async button(text) {
    await this.page.locator(".notifications-toasts .monaco-button", { hasText: text }).last().click();
  }

  /** The text that the editor at hand shows. */
  async text() {
    const lines = await this.page.locator(".editor-instance .view-line").allInnerTexts();
    return lines.join("\n").replaceAll("\u00a0", " ");
  }

  async clearMessages() {
    await this.command("Notifications: Clear All Notifications");
    await this.page.locator(".notification-list-item").first().waitFor({ state: "detached" });
    await this.page.evaluate(() => (globalThis.said = [])); // else the same sentence could not be waited for again
  }

  async picture(file) {
    mkdirSync(path.dirname(file), { recursive: true });
    await this.page.waitForTimeout(700); // what comes in slowly has come
    await this.page.screenshot({ path: file });
  }
}

const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": "Default Light Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  "editor.fontSize": 13,
  "window.commandCenter": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
};

const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Keeps what notifications say: they go by themselves.
const LISTEN = `(() => {
  globalThis.said = [];
  const note = () => {
    for (const it of document.querySelectorAll(".notification-list-item-message")) {
      const text = it.innerText.trim();
      if (text && !globalThis.said.includes(text)) globalThis.said.push(text);
    }
  };
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
})()`;

async function until(what, ready, wait = WAIT) {
  const end = Date.now() + wait;
  for (;;) {
    const found = await ready();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function finished(child) {
  let said = "";
  for (const it of [child.stdout, child.stderr]) it.on("data", (text) => (said += text));
  const code = await new Promise((done) => child.on("close", done));
  if (code !== 0) throw new Error(`the extension could not be installed: ${said}`);
}

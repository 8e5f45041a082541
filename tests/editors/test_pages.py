"""The pages of docs/editors, word by word: their blocks in a home of its own, then the first code action.

Only the line that installs Backline is left out: the program is the one that is tested.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Client
from tests.editors.install import program
from tests.editors.results import seen
from tests.editors.terminal import Terminal
from tests.editors.test_helix import offered
from tests.editors.test_neovim import NEOVIM
from tests.editors.test_replayed import REPLAYED, named

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "editors"
EDITORS = ROOT / "editors"
MADE = {"app/models.py", "app/services.py", "app/schemas.py", "app/errors.py", "app/error_handlers.py"}


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Walk:
    """Somebody with a new home who follows a page; `program` is what they have as the editor's command."""

    def __init__(self, folder: Path, command: str, editor: Path | str) -> None:
        if not isinstance(editor, Path) or not editor.exists():
            pytest.skip(f"{command}: {editor}")
        self.home = folder / "home"
        programs = folder / "programs"
        self.home.mkdir()
        programs.mkdir()
        (programs / command).symlink_to(editor)
        path = (str(programs), str(Path(sys.executable).parent), os.environ["PATH"])
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        self.environment = kept | {"HOME": str(self.home), "PATH": os.pathsep.join(path)}
        self.project = self.home / "heroes"

    def follow(self, page: str, *, without: str) -> None:
        """Run the page's commands in the checkout, but the one that installs Backline and `without`, the editor's."""
        for block in blocks(page, "sh"):
            lines = [it for it in block.splitlines() if not it.startswith("pipx ")]
            text = "\n".join(lines).replace(without, "true")
            subprocess.run(
                ["bash", "-ec", text], cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=60
            )

    def made(self) -> set[str]:
        return {it.relative_to(self.project).as_posix() for it in self.project.rglob("*.py") if it.stat().st_size}


def test_neovim(tmp_path: Path) -> None:
    walk = Walk(tmp_path, "nvim", NEOVIM)
    walk.follow("neovim", without="nvim app/models.py")
    settings = walk.home / ".config" / "nvim"
    settings.mkdir(parents=True)
    (settings / "init.lua").write_text("\n".join(reversed(blocks("neovim", "lua"))))
    keys = tmp_path / "keys.lua"
    keys.write_text("""
        local function wait(ready) assert(vim.wait(60000, ready, 20), vim.fn.execute("messages")) end
        vim.ui.select = function(items, options, choose)
          for _, it in ipairs(items) do
            if options.format_item(it):find("Generate service for Hero", 1, true) then return choose(it) end
          end
        end
        vim.cmd("normal! /class\\rw")
        wait(function() local it = vim.lsp.get_clients({ name = "backline" })[1] return it and it.initialized end)
        wait(function()
          vim.cmd("Backline apply")
          vim.wait(1000, function() return vim.fn.bufexists("app/services.py") == 1 end, 20)
          return vim.fn.bufexists("app/services.py") == 1
        end)
        wait(function() return vim.fn.execute("messages"):find("Wrote") end)
        vim.cmd("wall | qall")
    """)
    done = subprocess.run(
        [
            "nvim",
            "--headless",
            "-c",
            f"autocmd VimEnter * lua vim.schedule(function() dofile('{keys}') end)",
            "app/models.py",
        ],
        cwd=walk.project,
        env=walk.environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert walk.made() == MADE, done.stderr


def test_helix(tmp_path: Path) -> None:
    walk = Walk(tmp_path, "hx", program("helix"))
    walk.follow("helix", without="hx app/models.py")
    with Terminal(["hx", "app/models.py"], walk.project, walk.environment) as terminal:
        terminal.see("class Hero")
        terminal.press("/")
        terminal.write("Hero")
        terminal.press("Enter")
        terminal.see("1 sel  4:")
        terminal.wait(lambda: offered(terminal, "Generate service for Hero"), terminal.screen)
        terminal.press("Enter")
        terminal.see("Wrote ")
        terminal.write(":wa")
        terminal.press("Enter")
        terminal.wait(lambda: walk.made() == MADE, terminal.screen)
    assert walk.made() == MADE, "and nothing else, once the editor is closed"


@pytest.mark.parametrize("client", ["eglot", "lsp-mode"])
def test_emacs(tmp_path: Path, client: str) -> None:
    walk = Walk(tmp_path, "emacs", program("emacs"))
    walk.follow("emacs", without="emacs app/models.py")
    found = next(it for it in blocks("emacs", "elisp") if ("eglot" in it) == (client == "eglot"))
    start, act = {
        "eglot": ("(apply #'eglot--connect (eglot--guess-contact))", "eglot-code-actions"),
        "lsp-mode": ("", "lsp-execute-code-action"),  # the hook starts it
    }[client]
    files = " ".join(f'"{Path(it).name}"' for it in MADE if Path(it).name != "models.py")
    keys = tmp_path / "keys.el"
    keys.write_text(f"""
        (require '{client})
        (setq last-nonmenu-event ?x lsp-auto-guess-root t lsp-restart 'ignore lsp-enable-file-watchers nil
              create-lockfiles nil eglot-confirm-server-edits nil lsp-enabled-clients '(backline) eglot-sync-connect 30)
        (advice-add 'yes-or-no-p :override #'always)
        (advice-add 'completing-read :override (lambda (_ found &rest _)
          (or (seq-find (lambda (it) (string-search "Generate service for Hero" it)) (all-completions "" found))
              (signal 'quit nil))))
        {'(load "lsp-mode-autoloads")' if client == "lsp-mode" else ""}
        (find-file "app/models.py")
        {start}
        (goto-char (point-min))
        (search-forward "class ")
        (let ((until (+ (float-time) 60)))
          (while (not (or (ignore-errors (condition-case nil (progn (call-interactively #'{act}) t) (quit nil)))
                          (> (float-time) until)))
            (accept-process-output nil 0.2))
          (while (not (or (seq-every-p (lambda (it) (and (get-buffer it) (> (buffer-size (get-buffer it)) 0)))
                                       '({files}))
                          (> (float-time) until)))
            (accept-process-output nil 0.2)))
        (save-some-buffers t)
    """)
    init = walk.home / ".emacs.d" / "init.el"
    init.write_text(found)
    done = subprocess.run(
        ["emacs", "-Q", "--batch", "-l", str(init), "-l", str(keys)],
        cwd=walk.project,
        env=walk.environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert walk.made() == MADE, done.stderr


@pytest.mark.parametrize("page", sorted(it.stem for it in PAGES.glob("*.md")))
def test_links_lead_somewhere(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!http)([^)#]+)", text):
        assert (PAGES / link).exists(), link


@pytest.mark.parametrize(("page", "name"), [("zed", "zed"), ("sublime", "sublime-lsp-2")])
async def test_a_page_of_an_editor_that_can_not_be_had(tmp_path: Path, page: str, name: str) -> None:
    """Its commands and its settings, with the capabilities that the editor declares."""
    walk = Walk(tmp_path, "no-editor", Path(sys.executable))
    walk.follow(page, without="no line starts an editor")
    command, chosen = zed() if page == "zed" else sublime()
    program = Path(sys.executable).with_name(command[0])
    async with Client(walk.project, name, command=(str(program), *command[1:]), called=named(name)) as client:
        client.configuration = chosen
        client.open("app/models.py")
        await client.choose("app/models.py", client.find("app/models.py", "Hero"), "Generate service for Hero")
    assert walk.made() == MADE
    seen(REPLAYED[name], "", "start", "replayed")


def zed() -> tuple[list[str], object]:
    """The command is the extension's own; the settings answer what the server asks."""
    assert 'vec!["serve".to_string()]' in (EDITORS / "zed/src/lib.rs").read_text()
    found = json_of(EDITORS / "zed/settings.json")["lsp"]["backline"]
    return ["backline", "serve"], found["settings"]["backline"]


def sublime() -> tuple[list[str], object]:
    """Sublime Text reads dots in a key of the settings as tables in each other."""
    found = json_of(EDITORS / "sublime/LanguageServers.sublime-settings")["backline"]
    assert found["enabled"] and found["selector"] == "source.python"
    return found["command"], {key.removeprefix("backline."): value for key, value in found["settings"].items()}


def json_of(path: Path) -> Any:
    """A file of settings, without its comments."""
    return json.loads(re.sub(r"(^|\s)//.*", "", path.read_text()))

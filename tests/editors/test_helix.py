"""Helix in a terminal: every key as a person presses it, every screen as they see it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import MADE, MODELS, PRACTICE
from tests.editors.install import program
from tests.editors.model import project, refined, standing_in
from tests.editors.pictures import keep
from tests.editors.results import seen
from tests.editors.terminal import Terminal
from tests.editors.test_neovim import SAMPLE

CONFIGURATION = Path(__file__).parents[2] / "editors" / "helix" / "languages.toml"
PROGRESS = "[editor.lsp]\ndisplay-progress-messages = true\ndisplay-inlay-hints = true\n[editor]\nidle-timeout = 50\n"
FINDING = "HERO shouts."


@pytest.fixture(scope="module")
def hx() -> Path:
    found = program("helix")
    if not isinstance(found, Path):
        pytest.skip(f"Helix: {found}")
    return found


@pytest.fixture
def version(hx: Path) -> str:
    return subprocess.run([hx, "--version"], check=True, capture_output=True, text=True).stdout.split()[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the pipe that `slow` waits for."""
    made = tmp_path / "project"
    (made / "app").mkdir(parents=True)
    (made / ".git").mkdir()
    (made / "pyproject.toml").touch()
    (made / "app/models.py").write_text(MODELS, encoding="utf-8")
    (made / "app/other.py").write_text("x = 1\n")
    os.mkfifo(made / "gate")
    return made


def helix(hx: Path, folder: Path, languages: str, file: str, **environment: str) -> Terminal:
    """Helix with a configuration of its own, a file open."""
    settings = folder.parent / "config" / "helix"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "languages.toml").write_text(languages)
    (settings / "config.toml").write_text(PROGRESS)
    own = {f"XDG_{it}_HOME": str(folder.parent / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return Terminal([str(hx), file], folder, own | {"PATH": path} | environment)


@pytest.fixture
def practice(hx: Path, folder: Path) -> Iterator[Terminal]:
    """Helix with our configuration, but that the practice server answers alone."""
    command, *arguments = PRACTICE
    ours = CONFIGURATION.read_text().replace('command = "backline"', f'command = "{command}"')
    ours = ours.replace('args = ["serve"]', f"args = {arguments}").replace('"ruff",', "").replace('"pyright",', "")
    with helix(hx, folder, ours, "app/models.py") as terminal:
        terminal.see(FINDING)
        yield terminal


def choose(terminal: Terminal, title: str, first: str = "Write it small") -> str:
    """Open the menu, of which this is the first entry, and choose the entry that begins so; the menu's screen."""
    terminal.press("Space", "a")
    menu = terminal.see(f" {first}", f" {title}")
    rows = menu.splitlines()
    top = next(row for row, it in enumerate(rows) if f" {first}" in it)
    down = next(row for row, it in enumerate(rows[top:]) if f" {title}" in it)
    terminal.press(*["C-n"] * down, "Enter")
    return menu


def choose_last(terminal: Terminal, title: str, first: str = "Write it small") -> None:
    """Choose the last entry, which a long menu does not show: it is above the first."""
    terminal.press("Space", "a")
    terminal.see(f" {first}", " make")
    terminal.press("C-p")
    terminal.see(f" {title}")
    terminal.press("Enter")


def offered(terminal: Terminal, title: str) -> bool:
    """Whether the menu at the cursor has this entry by now; then it is open. Ruff may be first."""
    terminal.press("Space", "a")
    answers = (title, "Ruff: ", "No code actions available", "No configured language server supports")
    terminal.wait(lambda: any(it in terminal.screen() for it in answers), terminal.screen)
    shown = terminal.screen()
    if title in shown:
        return True
    terminal.press("Escape")
    terminal.see(" NOR ", without="Ruff: ")
    return False


def open_gate(folder: Path) -> None:
    """Let `slow` go on. The shell waits until somebody reads."""
    subprocess.run(["sh", "-c", "printf x > gate"], cwd=folder, check=True, timeout=60)


def save_all(folder: Path, terminal: Terminal, wanted: dict[str, str]) -> None:
    """Write all files, and see them on disk."""
    terminal.write(":wa")
    terminal.press("Enter")
    terminal.wait(lambda: on_disk(folder) == wanted, lambda: str(on_disk(folder)))


def on_disk(folder: Path) -> dict[str, str]:
    return {it.relative_to(folder).as_posix(): it.read_bytes().decode() for it in folder.rglob("*.py")}


def test_what_a_person_does_with_any_action(practice: Terminal, folder: Path, version: str) -> None:
    other = {"app/other.py": "x = 1\n"}
    practice.press("3", "j", "6", "l", "Space", "k")
    practice.see("class HERO: ...")
    practice.press("Escape")  # alone: with a key behind it, it would be Alt and that key
    practice.see("class HERO", without="class HERO: ...")
    menu = choose(practice, "slow")
    assert all(f" {it}" in menu for it in ("make", "wide", "crash", "refuse"))
    practice.see("slow", without="through-link")  # the menu is gone: it is the progress that says so
    choose_last(practice, "Cancel: slow")
    practice.see("“slow” was cancelled; nothing was written.")
    open_gate(folder)
    assert on_disk(folder) == {"app/models.py": MODELS} | other

    choose(practice, "slow")
    practice.see("slow", without="through-link")
    practice.press("g", "g", "O")
    practice.write("# typed")
    practice.press("Escape")
    practice.see("1  # typed", " NOR ")
    open_gate(folder)
    practice.see("The files changed while “slow” was at work, so nothing was written. Choose it again.", "1  # typed")
    assert not (folder / "app/deep").exists()
    practice.press("u")
    practice.see("1  from sqlmodel", without="# typed")
    practice.press("g", "g", "3", "j", "6", "l")

    choose(practice, "make")
    practice.see("Made app/deep/made.py.")
    practice.press("g", "g")
    choose_last(practice, "Undo: make", first="make")
    practice.see("“make” was undone", without="# made")
    assert not (folder / "app/deep/made.py").exists()
    practice.write(":buffer-close! app/deep/made.py")  # Helix deletes the file and keeps its empty buffer
    practice.press("Enter")
    choose(practice, "make", first="make")
    practice.see("Made app/deep/made.py.")
    save_all(folder, practice, MADE | other)

    found = ("start", "findings", "hover", "menu", "progress", "cancel", "typing", "undo", "create", "action")
    for it in found:
        seen("Helix", version, it)


def test_a_change_of_other_files_waits(practice: Terminal, folder: Path, version: str) -> None:
    practice.press("3", "j", "6", "l")
    choose(practice, "wide")
    practice.see("“wide” waits for you (3 files)", "Backline proposes: wide")
    choose(practice, "Preview: wide")
    practice.see("wide: not applied yet", "+++ b/app/deep/made.py")
    practice.write(":buffer-close")
    practice.press("Enter")
    practice.see("Backline proposes: wide")
    choose(practice, "Discard: wide")
    practice.see(FINDING, without="Backline proposes")
    choose(practice, "wide")
    practice.see("Backline proposes: wide")
    choose(practice, "Apply: wide")
    practice.see("Made it wide.")
    save_all(folder, practice, MADE | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"})
    choose(practice, "Write it small")
    practice.see("class Hero(")
    small = {"app/models.py": MADE["app/models.py"].replace("HERO", "Hero")}
    save_all(folder, practice, MADE | small | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"})
    assert FINDING not in practice.see("class Hero(", without=FINDING)

    seen("Helix", version, "proposal")
    seen("Helix", version, "quick-fix")


def test_the_sample_with_the_configuration_as_it_is(hx: Path, tmp_path: Path, version: str) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".git").mkdir()
    ours = CONFIGURATION.read_text().replace("# config.backline.inlay-hints", "config.backline.inlay-hints")
    with helix(hx, folder, ours, "app/routes/teams.py") as terminal:
        terminal.see("28", "Every `Team` row")
        terminal.press("Space", "s")
        terminal.see("GET /api/v1/teams")
        terminal.press("Escape")
        terminal.see("28", "Every `Team` row")
        terminal.press("O")
        terminal.write("# typed")
        terminal.press("Escape")
        terminal.see("# typed", "/api/v1/teams")  # the second is a hint: Helix asks for them when a text has changed
        assert "# typed" not in (folder / "app/routes/teams.py").read_text()  # looking saves nothing
    seen("Helix", version, "symbols")
    seen("Helix", version, "hints")


def test_the_menu_of_the_sample(hx: Path, tmp_path: Path) -> None:
    folder = tmp_path / "heroes"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".git").mkdir()
    with helix(hx, folder, CONFIGURATION.read_text(), "app/routes/teams.py") as terminal:
        terminal.see("Every `Team` row")
        terminal.write("/def list_rosters")
        terminal.press("Enter")
        terminal.see("1 sel  26:")
        terminal.wait(lambda: offered(terminal, "Optimize query: 1 + N"), terminal.screen)
        menu = terminal.see("Optimize query: 1 + N", "Add contract test for GET /api/v1/teams")
        assert "Generate service" not in menu  # there is no table on this line
        keep(terminal, "Helix: the menu")


def test_an_agentic_action_is_cancelled_and_then_refines_the_draft(hx: Path, tmp_path: Path, version: str) -> None:
    folder = project(tmp_path / "project")
    action = "Generate service for Hero"
    with (
        standing_in(folder) as variables,
        helix(hx, folder, CONFIGURATION.read_text(), "app/models.py", **variables) as terminal,
    ):
        terminal.see("class Hero")
        terminal.press("3", "j", "6", "l")
        terminal.see(" 4:7")
        terminal.wait(lambda: offered(terminal, action), terminal.screen)
        terminal.press("Enter")
        terminal.see("Allow it in this folder")  # a window of Helix, or a code action of this line
        terminal.press("Enter")
        terminal.wait(Path(variables["BACKLINE_ASKED"]).exists, terminal.screen)
        choose(terminal, "Cancel: ", first=action)
        terminal.see("was cancelled; nothing was written.")
        assert not (folder / "app/services.py").exists()
        choose(terminal, action, first=action)
        terminal.see("Created a service for heroes.")
        terminal.write(":wa")
        terminal.press("Enter")
        terminal.wait(lambda: refined(folder), terminal.screen)
    seen("Helix", version, "agent-cancel")
    seen("Helix", version, "agent")

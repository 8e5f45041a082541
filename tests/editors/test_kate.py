"""Kate on a desk: the mouse and the keys of a person, and what a screen reader would tell them of the screen."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.conftest import MADE, MODELS, PRACTICE
from tests.editors.desk import Desk
from tests.editors.install import CACHE, program
from tests.editors.model import project, refined, standing_in
from tests.editors.results import seen
from tests.editors.test_neovim import SAMPLE

CONFIGURATION = Path(__file__).parents[2] / "editors" / "kate" / "settings.json"
NAME = "Kate"
BACKLINE = (str(Path(sys.executable).with_name("backline")), "serve")


@pytest.fixture(scope="module")
def kate() -> Path:
    found = program("kate")
    if not isinstance(found, Path):
        pytest.skip(f"Kate: {found}")
    return found


@pytest.fixture
def version(kate: Path) -> str:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    asked = [str(kate), "--version"]
    return subprocess.run(asked, check=True, capture_output=True, text=True, env=environment).stdout.split()[-1]


@contextmanager
def opened(kate: Path, folder: Path, file: str, command: tuple[str, ...], **environment: str) -> Iterator[Desk]:
    """Kate with our configuration, a file open, and the server allowed; `command` stands in for `backline serve`."""
    settings = folder.parent / "config" / "kate" / "lspclient"
    settings.mkdir(parents=True)
    ours = json.loads(CONFIGURATION.read_text())
    ours["servers"]["python"]["command"] = list(command)
    (settings / "settings.json").write_text(json.dumps(ours))
    top = folder.parent
    own = {f"XDG_{it}_HOME": str(top / it.lower()) for it in ("STATE", "DATA", "CONFIG", "CACHE")}
    own |= {"HOME": str(top), "XDG_RUNTIME_DIR": str(top), "LC_ALL": "C.UTF-8"}
    own["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    started = [str(kate), "--block", "--new", file]
    with Desk(started, CACHE / "bin" / "xdotool", folder, own | environment) as desk:
        desk.take_up(Path(file).name)
        desk.see("Do you want the LSP server to be started?", " ".join(command))
        desk.click("push button", "Yes")
        yield desk


def choose(desk: Desk, *titles: str) -> None:
    """Choose from the menu *LSP Client*, and from the menus in it. Each entry begins with a kind of action."""
    pull_down(desk, titles[0])
    for it in titles:
        desk.click("menu item", it)


def pull_down(desk: Desk, entry: str) -> None:
    """Open the menu *LSP Client*, in which this is an entry."""

    def is_open() -> bool:
        return any(it.role == "menu item" and it.name.startswith(entry) for it in desk.things())

    def opens() -> bool:
        desk.press("alt+l")
        return desk.soon(is_open)

    desk.wait(opens, desk.shown)


def menu(desk: Desk) -> None:
    """Open the menu of code actions at the cursor, and see them."""
    pull_down(desk, "Code Action")
    desk.click("menu item", "Code Action")
    desk.find("menu item", "[")


def act(desk: Desk, title: str) -> None:
    """Choose a code action at the cursor, by the beginning of its title."""
    menu(desk)
    desk.click("menu item", desk.find("menu item", f"] {title}", anywhere=True).name)


def go(desk: Desk, *keys: str) -> None:
    """Put the cursor where these keys lead from the beginning of the file."""
    desk.click("text", "models.py")
    desk.press("ctrl+Home", *keys)


def to_hero(desk: Desk) -> None:
    """Put the cursor on the class, and look whether it is there: a panel that opens meanwhile takes the keys."""

    def there() -> bool:
        go(desk, "Down", "Down", "Down", "ctrl+Right")
        return "push button: 4:7" in desk.shown()

    desk.wait(there, desk.shown)


def text(desk: Desk) -> str:
    return desk.find("text", "models.py").text


def save_all(desk: Desk, folder: Path, wanted: dict[str, str]) -> None:
    desk.press("ctrl+l")
    desk.wait(lambda: on_disk(folder) == wanted, lambda: f"{on_disk(folder)}\n{desk.shown()}")


def on_disk(folder: Path) -> dict[str, str]:
    return {it.relative_to(folder).as_posix(): it.read_bytes().decode() for it in folder.rglob("*.py")}


def open_gate(folder: Path) -> None:
    subprocess.run(["sh", "-c", "printf x > gate"], cwd=folder, check=True, timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with the pipe that `slow` waits for."""
    made = tmp_path / "project"
    (made / "app").mkdir(parents=True)
    (made / "pyproject.toml").touch()
    (made / "app/models.py").write_text(MODELS, encoding="utf-8")
    (made / "app/other.py").write_text("x = 1\n")
    os.mkfifo(made / "gate")
    return made


def test_what_a_person_does_with_any_action(kate: Path, folder: Path, version: str) -> None:
    with opened(kate, folder, "app/models.py", PRACTICE) as desk:
        desk.switch_on("Diagnostics")
        desk.see("tree item: [backline] (BL900) HERO shouts.")
        to_hero(desk)
        choose(desk, "Symbol Info")
        desk.see("class HERO: ...")
        desk.press("Escape")  # closes the panel, too
        desk.switch_on("Output")
        act(desk, "slow")
        desk.see("LSP Server Info] slow")
        act(desk, "Cancel: slow")
        desk.see("“slow” was cancelled; nothing was written.")
        open_gate(folder)
        assert on_disk(folder) == {"app/models.py": MODELS, "app/other.py": "x = 1\n"}

        act(desk, "slow")
        go(desk)
        desk.write("# typed")
        desk.press("Return")
        desk.see("# typed\nfrom sqlmodel")
        menu(desk)  # Kate tells of what was typed before it asks for something, or a while later
        desk.press("Escape", "Escape")
        open_gate(folder)
        desk.see("The files changed while “slow” was at work, so nothing was written. Choose it again.")
        assert text(desk) == "# typed\n" + MODELS
        assert not (folder / "app/deep").exists()
        go(desk, "shift+Down", "Delete")
        desk.see("models.py from sqlmodel")

        to_hero(desk)
        act(desk, "make")
        desk.see("Made app/deep/made.py. Look at it.", "page tab: made.py")
        act(desk, "Undo: make")
        desk.see("“make” was undone. Remove by hand: app/deep/made.py.")
        assert text(desk) == MODELS
        assert on_disk(folder) == {"app/models.py": MODELS, "app/other.py": "x = 1\n"}  # nothing was saved meanwhile
    # What is typed in the last moment before an edit arrives is not refused by Kate, so the table says no of “typing”.
    for it in ("start", "findings", "hover", "menu", "progress", "cancel", "undo"):
        seen(NAME, version, it)
    seen(NAME, version, "typing", "not offered by the editor")


def test_a_change_of_other_files_waits(kate: Path, folder: Path, version: str) -> None:
    with opened(kate, folder, "app/models.py", PRACTICE) as desk:
        desk.see("list item: HERO")
        desk.switch_on("Output")
        to_hero(desk)
        act(desk, "wide")
        desk.see("“wide” waits for you (3 files)")
        act(desk, "Preview: wide")
        desk.see("“wide” would create app/deep/made.py (1 line), change")
        act(desk, "Discard: wide")
        desk.switch_on("Diagnostics")
        desk.see("HERO shouts.", without="Backline proposes")
        act(desk, "wide")
        desk.see("Backline proposes: wide, 3 files")
        act(desk, "Apply: wide")
        desk.switch_on("Output")
        desk.see("Made it wide.", "page tab: made.py", "page tab: other.py")
        save_all(desk, folder, MADE | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"})
        act(desk, "Write it small")
        desk.see("class Hero(")
        small = {"app/models.py": MADE["app/models.py"].replace("HERO", "Hero")}
        save_all(desk, folder, MADE | small | {"app/other.py": "x = 1\n# from sqlmodel import SQLModel\n"})
        assert "HERO shouts." not in desk.see("class Hero(", without="HERO shouts.")
    for it in ("proposal", "action", "create", "quick-fix"):
        seen(NAME, version, it)


def test_the_sample_with_the_configuration_as_it_is(kate: Path, tmp_path: Path, version: str) -> None:
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = on_disk(folder)
    with opened(kate, folder, "app/routes/teams.py", BACKLINE) as desk:
        desk.switch_on("Symbol Outline")
        desk.see("tree item: GET /api/v1/teams/rosters")
        choose(desk, "Search and Go to Symbol")
        desk.write("GET /api")
        desk.see("tree item: list_rosters::GET /api/v1/teams/rosters")
    assert on_disk(folder) == before
    seen(NAME, version, "symbols")


def test_an_agentic_action_is_cancelled_and_then_refines_the_draft(kate: Path, tmp_path: Path, version: str) -> None:
    folder = project(tmp_path / "project")
    with (
        standing_in(folder) as variables,
        opened(kate, folder, "app/models.py", BACKLINE, **variables) as desk,
    ):
        desk.see("list item: Hero")
        desk.switch_on("Output")
        to_hero(desk)
        act(desk, "Generate service for Hero")
        desk.see("Allow it in this folder")
        desk.click("push button", "Allow it in this folder")
        desk.take_up("models.py")
        desk.wait(Path(variables["BACKLINE_ASKED"]).exists, desk.shown)
        act(desk, "Cancel: ")
        desk.see("was cancelled; nothing was written.")
        assert not (folder / "app/services.py").exists()
        act(desk, "Generate service for Hero")
        # Kate takes edits for two seconds after a command, and an earlier command's two seconds end a later one's.
        done, waits = "Created a service for heroes.", "“Generate service for Hero” waits for you"
        desk.wait(lambda: done in desk.shown() or waits in desk.shown(), desk.shown)
        if done not in desk.shown():
            act(desk, "Apply: Generate service for Hero")
        desk.see(done)
        desk.press("ctrl+l")
        desk.wait(lambda: refined(folder), desk.shown)
    seen(NAME, version, "agent-cancel")
    seen(NAME, version, "agent")

"""`backline actions` and `backline apply`: diffs that patch, and writing all or nothing."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from lsp_server.cli.write import write
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.text import Document, Edit, Span
from tests.cli.conftest import MODELS

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("sample_action")


def test_what_is_offered_and_why_not(project: Path, run: Run) -> None:
    assert "write-note" in run("actions", "app/models.py:4").output
    offered = json.loads(run("actions", "app/models.py:11", "--format", "json").output)
    assert {
        "id": "write-note",
        "title": "Write a note on Hero",
        "kind": "refactor.rewrite.note",
        "target": "Hero",
    } in offered
    assert run("actions", "app/models.py:4", "--why", "write_note").output == "Offered: Write a note on Team\n"
    refused = run("actions", "app/models.py:1", "--why", "write-note", exit_code=1)
    assert refused.output == "Not offered: There is no class here.\n"
    assert "there is no action 'nothing'" in run("actions", "app/models.py:1", "--why", "nothing", exit_code=2).output
    assert run("actions", "app/__init__.py:1").output == "Nothing is offered here; --why ID says why.\n"


def test_the_diff_can_be_applied(project: Path, run: Run) -> None:
    result = run("apply", "write-note", "app/models.py:4")
    assert (project / "app" / "models.py").read_text() == MODELS
    assert result.stderr == "Read it.\n"
    patched = subprocess.run(
        ["git", "apply", "--verbose", "-"], input=result.stdout, text=True, cwd=project, check=False
    )
    assert patched.returncode == 0
    assert (project / "notes" / "team.py").read_text() == '"""About Team."""\n'
    assert (project / "app" / "models.py").read_text() == MODELS + "# see notes/team.py\n"


def test_json_has_every_file_before_and_after(project: Path, run: Run) -> None:
    assert json.loads(run("apply", "write-note", "app/models.py:4:1", "--format", "json").stdout) == {
        "action": "write-note",
        "engine": "offline",
        "title": "Write a note on Team",
        "summary": "Wrote a note.",
        "notes": ["Read it."],
        "files": [
            {"path": "notes/team.py", "kind": "create", "before": None, "after": '"""About Team."""\n'},
            {"path": "app/models.py", "kind": "edit", "before": MODELS, "after": MODELS + "# see notes/team.py\n"},
        ],
    }
    assert not (project / "notes").exists()


def test_write_keeps_line_endings_permissions_and_links(project: Path, run: Run) -> None:
    models = project / "app" / "models.py"
    models.write_bytes(MODELS.replace("\n", "\r\n").encode())
    models.chmod(0o750)
    models.rename(project / "app" / "tables.py")
    models.symlink_to("tables.py")
    result = run("apply", "write-note", "app/models.py:4", "--write")
    assert result.output == "created notes/team.py\nchanged app/models.py\nWrote a note.\nRead it.\n"
    assert models.is_symlink()
    tables = project / "app" / "tables.py"
    assert tables.read_bytes().decode() == MODELS.replace("\n", "\r\n") + "# see notes/team.py\r\n"
    assert tables.stat().st_mode & 0o777 == 0o750
    assert (project / "notes" / "team.py").stat().st_mode & 0o777 == 0o666 & ~_umask()
    assert sorted(it.name for it in project.rglob("*.py*")) == ["__init__.py", "models.py", "tables.py", "team.py"]


def test_an_existing_target_refuses_all(project: Path, run: Run) -> None:
    (project / "notes").mkdir()
    (project / "notes" / "Team.py").write_text("mine\n")
    for arguments in ((), ("--write",)):
        result = run("apply", "write-note", "app/models.py:4", *arguments, exit_code=1)
        assert result.stderr == "notes/team.py differs from notes/Team.py only in case.\n"
    refused = json.loads(run("apply", "write-note", "app/models.py:4", "--format", "json", exit_code=1).stdout)
    assert refused == {
        "action": "write-note",
        "engine": "offline",
        "refused": "notes/team.py differs from notes/Team.py only in case.",
    }
    assert (project / "app" / "models.py").read_text() == MODELS


def test_refusals_of_every_stage(project: Path, run: Run) -> None:
    (project / "app" / "other.py").write_text("x = 1\nclass Secret: ...\nclass Outside: ...\n")
    said = {
        "app/other.py:1": "There is no class here.\n",
        "app/other.py:2": "Nobody writes about secrets.\n",
        "app/other.py:3": "../outside.py is not a plain path inside the workspace.\n",
    }
    for place, sentence in said.items():
        assert run("apply", "write-note", place, "--write", exit_code=1).stderr == sentence


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("app/models.py", "'app/models.py' is not a place; write FILE:LINE or FILE:LINE:COL."),
        ("app/models.py:x", "is not a place"),
        ("app/models.py:0", "app/models.py has no line 0; it has 14 lines."),
        ("app/models.py:99", "app/models.py has no line 99; it has 14 lines."),
        ("app/models.py:1:99", "Line 1 of app/models.py has no column 99; it has 50."),
        ("app/models.py:1:0", "Line 1 of app/models.py has no column 0; it has 50."),
        ("app/gone.py:1", "app/gone.py does not exist."),
        ("app:1", "app is a folder; name a file."),
        ("notes.txt:1", "notes.txt is no Python file of the workspace"),
        ("../outside.py:1", "../outside.py does not exist."),
    ],
)
def test_places_that_are_not_there(project: Path, run: Run, place: str, said: str) -> None:
    (project / "notes.txt").write_text("x\n")
    for command in (("actions",), ("apply", "write-note"), ("hover",)):
        assert said in " ".join(run(*command, place, exit_code=2).output.split())


def test_columns_are_code_points_and_default_to_the_first_text(project: Path, run: Run) -> None:
    (project / "app" / "a.py").write_text("x = '🦸🦸🦸'; y = 1\nif x:\n    class Ä: ...\n")
    assert "Write a note on Ä" in run("actions", "app/a.py:3").output
    assert "write-note" not in run("actions", "app/a.py:3:1").output
    run("actions", "app/a.py:1:17")
    run("actions", "app/a.py:1:18", exit_code=2)


# --------------------------------------------------------------------------- writing


def edit(root: Path, path: str, text: str) -> EditFile:
    before = (root / path).read_bytes().decode()
    return EditFile(Document(path, before), (Edit(Span(0, len(before.encode())), text),))


def everything(root: Path) -> dict[str, bytes | None]:
    return {it.relative_to(root).as_posix(): it.read_bytes() if it.is_file() else None for it in root.rglob("*")}


def test_one_bad_file_and_none_is_written(project: Path) -> None:
    before = everything(project)
    first = edit(project, "app/models.py", "x = 1\n")
    blocked = write(Change((first, NewFile("deep/new/a.py", "a\n"), NewFile("app/models.py/a.py", "b\n")), ""), project)
    assert blocked == Refusal("app/models.py/a.py can't be written: Not a directory. Nothing was changed.") or (
        isinstance(blocked, Refusal) and "app/models.py" in blocked.reason
    )
    assert everything(project) == before


def test_a_file_that_appears_meanwhile_is_not_overwritten(project: Path) -> None:
    change = Change((edit(project, "app/models.py", "x = 1\n"), NewFile("app/new.py", "mine\n")), "")
    (project / "app" / "new.py").write_text("theirs\n")
    before = everything(project)
    assert write(change, project) == Refusal("app/new.py can't be written: File exists. Nothing was changed.")
    assert everything(project) == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(project: Path) -> None:
    change = Change((NewFile("app/new.py", "mine\n"), edit(project, "app/models.py", "x = 1\n")), "")
    (project / "app" / "models.py").write_text("theirs\n")
    before = everything(project)
    assert write(change, project) == Refusal("app/models.py has changed on disk since; nothing was written.")
    assert everything(project) == before


def test_a_file_that_is_gone(project: Path) -> None:
    change = Change((NewFile("app/new.py", "mine\n"), edit(project, "app/models.py", "x = 1\n")), "")
    (project / "app" / "models.py").unlink()
    refusal = write(change, project)
    assert refusal == Refusal("app/models.py can't be written: No such file or directory. Nothing was changed.")
    assert not (project / "app" / "new.py").exists()


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder of a user who may not do everything; root gives up its rights for a while."""
    if not hasattr(os, "seteuid"):
        pytest.skip("no such users here")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name).resolve()
        root.chmod(0o755)
        me = os.geteuid()
        if me == 0:
            os.chown(root, 65534, 65534)
            os.seteuid(65534)
        try:
            yield root
        finally:
            if me == 0:
                os.seteuid(0)
            for it in (root, *root.rglob("*")):
                it.chmod(0o755)


def test_a_folder_that_is_read_only(as_nobody: Path) -> None:
    (as_nobody / "app").mkdir()
    (as_nobody / "app" / "a.py").write_text("x = 1\n")
    (as_nobody / "open.py").write_text("y = 1\n")
    change = Change((edit(as_nobody, "open.py", "y = 2\n"), edit(as_nobody, "app/a.py", "x = 2\n")), "")
    (as_nobody / "app").chmod(0o555)
    before = everything(as_nobody)
    assert write(change, as_nobody) == Refusal("app can't be written: Permission denied. Nothing was changed.")
    assert write(Change((NewFile("app/sub/b.py", "z\n"),), ""), as_nobody) == Refusal(
        "app/sub can't be written: Permission denied. Nothing was changed."
    )
    assert everything(as_nobody) == before


def test_a_real_process_and_its_exit_codes(project: Path) -> None:
    """The installed command, without terminal, in a locale that knows no umlauts."""
    (project / "app" / "a.py").write_text("class Ä: ...  # 🦸\n", encoding="utf-8")
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": str(ROOT)}

    def backline(*arguments: str) -> tuple[int, bytes]:
        command = [sys.executable, "-m", "lsp_server", *arguments]
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False)
        return done.returncode, done.stdout

    code, output = backline("models")
    assert (code, b"\x1b" in output, b"Hero" in output) == (0, False, True)
    assert backline("check", "nothing.py")[0] == 2
    assert backline("nonsense")[0] == 2
    assert backline("hover", "app/__init__.py:1")[0] == 1


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

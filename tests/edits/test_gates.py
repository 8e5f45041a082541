"""Every gate can say no, says it in one sentence, and lets ordinary work pass."""

import os
import sys
from pathlib import Path

import pytest

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.gates import judge
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Edit, Span

HERO = "from sqlmodel import SQLModel\n\n\nclass Hero(SQLModel, table=True):\n    id: int\n"
FILES = {
    "app/__init__.py": "",
    "app/models.py": HERO,
    "app/main.py": "from app.models import Hero\n",
    "app/services/__init__.py": "",
    "broken.py": "def f(:\n",
}


def workspace(root: Path | None = None, **files: str) -> Snapshot:
    texts = FILES | files
    if root is not None:
        for path, text in texts.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())
    return of([Document(path, text) for path, text in texts.items()], root)


def new(path: str, text: str = "x = 1\n") -> Change:
    return Change((NewFile(path, text),), "Created it.")


def edit(path: str, at: int, text: str, base: str | None = None, end: int | None = None) -> Change:
    document = Document(path, FILES[path] if base is None else base)
    return Change((EditFile(document, (Edit(Span(at, at if end is None else end), text),)),), "Edited it.")


def reason(change: Change, snapshot: Snapshot | None = None) -> str:
    found = judge(change, snapshot or workspace())
    assert isinstance(found, Refusal), "nothing was refused"
    assert found.reason.endswith(".")
    return found.reason


def test_ordinary_work_passes() -> None:
    text = (
        "import uuid\nfrom .hero import x\nfrom ..models import Hero\nfrom app import models\nfrom redis import Redis\n"
    )
    change = Change(
        (NewFile("app/services/a.py", text), NewFile("app/services/hero.py", "x = 1  # and so on\n")), "Done."
    )
    assert judge(change, workspace()) == change
    change = edit("app/models.py", len(HERO), '    name: str = "👩‍🚀 naïve"\n')
    assert judge(change, workspace()) == change


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("", "An empty path is not a plain path inside the workspace."),
        ("../a.py", "../a.py is not a plain path inside the workspace."),
        ("app/../../a.py", "app/../../a.py is not a plain path inside the workspace."),
        ("/etc/passwd", "/etc/passwd is not a plain path inside the workspace."),
        ("app//a.py", "app//a.py is not a plain path inside the workspace."),
        ("app/a.py ", "app/a.py  is not a plain path inside the workspace."),
        ("C:/a.py", "'C:/a.py' has characters that have no place in a file's name."),
        ("app\\a.py", "'app\\\\a.py' has characters that have no place in a file's name."),
        ("app/a\u202e.py", "'app/a\\u202e.py' has characters that have no place in a file's name."),
        (".git/hooks/pre-commit", ".git/hooks/pre-commit lies in .git, where Backline does not write."),
        ("sub/.GIT", "sub/.GIT lies in .GIT, where Backline does not write."),
        ("a/.Venv/b.py", "a/.Venv/b.py lies in .Venv, where Backline does not write."),
        (".venv/lib/a.py", ".venv/lib/a.py lies in .venv, where Backline does not write."),
        ("web/node_modules/a.js", "web/node_modules/a.js lies in node_modules, where Backline does not write."),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml lies in .github, where Backline does not write."),
        (".env", ".env is a file that Backline does not write."),
        ("backend/.env.local", "backend/.env.local is a file that Backline does not write."),
        ("uv.lock", "uv.lock is a file that Backline does not write."),
    ],
)  # fmt: skip
def test_where_nothing_is_written(path: str, said: str) -> None:
    assert reason(new(path)) == said


def test_a_new_file_must_not_exist(tmp_path: Path) -> None:
    assert reason(new("app/models.py")) == "app/models.py exists already."
    assert reason(new("App/Models.py")) == "App/Models.py differs from app/models.py only in case."
    snapshot = workspace(tmp_path)
    (tmp_path / "app" / "notes.txt").touch()
    assert reason(new("app/notes.txt"), snapshot) == "app/notes.txt exists already."
    assert reason(new("app/Notes.txt"), snapshot) == "app/Notes.txt differs from app/notes.txt only in case."
    assert reason(new("APP/other.py"), snapshot) == "APP/other.py differs from app only in case."
    assert (
        reason(new("app/models.py/a.py"), snapshot) == "app/models.py/a.py can't be created: models.py is not a folder."
    )
    assert reason(new("app/services.py"), snapshot) == (
        "app/services.py and app/services/__init__.py would be the same module."
    )
    assert (
        reason(new("app/models/__init__.py"), snapshot)
        == "app/models/__init__.py and app/models.py would be the same module."
    )
    assert reason(Change((NewFile("a.py", ""), NewFile("A.py", "")), "")) == "A.py differs from a.py only in case."
    assert reason(Change((NewFile("a.py", ""), NewFile("a.py", "")), "")) == "a.py would be changed twice at once."


@pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")
def test_links_do_not_lead_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "work", tmp_path / "outside"
    outside.mkdir()
    snapshot = workspace(root)
    (root / "linked").symlink_to(outside)
    (root / "inner").symlink_to(root / "app")
    (root / "hooks").symlink_to(root / ".git")
    (root / ".git").mkdir()
    (root / "gone.py").symlink_to(tmp_path / "nothing.py")
    (root / "round.py").symlink_to(root / "round.py")
    (outside / "secret.py").write_text("x = 1\n")
    (root / "secret.py").symlink_to(outside / "secret.py")
    assert reason(new("linked/a.py"), snapshot) == "linked/a.py leads out of the workspace through a link."
    assert reason(new("hooks/pre-push"), snapshot) == "hooks/pre-push leads to .git, where Backline does not write."
    assert reason(new("gone.py"), snapshot) == "gone.py is or lies behind a link that leads nowhere."
    assert reason(new("round.py"), snapshot) == "round.py is or lies behind a link that leads nowhere."
    linked = workspace(root, **{"secret.py": "x = 1\n"})
    assert reason(edit("secret.py", 0, "y = 1\n", base="x = 1\n"), linked) == (
        "secret.py leads out of the workspace through a link."
    )
    assert isinstance(judge(new("inner/a.py"), snapshot), Change)


def test_a_virtual_environment_of_any_name_is_left_alone(tmp_path: Path) -> None:
    snapshot = workspace(tmp_path)
    (tmp_path / "py" / "lib").mkdir(parents=True)
    (tmp_path / "py" / "pyvenv.cfg").touch()
    assert reason(new("py/lib/a.py"), snapshot) == "py/lib/a.py lies in the virtual environment py."


def test_edits_need_the_text_they_were_made_from() -> None:
    moved = workspace(**{"app/models.py": "# new\n" + HERO})
    assert reason(edit("app/models.py", 0, "x = 1\n"), moved) == (
        "app/models.py has changed since; please choose the action again."
    )
    assert reason(edit("app/gone.py", 0, "x = 1\n", base="")) == "app/gone.py is no longer there."
    assert reason(edit("app/models.py", 9999, "x")) == "The edits of app/models.py do not fit its text."
    split = workspace(**{"app/models.py": "# é\n"})
    assert (
        reason(edit("app/models.py", 3, "x", base="# é\n"), split) == "The edits of app/models.py do not fit its text."
    )
    assert reason(Change((), "")) == "There is nothing to change."


def test_results_are_valid_python() -> None:
    assert reason(new("a.py", "x = 1\ndef f(:\n")) == "a.py would not be valid Python at line 2."
    assert reason(edit("app/main.py", 0, "x = (\n")).startswith("app/main.py would not be valid Python at line ")
    assert reason(new("a.py", "f(a=1, 2)\n")) == (
        "a.py would not be valid Python: positional argument follows keyword argument (line 1)."
    )
    starred = "def f(a, b):\n    return a, *b, a\n"
    assert isinstance(judge(new("a.py", starred), workspace()), Change), "which tree-sitter does not know"
    assert isinstance(judge(edit("broken.py", 0, "x = 1\n"), workspace()), Change), "it was broken before, elsewhere"
    assert isinstance(judge(new("notes.md", "def f(:"), workspace()), Change)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from app.models import Villain\n", "Villain from app.models"),
        ("from app.modells import Hero\n", "Hero from app.modells"),
        ("from .nothing import x\n", "x from .nothing"),
        ("from . import nothing\n", "nothing from ."),
        ("import app.nothing\n", "app.nothing"),
        ("def f():\n    from app import nothing\n", "nothing from app"),
    ],
)  # fmt: skip
def test_imports_lead_somewhere(text: str, said: str) -> None:
    assert reason(new("app/a.py", text)) == f"app/a.py would import {said}, which is not there."


@pytest.mark.parametrize(
    ("old", "new_line", "name"),
    [
        ("from sqlalchemy import select\n", "from sqlmodel import select\n", "select"),
        ("def Hero(): ...\n", "from app.models import Hero\n", "Hero"),
        ("Hero = 1\n", "from app.models import Hero\n", "Hero"),
        ("import datetime\n", "from datetime import datetime\n", "datetime"),
    ],
)  # fmt: skip
def test_a_name_does_not_get_a_second_meaning(old: str, new_line: str, name: str) -> None:
    snapshot = workspace(**{"app/a.py": old})
    assert reason(edit("app/a.py", 0, new_line, base=old), snapshot) == (
        f"app/a.py would have two meanings of {name}, one hiding the other."
    )


def test_two_ways_to_one_meaning_are_no_conflict() -> None:
    old = "import app.models\nfrom app.models import Hero\n\n\ndef f():\n    from sqlalchemy import select\n"
    snapshot = workspace(**{"app/a.py": old})
    change = edit("app/a.py", 0, "import app.main\nfrom .models import Hero\nfrom sqlmodel import select\n", base=old)
    assert isinstance(judge(change, snapshot), Change)


def test_imports_that_cannot_be_known_pass() -> None:
    files = {"app/dynamic.py": "globals()['Villain'] = 1\n", "app/star.py": "from elsewhere import *\n"}
    text = "from app.dynamic import Villain\nfrom app.star import Anything\nimport tomllib, redis.asyncio\n"
    assert isinstance(judge(new("app/a.py", text), workspace(**files)), Change)
    files["scripts/mysql.py"] = "x = 1\n"
    assert isinstance(judge(new("app/a.py", "import mysql.connector\n"), workspace(**files)), Change)
    old = {"app/main.py": "from app.gone import x\n"}
    assert isinstance(judge(edit("app/main.py", 0, "y = 1\n", base=old["app/main.py"]), workspace(**old)), Change)


def test_newer_syntax_than_this_pythons_passes() -> None:
    for text in ("type X[T] = list[T]\n", "try:\n    f()\nexcept A, B:\n    pass\n"):
        assert isinstance(judge(new("app/a.py", text), workspace()), Change)
    old = "def f[T](x: T) -> T: ...\ntry:\n    f()\nexcept A, B:\n    pass\n"
    assert isinstance(judge(edit("a.py", 0, "x = 1\n", base=old), workspace(**{"a.py": old})), Change)


def test_packages_without_init_are_known_by_their_imports() -> None:
    files = {"src/shop/db.py": "engine = 1\n", "src/shop/main.py": "from shop.db import engine\n"}
    snapshot = of(Document(path, text) for path, text in files.items())
    assert isinstance(judge(new("src/shop/a.py", "from shop import db\n"), snapshot), Change)
    assert reason(new("src/shop/a.py", "from shop.dbx import engine\n"), snapshot).startswith(
        "src/shop/a.py would import"
    )


@pytest.mark.parametrize(
    "comment",
    [
        "# ... rest of the code",
        "# …",
        "# ... (unchanged)",
        "# existing code",
        "# Existing code here",
        "# rest of file unchanged",
        "# (the rest of the methods)",
        "# the other methods stay the same",
        "# imports remain unchanged",
        "# your code here",
        "# Add your implementation here",
        "# implementation omitted for brevity",
        "# rest unchanged",
        "# keep the rest as is",
        "# keep existing methods",
        "# unchanged methods",
        "# (same as before)",
        "# no changes here",
        "# code omitted",
    ],
)
def test_left_out_code_is_noticed(comment: str) -> None:
    assert reason(new("a.py", f"def f():\n    {comment}\n    return 1\n")) == (
        f'a.py would have a placeholder instead of code: "{comment}".'
    )
    known = f"x = 1\n{comment}\n"
    assert isinstance(judge(edit("a.py", 0, "y = 1\n", base=known), workspace(**{"a.py": known})), Change)


@pytest.mark.parametrize(
    "comment",
    [
        "# The rest of the rows is fetched lazily.",
        "# Existing heroes keep their name.",
        "# raises 404 where there is no such hero",
        "# one code path for both",
        "# the same team, or none",
        "# See the implementation of Session.get.",
        "# ... and the cluster stays stale.",
        "# Former implementation:",
        "# Original implementation:",
        "# Other errors are the database's own.",
        "# Keep existing sessions alive.",
        "# unchanged fields are skipped",
        "# the rest is done by the database",
        "# no changes: nothing to commit",
    ],
)
def test_ordinary_comments_are_not_placeholders(comment: str) -> None:
    assert isinstance(judge(new("a.py", f"x = 1  {comment}\n"), workspace()), Change)


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "Right-to-left override (U+202E)"),
        ("\u2066", "Left-to-right isolate (U+2066)"),
        ("\u200b", "Zero width space (U+200B)"),
        ("\ufeff", "Zero width no-break space (U+FEFF)"),
        ("\u200d", "Zero width joiner (U+200D)"),
        ("\x1b", "A control character (U+001B)"),
        ("\U000e0041", "Tag latin capital letter a (U+E0041)"),
    ],
)
def test_deceiving_characters_are_noticed(character: str, name: str) -> None:
    said = f"a.py would have a character that hides what the text says: {name}."
    assert reason(new("a.py", f"x = 'a{character}b'\n")) == said
    known = f"x = 'a{character}b'\n"
    assert isinstance(judge(edit("a.py", 0, "y = 1\n", base=known), workspace(**{"a.py": known})), Change)


def test_new_findings_refuse_and_old_ones_do_not() -> None:
    def check(snapshot: Snapshot, path: str) -> list[tuple[str, str]]:
        text = snapshot.files[path].document.text
        return [("BL999", f"x is bad on line {i}.") for i, it in enumerate(text.split("\n")) if it == "x"]

    old = {"a.py": "x\n"}
    assert isinstance(judge(edit("a.py", 0, "y\n", base="x\n"), workspace(**old), check=check), Change)
    assert judge(edit("a.py", 0, "x\n", base="x\n"), workspace(**old), check=check) == Refusal(
        "a.py would have a new problem: x is bad on line 1 (BL999)."
    )
    assert judge(new("b.py", "x\n"), workspace(), check=check) == Refusal(
        "b.py would have a new problem: x is bad on line 0 (BL999)."
    )


def test_new_text_gets_the_line_endings_of_its_place() -> None:
    windows = {"app/models.py": HERO.replace("\n", "\r\n"), "win/a.py": "x = 1\r\n"}
    snapshot = workspace(**windows)
    change = judge(edit("app/models.py", 0, "# a\n# b\r\n", base=windows["app/models.py"]), snapshot)
    assert isinstance(change, Change)
    assert change.files[0].after == "# a\r\n# b\r\n" + windows["app/models.py"]
    for path, newline in {"win/sub/c.py": "\r\n", "app/c.py": "\n", "c.py": "\n"}.items():
        made = judge(new(path, "x = 1\ny = 2\n"), snapshot)
        assert isinstance(made, Change)
        assert made.files[0].after == f"x = 1{newline}y = 2{newline}"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read any folder")
def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    snapshot = workspace(tmp_path)
    (tmp_path / "app").chmod(0o100)
    try:
        assert isinstance(judge(new("app/a.py"), snapshot), Change)
    finally:
        (tmp_path / "app").chmod(0o700)

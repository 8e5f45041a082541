"""Where a model may write: every trick that has been played on other agents, on a real file system (D22)."""

import sys
from pathlib import Path

import pytest

from lsp_server.edits.allowed import Allowed, refuse_writing, runs_unasked
from lsp_server.edits.change import Change, NewFile, Refusal
from lsp_server.edits.gates import judge
from lsp_server.edits.paths import refuse_path
from lsp_server.snapshot import of
from lsp_server.text import Document

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="making links needs rights there")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "work"
    for it in ("app/services", "specs/001-heroes", "docs/adr", "backend/migrations", ".vscode", ".git/hooks", "tests"):
        (root / it).mkdir(parents=True)
    (root / "app" / "main.py").write_text("x = 1\n")
    return root


@pytest.mark.parametrize(
    "path",
    [
        "app/main.py",
        "app/services/hero.py",
        "app/new/deep/hero.py",
        "tests/conftest.py",
        "specs/001-heroes/tasks.md",
        "main.py",
        "docs/adr/0001-ids.md",
        "history/adr/0001-ids.md",
        "backend/specs/002-x/plan.md",
        "app/größe.py",
        "app/日本.py",
        "a.b/c.d.py",
        "app/console.py",
        "app/com10.py",
        "app/nulls.py",
    ],
)
def test_ordinary_files_may_be_written(root: Path, path: str) -> None:
    assert refuse_writing(path, root) is None
    assert refuse_writing(path, None) is None


@pytest.mark.parametrize(
    "path",
    [
        # out of the workspace
        "../a.py",
        "app/../../a.py",
        "/etc/cron.d/a.py",
        "//server/share/a.py",
        "C:/a.py",
        "c:a.py",
        "\\\\server\\share\\a.py",
        "\\\\?\\C:\\a.py",
        "..\\a.py",
        "app\\..\\..\\a.py",
        "~/a.py",
        "~root/a.py",
        "$HOME/a.py",
        "%USERPROFILE%/a.py",
        "%2e%2e/a.py",
        "..%2fa.py",
        "file:///etc/a.py",
        "app/./a.py",
        "app//a.py",
        "/",
        "",
        ".",
        "..",
        "app/",
        "./a.py",
        # one file by another name
        "app/a.py\0.txt",
        "app/a.py ",
        "app/a.py.",
        "app /a.py",
        "app./a.py",
        "app/...",
        "app/a.py::$DATA",
        "app/a.py:stream",
        "GIT~1/hooks/a.py",
        "app/LONGNA~1.py",
        "con.py",
        "app/NUL.py",
        "aux/a.py",
        "app/com1.py",
        "app/LPT9.tar.py",
        "com¹.py",
        "app/a\n.py",
        "app/a\u202e.py",
        "app/\u200ba.py",
        "app/\ud800.py",
        "app/a*.py",
        "app/a?.py",
        "-c.py",
        "app/--fix.py",
        "a" * 300 + ".py",
        "a/" * 300 + "a.py",
        # files that other programs obey
        ".git/hooks/pre-commit.py",
        ".vscode/settings.json",
        ".vscode/a.py",
        ".idea/a.py",
        ".claude/agents/a.md",
        ".claude/hooks/a.py",
        ".github/workflows/a.py",
        ".devcontainer/a.py",
        ".husky/a.py",
        ".cargo/a.py",
        ".config/git/a.py",
        "app/.hidden/a.py",
        ".a.py",
        ".specify/memory/specs/constitution.md",
        ".backline/actions/specs/a.md",
        "venv/lib/a.py",
        "lib/site-packages/a.py",
        "sitecustomize.py",
        "app/usercustomize.py",
        "app/x.pth",
        ".envrc",
        ".env",
        ".npmrc",
        ".mcp.json",
        ".pre-commit-config.yaml",
        "lefthook.yml",
        "pyrightconfig.json",
        "app/.gitmodules",
        ".bashrc",
        "specs/.env.md",
        "id_rsa.py",
        # kinds of files that a model has no business with
        "README.md",
        "CLAUDE.md",
        "AGENTS.md",
        "docs/readme.md",
        "docs/adrs/a.md",
        "specs.md",
        "pyproject.toml",
        "Makefile",
        "a.sh",
        "backend/migrations/a.sql",
        "app/a.pyi",
        "app/a.PY",
        "app/a.py.md",
        "app/a",
        "app/py",
        "requirements.txt",
        "Dockerfile",
        "package.json",
        "a.ipynb",
        "specs/a.py.sh",
        "specs/a.json",
    ],
)
def test_d22_nothing_else_is_written(root: Path, path: str) -> None:
    for at in (root, None):
        said = refuse_writing(path, at)
        assert said is not None and said.endswith("."), path


@pytest.mark.parametrize(
    "folder",
    [
        ".GIT",
        ".Git",
        ".VSCode",
        ".vſcode",
        ".ＧＩＴ",
        ".CLAUDE",
        "Node_Modules",
        ".Ⅴscode",
    ],
)
def test_d22_case_and_ways_of_writing_hide_no_protected_folder(root: Path, folder: str) -> None:
    """CVE-2025-59944: `.cUrSoR/mcp.json` was not `.cursor/mcp.json` to the check, but was to the disk."""
    said = refuse_path(f"app/{folder}/a.py", root)
    assert said == f"app/{folder}/a.py lies in {folder}, where Backline does not write."


@pytest.mark.parametrize(
    "name", [".MCP.json", ".Claude.JSON", "SiteCustomize.py", ".GitModules", "LEFTHOOK.yml", ".YarnRC.yml", ".pnp.cjs"]
)
def test_d22_case_hides_no_protected_file(root: Path, name: str) -> None:
    assert refuse_path(f"app/{name}", root) == f"app/{name} is a file that Backline does not write."


@LINKS
def test_d22_a_link_that_leads_out_is_refused(root: Path, tmp_path: Path) -> None:
    """CVE-2025-59829, CVE-2026-25724."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").touch()
    (tmp_path / "work-2").mkdir()
    (root / "out").symlink_to(outside)
    (root / "up").symlink_to("..")
    (root / "beside").symlink_to(tmp_path / "work-2")
    (root / "app" / "far.py").symlink_to(outside / "a.py")
    (root / "app" / "chain.py").symlink_to(root / "app" / "far.py")
    (root / "app" / "new.py").symlink_to(outside / "not-there.py")
    (root / "app" / "round.py").symlink_to(root / "app" / "round.py")
    (root / "app" / "deep").symlink_to(outside / "not" / "there")
    said = {
        "out/a.py": "leads out of the workspace through a link",
        "out/new/b.py": "leads out of the workspace through a link",
        "up/outside/a.py": "leads out of the workspace through a link",
        "beside/a.py": "leads out of the workspace through a link",
        "app/far.py": "leads out of the workspace through a link",
        "app/chain.py": "leads out of the workspace through a link",
        "app/new.py": "is or lies behind a link that leads nowhere",
        "app/round.py": "is or lies behind a link that leads nowhere",
        "app/deep/a.py": "is or lies behind a link that leads nowhere",
    }
    assert {path: refuse_writing(path, root) for path in said} == {path: f"{path} {it}." for path, it in said.items()}


@LINKS
def test_d22_a_link_to_a_protected_file_is_refused(root: Path) -> None:
    (root / ".vscode" / "settings.json").touch()
    (root / ".env").touch()
    (root / "pyproject.toml").touch()
    (root / ".hidden.py").touch()
    (root / "app" / "a.py").symlink_to(root / ".vscode" / "settings.json")
    (root / "app" / "b.py").symlink_to(root / ".env")
    (root / "app" / "c.py").symlink_to(root / "pyproject.toml")
    (root / "app" / "d.py").symlink_to(root / ".hidden.py")
    (root / "app" / "hooks").symlink_to(root / ".git" / "hooks")
    (root / "app" / "good.py").symlink_to(root / "app" / "main.py")
    (root / "app" / "again").symlink_to(root / "app" / "services")
    said = {
        "app/a.py": "app/a.py leads to .vscode/settings.json, where Backline does not write.",
        "app/b.py": "app/b.py leads to .env, where Backline does not write.",
        "app/c.py": "app/c.py leads to pyproject.toml, which a model may not write.",
        "app/d.py": "app/d.py leads to .hidden.py, which a model may not write.",
        "app/hooks/a.py": "app/hooks/a.py leads to .git/hooks, where Backline does not write.",
        "app/good.py": None,
        "app/again/new.py": None,
    }
    assert {path: refuse_writing(path, root) for path in said} == said


@LINKS
def test_d22_a_link_that_comes_in_between_is_seen_when_it_is_applied(root: Path, tmp_path: Path) -> None:
    assert refuse_writing("app/services/hero.py", root) is None
    (root / "app" / "services").rmdir()
    (root / "app" / "services").symlink_to(tmp_path)
    assert refuse_writing("app/services/hero.py", root) == (
        "app/services/hero.py leads out of the workspace through a link."
    )


@LINKS
def test_a_workspace_that_is_itself_behind_a_link_is_no_trick(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert refuse_writing("app/services/hero.py", tmp_path / "link") is None
    assert refuse_writing("app/main.py", tmp_path / "link") is None


def test_d22_an_environment_of_any_name_is_left_alone(root: Path) -> None:
    (root / "env" / "lib").mkdir(parents=True)
    (root / "env" / "pyvenv.cfg").touch()
    assert refuse_writing("env/lib/a.py", root) == "env/lib/a.py lies in the virtual environment env."


def test_d22_kinds_of_files_are_given_by_the_caller(root: Path) -> None:
    with_sql = Allowed(below={".sql": ("migrations",)})
    assert refuse_writing("backend/migrations/0001_heroes.sql", root, with_sql) is None
    assert refuse_writing("app/main.py", root, with_sql) is None
    assert (
        refuse_writing("app/queries.sql", root, with_sql) == "app/queries.sql is not of a kind that a model may write."
    )
    nothing = Allowed(frozenset(), {})
    assert refuse_writing("app/main.py", root, nothing) == "app/main.py is not of a kind that a model may write."


def test_d22_the_gate_asks_for_a_models_change_and_not_for_our_own(root: Path) -> None:
    snapshot = of([Document("app/main.py", "x = 1\n")], root)
    change = Change((NewFile("docs/notes.md", "# Notes\n"),), "Wrote notes.")
    assert judge(change, snapshot) == change
    assert judge(change, snapshot, allowed=Allowed()) == Refusal(
        "docs/notes.md is not of a kind that a model may write."
    )
    ours = Change((NewFile("app/aux.py", "x = 1\n"),), "Wrote it.")
    assert judge(ours, snapshot) == ours


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("tests/conftest.py", "pytest runs tests/conftest.py before any test."),
        ("backend/alembic/env.py", "Alembic runs backend/alembic/env.py at every migration."),
        ("setup.py", "Tools run setup.py on their own."),
        ("app/__init__.py", "app/__init__.py runs whenever anything of its package is imported."),
        ("app/env.py", None),
        ("app/hero.py", None),
    ],
)
def test_files_that_tools_run_deserve_a_second_look(path: str, said: str | None) -> None:
    assert runs_unasked(path) == said

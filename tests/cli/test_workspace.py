"""Which folder is meant, and where its settings are."""

from pathlib import Path

import click
import pytest

from lsp_server import cache, discover
from lsp_server.cli.workspace import find_root, open_workspace


def tree(root: Path, *files: str) -> None:
    for it in files:
        (root / it).parent.mkdir(parents=True, exist_ok=True)
        (root / it).touch()


def test_the_nearest_repository_is_the_root(tmp_path: Path) -> None:
    tree(tmp_path, "outer/.git/HEAD", "outer/pyproject.toml", "outer/inner/.git/HEAD", "outer/inner/app/pyproject.toml")
    assert find_root(tmp_path / "outer" / "inner" / "app" / "a.py") == tmp_path / "outer" / "inner"
    assert find_root(tmp_path / "outer" / "pyproject.toml") == tmp_path / "outer"


def test_a_work_tree_has_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, "work/.git", "work/app/a.py")
    assert find_root(tmp_path / "work" / "app") == tmp_path / "work"


def test_without_repository_the_outermost_pyproject_counts(tmp_path: Path) -> None:
    tree(tmp_path, "mono/pyproject.toml", "mono/backend/pyproject.toml", "mono/backend/app/a.py")
    assert find_root(tmp_path / "mono" / "backend" / "app" / "a.py") == tmp_path / "mono"


def test_without_either_it_is_the_current_folder_or_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "plain/app/a.py", "other/b.py")
    monkeypatch.chdir(tmp_path / "plain")
    assert find_root(Path("app/a.py")) == tmp_path / "plain"
    assert find_root(tmp_path / "other" / "b.py") == tmp_path / "other"


def test_the_home_folder_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, ".git/HEAD", "pyproject.toml", "code/app/a.py")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "code")
    assert find_root(Path("app/a.py")) == tmp_path / "code"


def test_settings_are_the_roots_or_the_nearest_below(tmp_path: Path) -> None:
    tree(tmp_path, ".git/HEAD", "backend/app/a.py")
    (tmp_path / "backend" / "pyproject.toml").write_text('[tool.backline]\nexclude = ["old"]\n')
    assert open_workspace((tmp_path / "backend" / "app",), None).settings.exclude == ("old",)
    assert open_workspace((tmp_path,), None).settings.exclude == ()
    (tmp_path / "pyproject.toml").write_text('[tool.backline]\nexclude = ["top"]\n')
    assert open_workspace((tmp_path / "backend" / "app" / "a.py",), None).settings.exclude == ("top",)


def test_named_links_keep_their_own_place(tmp_path: Path) -> None:
    tree(tmp_path, "work/.git/HEAD", "work/a.py")
    (tmp_path / "work" / "b.py").symlink_to("a.py")
    (tmp_path / "elsewhere.py").touch()
    (tmp_path / "work" / "out.py").symlink_to(tmp_path / "elsewhere.py")
    (tmp_path / "way").symlink_to(tmp_path / "work")
    workspace = open_workspace((tmp_path / "way" / "b.py",), None)
    assert workspace.root == tmp_path / "work"
    assert set(workspace.snapshot.files) == {"a.py", "b.py"}
    assert workspace.relative(tmp_path / "work" / "out.py") == "out.py"


def test_a_root_that_does_not_hold_the_file(tmp_path: Path) -> None:
    tree(tmp_path, "one/a.py", "two/b.py")
    with pytest.raises(click.UsageError, match="lies outside the workspace"):
        open_workspace((tmp_path / "one" / "a.py",), tmp_path / "two")


def test_what_an_editor_has_kept_of_a_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("")
    (root / "models.py").write_text("from sqlmodel import Field, SQLModel\n")
    (root / "hero.py").write_text(HERO)
    snapshot = discover.snapshot(root)
    assert [it.name for it in snapshot.project.tables] == ["Hero"]
    cache.keep(snapshot)

    assert open_workspace((root,), None).snapshot.files.history.entries, "nothing was found in the cache"
    (root / "hero.py").write_text(HERO.replace("Hero", "Heroine"))
    assert [it.name for it in open_workspace((root,), None).snapshot.project.tables] == ["Heroine"]


HERO = """\
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""

"""What is read of a folder, and what never is: real files, real links."""

import os
from pathlib import Path

import pytest

from lsp_server.reading.files import LARGEST, Files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project" / "docs").mkdir(parents=True)
    (tmp_path / "project" / "docs" / "a.md").write_bytes("# Größe\r\n".encode())
    (tmp_path / "outside.md").write_text("not ours")
    return tmp_path / "project"


def test_a_file_is_read_with_its_line_endings(folder: Path) -> None:
    assert Files(folder).text("docs/a.md") == "# Größe\r\n"


def test_an_open_document_is_newer_than_the_disk(folder: Path) -> None:
    opened = {"docs/a.md": "typed", "docs/new.md": "unsaved", ".env": "KEY=1", "docs/huge.md": "x" * (LARGEST + 1)}
    files = Files(folder, opened.get)

    assert (files.text("docs/a.md"), files.text("docs/new.md")) == ("typed", "unsaved")
    assert files.text(".env") is None
    assert files.text("docs/huge.md") is None


@pytest.mark.parametrize(
    "path", ["../outside.md", "/etc/hosts", "docs/../../outside.md", "docs//a.md", "", "a\0b", "C:/a.md"]
)
def test_a_path_that_is_not_plain_is_not_read(folder: Path, path: str) -> None:
    assert Files(folder).text(path) is None


def test_a_link_is_followed_inside_of_the_folder_only(folder: Path) -> None:
    (folder / "inside.md").symlink_to("docs/a.md")
    (folder / "out.md").symlink_to("../outside.md")
    (folder / "dangling.md").symlink_to("nowhere.md")
    (folder / "up").symlink_to("..", target_is_directory=True)
    files = Files(folder)

    assert files.text("inside.md") == "# Größe\r\n"
    assert [files.text(it) for it in ("out.md", "dangling.md", "up/outside.md")] == [None, None, None]
    assert files.names("up") == ()
    assert list(files.walk("")) == ["docs/a.md", "inside.md"]
    assert (files.folders(), files.folders("up"), files.folders("docs/a.md")) == (("docs",), (), ())


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "docs" / "again").symlink_to(".", target_is_directory=True)
    (folder / "one.md").symlink_to("two.md")
    (folder / "two.md").symlink_to("one.md")
    files = Files(folder)

    assert list(files.walk("")) == ["docs/a.md"]
    assert files.text("one.md") is None


def test_a_link_with_a_harmless_name_does_not_lead_to_a_secret(folder: Path) -> None:
    (folder / ".env").write_text("KEY=1")
    (folder / "notes.md").symlink_to(".env")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("[core]")
    (folder / "git").symlink_to(".git", target_is_directory=True)

    assert Files(folder).text("notes.md") is None
    assert Files(folder).text("git/config") is None
    assert Files(folder).names("git") == ()


def test_what_is_too_large_or_no_text_is_not_read(folder: Path) -> None:
    (folder / "large.md").write_text("x" * (LARGEST + 1))
    (folder / "utf16.md").write_bytes("# Größe".encode("utf-16"))
    os.mkfifo(folder / "pipe.md")

    assert [Files(folder).text(it) for it in ("large.md", "utf16.md", "pipe.md", "docs")] == [None] * 4


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    files = Files(tmp_path / "gone")
    assert (files.text("a.md"), files.names(), list(files.walk("")), files.is_folder("")) == (None, (), [], False)

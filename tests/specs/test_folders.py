"""Specifications on a real disk: links, open documents, files that are gone or too large."""

from pathlib import Path

from lsp_server.specs.read import read
from lsp_server.specs.values import Feature


def write(folder: Path, path: str, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def features(folder: Path) -> list[Feature]:
    return [it for root in read(folder).roots for it in root.features]


def test_links_are_followed_inside_of_the_workspace_only(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/001-out/spec.md", "# Out")
    project = tmp_path / "project"
    write(project, "specs/001-a/spec.md", "# A")
    write(project, "docs/tasks.md", "- [ ] T001 Linked")
    (project / "specs" / "002-out").symlink_to(tmp_path / "elsewhere" / "001-out", target_is_directory=True)
    (project / "specs" / "001-a" / "tasks.md").symlink_to(project / "docs" / "tasks.md")
    (project / "specs" / "001-a" / "plan.md").symlink_to(tmp_path / "elsewhere" / "001-out" / "spec.md")
    (project / "all").symlink_to(tmp_path / "elsewhere", target_is_directory=True)

    (found,) = features(project)
    assert (found.folder, [it.text for it in found.tasks], found.plan) == ("specs/001-a", ["Linked"], None)


def test_loops_of_links_end(tmp_path: Path) -> None:
    write(tmp_path, "specs/001-a/spec.md", "# A")
    write(tmp_path, "specs/001-a/contracts/a.md", "# Contract")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "specs" / "001-a" / "contracts" / "up").symlink_to(tmp_path / "specs", target_is_directory=True)
    (tmp_path / "specs" / "002-b").symlink_to(tmp_path / "specs" / "002-b")

    (found,) = features(tmp_path)
    assert [it.path for it in found.contracts] == ["specs/001-a/contracts/a.md"]


def test_secrets_are_no_contracts(tmp_path: Path) -> None:
    write(tmp_path, "specs/001-a/spec.md", "# A")
    write(tmp_path, "specs/001-a/contracts/secrets.yaml", "password: hunter2")
    write(tmp_path, "specs/001-a/contracts/.env", "KEY=1")

    assert features(tmp_path)[0].contracts == ()


def test_an_open_document_is_newer_than_the_disk(tmp_path: Path) -> None:
    write(tmp_path, "specs/001-a/tasks.md", "- [ ] T001 Old")
    opened = {"specs/001-a/tasks.md": "- [x] T001 New"}
    (root,) = read(tmp_path, opened.get).roots

    assert [(it.text, it.done) for it in root.features[0].tasks] == [("New", True)]


def test_a_folder_that_is_gone_or_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert read(tmp_path / "gone").roots == ()
    write(tmp_path, "specs/001-a/spec.md", "# A\n" + "x" * 300_000)
    write(tmp_path, "specs/001-a/plan.md", "# Plan")
    (tmp_path / "specs" / "001-a" / "tasks.md").write_bytes("- [ ] T001 ü".encode("utf-16"))

    (found,) = features(tmp_path)
    assert (found.spec, found.tasks) == (None, ())
    assert found.plan is not None


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for name in ("002-b", "001-a", "ä", "Z"):
        write(tmp_path, f"specs/{name}/spec.md", "# Spec")
        write(tmp_path, f"specs/{name}/contracts/{name}.md", "# Contract")

    assert [it.folder for it in features(tmp_path)] == ["specs/001-a", "specs/002-b", "specs/Z", "specs/ä"]
    assert read(tmp_path) == read(tmp_path)

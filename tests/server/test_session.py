"""What is known of the workspace: open text first, the nearest folder, the disk when asked."""

from pathlib import Path

from lsp_server.session import Session


def loaded(*roots: Path) -> Session:
    session = Session()
    for root in roots:
        session.add_folder(root)
        session.take(root, session.load(root))
    return session


def test_with_nested_folders_the_inner_one_holds_the_file(tmp_path: Path) -> None:
    inner = tmp_path / "backend"
    inner.mkdir()
    (inner / "a.py").write_text("x = 1\n")
    session = loaded(tmp_path, inner)

    place = session.at(inner / "a.py")

    assert place is not None
    assert (place.path, place.snapshot.root) == ("a.py", inner)


def test_a_snapshot_that_somebody_holds_never_changes(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    session = loaded(tmp_path)
    before = session.at(tmp_path / "a.py")
    session.put(tmp_path / "a.py", "y = 2\n", 1)
    after = session.at(tmp_path / "a.py")

    assert before is not None and after is not None
    assert (before.document.text, after.document.text, after.document.version) == ("x = 1\n", "y = 2\n", 1)


def test_the_disk_counts_again_when_a_document_is_closed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    session = loaded(tmp_path)
    session.put(tmp_path / "a.py", "y = 2\n", 1)
    session.close(tmp_path / "a.py")

    assert session.text_of(tmp_path, "a.py") == "x = 1\n"
    place = session.at(tmp_path / "a.py")
    assert place is not None and place.document.text == "x = 1\n"


def test_open_text_stays_when_the_folder_is_read_later(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    session = Session()
    session.put(tmp_path / "a.py", "y = 2\n", 3)
    session.add_folder(tmp_path)
    session.take(tmp_path, session.load(tmp_path))

    place = session.at(tmp_path / "a.py")
    assert place is not None and (place.document.text, place.document.version) == ("y = 2\n", 3)


def test_a_file_that_is_gone_is_forgotten_when_the_disk_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "b.py").write_text("x = 1\n")
    session = loaded(tmp_path)
    (tmp_path / "b.py").unlink()
    session.refresh(tmp_path / "a.py")

    assert session.at(tmp_path / "b.py") is None


def test_a_file_outside_every_folder_is_served_alone(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    session = loaded(tmp_path / "project")
    session.put(tmp_path / "alone.py", "x = 1\n", 0)

    place = session.at(tmp_path / "alone.py")

    assert place is not None
    assert (place.path, place.snapshot.root, len(place.snapshot.files)) == ("alone.py", None, 1)

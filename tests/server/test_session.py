"""What is known of the workspace: open text first, the nearest folder, the disk when asked."""

from pathlib import Path

from lsp_server.cli.workspace import open_workspace
from lsp_server.session import Session, look


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


def test_a_look_at_the_disk_finds_what_came_went_and_changed(tmp_path: Path) -> None:
    for name in ("went.py", "changed.py", "same.py", "open.py"):
        (tmp_path / name).write_text("x = 1\n")
    (tmp_path / "pyproject.toml").write_text("[tool.backline]\n")
    session = loaded(tmp_path)
    session.put(tmp_path / "open.py", "x = 2\n", 1)
    same = session.folders[tmp_path].snapshot.files["same.py"]
    (tmp_path / "went.py").unlink()
    (tmp_path / "changed.py").write_text("y = 1\n")
    (tmp_path / "open.py").write_text("x = 3\n")
    (tmp_path / "came.py").write_text("z = 1\n")
    (tmp_path / "excluded.py").write_text("z = 1\n")
    (tmp_path / "pyproject.toml").write_text('[tool.backline]\nexclude = ["excluded.py"]\n')
    session.seen(tmp_path, look(tmp_path, session.folders[tmp_path].stamps))

    now = session.folders[tmp_path].snapshot
    texts = {path: it.document.text for path, it in now.files.items() if path.endswith(".py")}
    assert texts == {"came.py": "z = 1\n", "changed.py": "y = 1\n", "open.py": "x = 2\n", "same.py": "x = 1\n"}
    assert now.files["same.py"] is same
    assert session.folders[tmp_path].settings.exclude == ("excluded.py",)


def test_a_file_outside_every_folder_is_served_alone(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    session = loaded(tmp_path / "project")
    session.put(tmp_path / "alone.py", "x = 1\n", 0)

    place = session.at(tmp_path / "alone.py")

    assert place is not None
    assert (place.path, place.snapshot.root, len(place.snapshot.files)) == ("alone.py", None, 1)


def test_the_editor_and_the_command_line_know_the_same_files_and_settings(tmp_path: Path) -> None:
    texts = {
        "backend/pyproject.toml": '[tool.backline]\nexclude = ["backend/legacy", "**/generated/*.py"]\n',
        "tools/pyproject.toml": "[tool.backline]\n",
    }
    files = (
        "backend/app.py",
        "backend/legacy/old.py",
        "backend/generated/client.py",
        "tools/generated/kept.py",
        "run.py",
    )
    for name, text in {**texts, **dict.fromkeys(files, "x = 1\n")}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    for root_has_settings in (False, True):
        if root_has_settings:
            (tmp_path / "pyproject.toml").write_text('[tool.backline]\nexclude = ["tools"]\n')
        session, workspace = loaded(tmp_path), open_workspace((), tmp_path)

        ours = {path: session.at(tmp_path / path) for path in session.folders[tmp_path].snapshot.files}
        theirs = workspace.snapshot.files
        assert sorted(it for it in ours if it.endswith(".py")) == sorted(it for it in theirs if it.endswith(".py"))
        assert [it for it in theirs if it.endswith(".py")] == (
            ["backend/app.py", "backend/generated/client.py", "backend/legacy/old.py", "run.py"]
            if root_has_settings
            else ["backend/app.py", "run.py", "tools/generated/kept.py"]
        )
        for path, place in ours.items():
            assert place is not None and place.settings == workspace.chosen.at(path)


def test_what_is_excluded_now_is_let_go_unless_it_is_open(tmp_path: Path) -> None:
    for name in ("app.py", "legacy/old.py", "legacy/open.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    session = loaded(tmp_path)
    session.put(tmp_path / "legacy/open.py", "y = 1\n", 1)
    (tmp_path / "pyproject.toml").write_text('[tool.backline]\nexclude = ["legacy"]\n')
    session.disk_changed(tmp_path / "pyproject.toml")
    assert session.at(tmp_path / "legacy/old.py") is None
    assert session.at(tmp_path / "legacy/open.py") is not None
    assert not session.disk_changed(tmp_path / "legacy/old.py")

    (tmp_path / "pyproject.toml").write_text("[tool.backline]\n")
    session.disk_changed(tmp_path / "pyproject.toml")
    session.seen(tmp_path, look(tmp_path, ()))
    assert session.at(tmp_path / "legacy/old.py") is not None

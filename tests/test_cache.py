"""What a session finds in the cache of an earlier one is what it would have linked itself, whatever happened since."""

import os
import pickle
import random
import shutil
import threading
from hashlib import blake2b
from pathlib import Path

import pytest

from lsp_server import cache, discover
from lsp_server.facts import syntax
from lsp_server.project.incremental.bodies import to_read_again
from lsp_server.project.incremental.history import Entry
from lsp_server.project.incremental.stored import restored, stored
from lsp_server.session import Session
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document
from tests.project.test_incremental import FOLDERS, anew, changed, known


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(FOLDERS[-1], tmp_path / "project")
    return tmp_path / "project"


def kept(root: Path) -> Snapshot:
    """A session that has linked the folder and written it down."""
    snapshot = discover.snapshot(root)
    known(snapshot)
    cache.keep(snapshot)
    return snapshot


def the_file(home: Path) -> Path:
    (found,) = (home / "backline" / "linked").iterdir()
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.name)
def test_a_warm_start_equals_a_cold_one(folder: Path, home: Path) -> None:
    kept(folder)
    cold = discover.snapshot(folder)
    warm = cache.warm(cold)
    assert warm.files is not cold.files
    assert warm.files.history.entries, "nothing was found in the cache"
    assert known(warm) == known(discover.snapshot(folder))


def test_a_session_starts_with_what_is_kept(root: Path) -> None:
    kept(root)
    session = Session()
    folder = session.add_folder(root)
    session.take(root, session.load(root))
    before = folder.snapshot
    warm = cache.warm(before)
    session.put(root / "app" / "models.py", "class Nothing: ...\n", 1)  # while the cache was being read
    session.put(root / "app" / "new.py", "x = 1\n", 1)
    (root / "app" / "db.py").unlink()
    session.disk_changed(root / "app" / "db.py")
    session.warm(root, before, warm)
    now = folder.snapshot
    assert now.files.history.entries
    assert {*before.files} - {*now.files} == {"app/db.py"} and {*now.files} - {*before.files} == {"app/new.py"}
    assert now.files["app/models.py"].document.version == 1
    assert known(now) == known(anew(now))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.name)
@pytest.mark.parametrize("seed", range(3))
def test_files_that_changed_in_between_count_as_they_are(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    before = discover.snapshot(folder)
    known(before)
    data = stored(before.project.modules, "this")
    after = before
    for _ in range(3):
        after = changed(after, chance)
    fresh = anew(after)
    files = restored(fresh.files, data, "this")
    assert files is not None
    warm = Snapshot(files)
    assert known(warm) == known(anew(after))
    for _ in range(3):  # and so it goes on
        warm = changed(warm, chance)
        assert known(warm) == known(anew(warm))


def test_what_was_kept_after_edits_is_of_the_last_moment(root: Path) -> None:
    snapshot = discover.snapshot(root)
    known(snapshot)
    edited = changed(changed(snapshot, random.Random(4)), random.Random(5))
    edited.project.tables  # noqa: B018 - some of it is linked anew, some is left as it was
    files = restored(anew(edited).files, stored(edited.project.modules, "this"), "this")
    assert files is not None
    assert known(Snapshot(files)) == known(anew(edited))


def test_another_program_starts_cold(root: Path) -> None:
    snapshot = kept(root)
    assert restored(discover.snapshot(root).files, stored(snapshot.project.modules, "one version"), "another") is None


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_file_is_as_good_as_none(root: Path, home: Path, seed: int) -> None:
    kept(root)
    chance, file = random.Random(seed), the_file(home)
    data = bytearray(file.read_bytes())
    at = chance.randrange(len(data))
    if seed % 2:
        data[at] ^= 1 << chance.randrange(8)
    else:
        del data[at:]
    file.write_bytes(data)
    cold = discover.snapshot(root)
    assert cache.warm(cold) is cold


class Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_no_code_in_a_file_is_run(root: Path, home: Path, tmp_path: Path) -> None:
    kept(root)
    payload = pickle.dumps((cache.program(), {}, {}, Evil(tmp_path / "made")))
    the_file(home).write_bytes(blake2b(payload, digest_size=32).digest() + payload)
    cold = discover.snapshot(root)
    assert cache.warm(cold) is cold
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_written_to_stays_as_it_is(root: Path, home: Path) -> None:
    home.write_text("no folder")
    snapshot = kept(root)
    assert cache.warm(snapshot) is snapshot
    assert home.read_text() == "no folder"


def test_two_sessions_that_write_at_once_leave_one_whole_file(root: Path, home: Path) -> None:
    snapshots = [discover.snapshot(root) for _ in range(4)]
    for it in snapshots:
        known(it)
    threads = [threading.Thread(target=cache.keep, args=(it,)) for it in snapshots]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    assert the_file(home).stat().st_mode & 0o077 == 0, "others could read the code in it"
    assert cache.warm(discover.snapshot(root)).files.history.entries


LONG = "def one(a):\n" + "    a.b('a text that makes it long')\n" * 8


def test_what_functions_do_is_read_again_from_their_text(root: Path) -> None:
    (root / "app" / "long.py").write_text(LONG)
    snapshot = discover.snapshot(root)
    known(snapshot)
    for facts in snapshot.files.values():
        assert all(it.body is not None for _, it in facts.functions)  # every function is read
    data = stored(snapshot.project.modules, "this")
    files = restored(discover.snapshot(root).files, data, "this")
    assert files is not None
    one = files.unnoted()["app/long.py"].definitions["one"]
    assert isinstance(one, syntax.FunctionDef) and one.suite.read is None, "statements are stored that nothing holds"
    assert known(Snapshot(files)) == known(snapshot)
    assert [it.body for it in files.unnoted().values()] == [it.body for it in snapshot.files.values()]


def test_a_statement_that_a_value_holds_is_the_one_in_its_function() -> None:
    facts = of([Document("one.py", LONG)]).files["one.py"]
    node = facts.definitions["one"]
    assert isinstance(node, syntax.FunctionDef) and node.suite.later is not None
    held = Entry(node.body[3], 0, frozenset(), {})
    assert to_read_again([facts.parsed], []) == {id(node.suite)}
    assert to_read_again([facts.parsed], [held]) == frozenset()

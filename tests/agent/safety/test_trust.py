"""Trust is asked for once, kept outside the workspace, and never taken for granted (D24)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.agent.safety.private_files import state_folder
from lsp_server.agent.safety.trust import Trust

HOST = "api.anthropic.com"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "backline"


def only_file(state: Path) -> Path:
    (file,) = (state / "trust").iterdir()
    return file


def test_d24_asked_once_for_each_root(root: Path, state: Path, tmp_path: Path) -> None:
    trust = Trust(state)
    assert trust.of(root, HOST) is None
    assert not state.exists(), "a question leaves no trace"
    assert trust.decide(root, "granted", HOST)
    assert Trust(state).of(root, HOST) == "granted"
    (root / "inner").mkdir()
    (tmp_path / "work2").mkdir()
    assert trust.of(root / "inner", HOST) is trust.of(tmp_path / "work2", HOST) is trust.of(tmp_path, HOST) is None
    assert trust.decide(root, "refused", HOST)
    assert trust.of(root, HOST) == "refused"
    trust.forget(root)
    assert trust.of(root, HOST) is None


def test_d24_a_yes_is_for_one_host_and_a_no_for_all(root: Path, state: Path) -> None:
    trust = Trust(state)
    trust.decide(root, "granted", "localhost")
    assert (trust.of(root, "localhost"), trust.of(root, HOST)) == ("granted", None)
    trust.decide(root, "refused", "localhost")
    assert trust.of(root, HOST) == "refused"


@POSIX
def test_d24_a_root_is_what_links_lead_to(root: Path, state: Path, tmp_path: Path) -> None:
    trust = Trust(state)
    (tmp_path / "link").symlink_to(root)
    trust.decide(tmp_path / "link", "granted", HOST)
    assert trust.of(root, HOST) == trust.of(root / ".." / "work", HOST) == "granted"
    (tmp_path / "other").mkdir()
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to(tmp_path / "other")
    assert trust.of(tmp_path / "link", HOST) is None, "the link leads elsewhere now"


def test_d24_a_root_that_is_not_there_is_not_trusted(root: Path, state: Path) -> None:
    trust = Trust(state)
    for it in (root / "gone", root / "a\0b"):
        assert not trust.decide(it, "granted", HOST)
        assert trust.of(it, HOST) is None
    (root / "file").touch()
    assert trust.of(root / "file", HOST) is None


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"granted",
        b'"granted"',
        b'{"decision": "granted"}',
        b"\xff\xfe",
        b"[" * 9_000,
        b" " * 20_000,
        b'{"root": "/", "decision": "granted", "host": "api.anthropic.com"}',
        b'{"root": "ROOT", "decision": "Granted", "host": "api.anthropic.com"}',
        b'{"root": "ROOT", "decision": true, "host": "api.anthropic.com"}',
        b'{"root": "ROOT", "decision": "granted", "host": "*"}',
        b'{"root": "ROOT", "decision": "granted"}',
    ],
)
def test_d24_a_broken_file_is_no_yes(root: Path, state: Path, text: bytes) -> None:
    trust = Trust(state)
    trust.decide(root, "granted", HOST)
    only_file(state).write_bytes(text.replace(b"ROOT", os.fsencode(root)))
    assert trust.of(root, HOST) is None
    assert trust.decide(root, "granted", HOST)
    assert trust.of(root, HOST) == "granted"


@POSIX
def test_d24_only_the_user_may_read_and_write(root: Path, state: Path) -> None:
    old = os.umask(0)
    try:
        Trust(state).decide(root, "granted", HOST)
    finally:
        os.umask(old)
    file = only_file(state)
    assert [it.stat().st_mode & 0o777 for it in (file, file.parent, state, state.parent)] == [
        0o600,
        0o700,
        0o700,
        0o700,
    ]
    assert not list(state.glob("**/.new-*"))


@POSIX
def test_d24_what_others_could_have_written_is_no_yes(root: Path, state: Path) -> None:
    trust = Trust(state)
    trust.decide(root, "granted", HOST)
    file = only_file(state)
    for it, mode in ((file, 0o620), (file, 0o602), (file.parent, 0o777)):
        before = it.stat().st_mode
        it.chmod(mode)
        assert trust.of(root, HOST) is None
        it.chmod(before)
    assert trust.of(root, HOST) == "granted"
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)
        assert trust.of(root, HOST) is None


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_d24_a_folder_that_cannot_be_written_is_asked_again(root: Path, state: Path) -> None:
    state.mkdir(parents=True)
    state.chmod(0o500)
    assert not Trust(state).decide(root, "granted", HOST)
    assert Trust(state).of(root, HOST) is None
    state.chmod(0o700)


def test_d24_where_no_folder_can_be_made_it_is_asked_again(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "state", None):
        assert not Trust(folder).decide(root, "granted", HOST)
        assert Trust(folder).of(root, HOST) is None


def test_d24_a_repository_does_not_bring_its_own_yes(root: Path) -> None:
    """CVE-2025-59536 and CVE-2025-61260: what the project holds counts before anybody was asked."""
    inside = root / ".local" / "state" / "backline"
    trust = Trust(inside)
    assert not trust.decide(root, "granted", HOST)
    assert trust.of(root, HOST) is None
    # Even the very file that would be read elsewhere.
    elsewhere = Trust(root.parent / "state")
    elsewhere.decide(root, "granted", HOST)
    (inside / "trust").mkdir(parents=True, mode=0o700)
    only_file(root.parent / "state").rename(inside / "trust" / only_file(root.parent / "state").name)
    assert trust.of(root, HOST) is None


def test_d24_a_home_that_is_missing_is_no_folder_of_the_workspace(root: Path) -> None:
    program = "import sys, os, platformdirs\nfrom lsp_server.agent.safety.private_files import state_folder\n"
    program += "if sys.argv[1:]: os.setuid(54321)  # a user that nobody has heard of, as in many containers\n"
    program += "print(state_folder())"
    unusual: list[tuple[dict[str, str], list[str]]] = [
        ({"XDG_STATE_HOME": "", "HOME": ""}, []),
        ({"HOME": "relative"}, []),
        ({"HOME": "/nonexistent"}, []),
        ({"XDG_STATE_HOME": "relative", "HOME": "relative"}, []),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        unusual.append(({}, ["as nobody"]))
    for environ, more in unusual:
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[3])} | environ
        found = subprocess.run(
            [sys.executable, "-c", program, *more], cwd=root, env=environ, capture_output=True, text=True, check=True
        )
        said = found.stdout.strip()
        assert said == "None" or (Path(said).is_absolute() and not Path(said).is_relative_to(root)), said
    assert state_folder() is None or Path(str(state_folder())).is_absolute()


_DECIDE = """
import sys
from pathlib import Path
from lsp_server.agent.safety.trust import Trust
trust = Trust(Path(sys.argv[1]))
for i in range(100):
    for root in sys.argv[3:]:
        assert trust.decide(Path(root), "granted", sys.argv[2])
        assert trust.of(Path(root), sys.argv[2]) in ("granted", None), "the other one was last, or it is ours"
"""


def test_d24_two_servers_decide_at_once(root: Path, state: Path, tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("a", "b")]
    for it in others:
        it.mkdir()
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    running = [
        subprocess.Popen([sys.executable, "-c", _DECIDE, str(state), host, str(root), str(own)], env=environ)
        for host, own in zip(("one", "two"), others, strict=True)
    ]
    assert [it.wait() for it in running] == [0, 0]
    trust = Trust(state)
    assert (trust.of(others[0], "one"), trust.of(others[1], "two")) == ("granted", "granted")
    assert [trust.of(root, "one"), trust.of(root, "two")].count("granted") == 1
    assert all(json.loads(it.read_bytes())["decision"] == "granted" for it in (state / "trust").iterdir())

"""Classes are made of kept code, and that code is what would have been compiled."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.server.generated import Generated

# Tells how often a class had code compiled for it, and whether the classes do their work.
START = """
import sys
compiled = []
def hook(event, args):
    if event == "compile" and args[0] is not None and str(args[1]).startswith(("<attrs", "<string>")):
        compiled.append(args[1])
from lsp_server.server.generated import kept
with kept():
    sys.addaudithook(hook)
    from lsp_server.server import app
    count = len([it for it in compiled if it != "<string>" or sys.version_info < (3, 13)])
from lsprotocol.types import Position
from lsp_server.text import Span
import attr._make, dataclasses
assert Position(1, 2) == Position(1, 2) < Position(2, 0) and repr(Position(1, 2))
assert Span(1, 2) == Span(1, 2) < Span(2, 0) and repr(Span(1, 2)) == "Span(start=1, end=2)"
assert "compile" not in vars(attr._make) and "exec" not in vars(dataclasses), "it outlasts the imports"
print(count)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where this Python keeps what it compiles, for these tests."""
    return tmp_path


def start(home: Path, **environ: str) -> int:
    """How often code was compiled for a class in one start."""
    ours = {it: value for it, value in os.environ.items() if it != "PYTHONDONTWRITEBYTECODE"}
    ours |= {"PYTHONPYCACHEPREFIX": str(home)} | environ
    done = subprocess.run([sys.executable, "-c", START], env=ours, capture_output=True, text=True, check=True)
    return int(done.stdout)


def the_file(home: Path) -> Path:
    (found,) = home.rglob("*.code")
    return found


def test_the_second_start_compiles_none(home: Path) -> None:
    assert start(home) > 1000
    kept = the_file(home).stat()
    assert start(home) < 300, "typing compiles names that are written as text; attrs and dataclasses compile nothing"
    assert the_file(home).stat().st_mtime_ns == kept.st_mtime_ns, "it was written again, and had nothing new"


@pytest.mark.parametrize("broken", ["half", "other", "flipped", "empty"])
def test_a_broken_file_is_as_good_as_none(home: Path, broken: str) -> None:
    start(home)
    file = the_file(home)
    data = file.read_bytes()
    middle = len(data) // 2
    file.write_bytes(
        {
            "half": data[:middle],
            "other": b"\0\0\0\0" + data[4:],
            "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
            "empty": b"",
        }[broken]
    )
    assert start(home) > 1000
    assert file.read_bytes()[:4] == data[:4] and start(home) < 300, "it is mended"


def test_who_wants_no_compiled_files_gets_none(home: Path) -> None:
    assert start(home, PYTHONDONTWRITEBYTECODE="1") > 1000
    assert not list(home.rglob("*.code"))


def test_a_place_that_cannot_be_written_to_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    assert start(tmp_path / "home") > 1000


def test_what_is_like_no_generated_code_is_compiled_as_ever() -> None:
    generated = Generated({})
    assert eval(generated.compile("1 + 1", "<test>", "eval")) == 2
    names: dict[str, object] = {}
    generated.exec("a = 1", names)
    generated.exec(compile("b = 2", "<test>", "exec"), names)
    assert (names["a"], names["b"]) == (1, 2)
    assert len(generated.used) == 1
    assert not generated.is_news, "it is too little to be kept"
    for it in range(20):
        generated.exec(f"a = {it} # é", names)
    assert generated.is_news and not Generated(generated.used).is_news

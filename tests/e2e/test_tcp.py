"""The server on a socket, as an editor outside of a container reaches it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server.server.editor import Editor

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["127.0.0.1", "[::1]"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple["subprocess.Popen[bytes]", tuple[str, int]]]:
    """A server that listens, and where."""
    host = request.param.strip("[]")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.bind((host, 0))
    except OSError:
        pytest.skip(f"no {host} on this machine")
    command = [sys.executable, "-m", "lsp_server", "serve", "--tcp", f"{request.param}:0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        assert said.startswith(f"Listening on {request.param}:")
        yield process, (host, int(said.rpartition(":")[2]))
        process.kill()


async def test_a_session_over_a_socket(root: Path, server: tuple["subprocess.Popen[bytes]", tuple[str, int]]) -> None:
    process, address = server
    (root / "app/models.py").write_text(
        "from sqlmodel import Field, SQLModel\n\n\nclass Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n"
    )
    async with Editor(root, address=address) as editor:
        editor.open("app/models.py")
        assert await editor.diagnostics("app/models.py") == ()
        at = editor.find("app/models.py", "Hero")
        assert "Generate service for Hero" in await editor.menu("app/models.py", at)
        with pytest.raises(OSError), socket.create_connection(address):
            pass  # It serves one editor: a second one would read the first one's code.

    assert process.wait(timeout=60) == 0


def test_an_editor_that_vanishes_ends_it(server: tuple["subprocess.Popen[bytes]", tuple[str, int]]) -> None:
    process, address = server
    with socket.create_connection(address) as connection:
        connection.sendall(b"Content-Length: 100\r\n\r\n{")
        # Reset instead of a calm end, as by a machine that was switched off.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    assert process.wait(timeout=60) == 1


@pytest.fixture
def nobody() -> int:
    """The id of a process that is over."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    return gone.pid


async def test_the_process_of_an_editor_elsewhere_means_nothing_here(
    root: Path,
    server: tuple["subprocess.Popen[bytes]", tuple[str, int]],
    nobody: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "getpid", lambda: nobody)  # what the editor says is its own
    async with asyncio.timeout(60), Editor(root, address=server[1]) as editor:
        editor.open("app/models.py")
        await editor.diagnostics("app/models.py")
        await editor.menu("app/models.py", editor.find("app/models.py", "class"))

    assert server[0].wait(timeout=60) == 0


def test_an_address_that_is_taken_is_said_calmly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "lsp_server", "serve", "--tcp", address]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, f"Error: Can't listen on {address}: Address already in use.\n")

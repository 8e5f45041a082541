"""The server goes when its editor is gone, though somebody else keeps the pipe open."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil

PARENT = textwrap.dedent("""
    import json, os, subprocess, sys
    server = subprocess.Popen([sys.executable, "-m", "lsp_server", "serve"], stdin=0, stdout=subprocess.PIPE)
    print(server.pid, flush=True)
    while server.stdout.read(1) != b"{":
        pass
    os.kill(os.getpid(), 9)
""")


def message(**body: object) -> bytes:
    data = json.dumps({"jsonrpc": "2.0", **body}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(data) + data


def test_the_server_ends_when_the_editor_was_killed(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root
    ) as editor:
        assert editor.stdin is not None and editor.stdout is not None
        server = psutil.Process(int(editor.stdout.readline()))
        params = {"processId": editor.pid, "rootUri": tmp_path.as_uri(), "capabilities": {}}
        editor.stdin.write(message(id=1, method="initialize", params=params))
        editor.stdin.write(message(method="initialized", params={}))
        editor.stdin.flush()
        editor.wait()

        # Our end of its standard input stays open: only the death of its parent can tell it.
        psutil.wait_procs([server], timeout=60)

        assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE

"""The thinnest LSP client: JSON-RPC over a child's stdin and stdout, with a clock on every answer.

No pygls here: the measuring side must cost nothing that could be taken for the server's time.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

CAPABILITIES = {
    "workspace": {
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"versionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}}},
    },
}


class Wire:
    """One server process. Times are in seconds by the monotonic clock."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self.command, self.folder = command, folder
        self._waiting: dict[int, asyncio.Future[tuple[float, Any]]] = {}
        self._diagnostics: asyncio.Queue[tuple[float, str, int | None, list[Any]]] = asyncio.Queue()
        self._id = 0

    async def start(self) -> float:
        """Start the server and shake hands; seconds from spawn to the answer of `initialize`."""
        began = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=self.folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        self._reader = asyncio.create_task(self._read())
        uri = self.folder.as_uri()
        folders = [{"uri": uri, "name": self.folder.name}]
        params = {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": CAPABILITIES}
        await self.request("initialize", params)
        took = time.perf_counter() - began
        self.notify("initialized", {})
        return took

    async def request(self, method: str, params: Any) -> float:
        """Seconds until the answer."""
        return (await self.ask(method, params))[0]

    async def ask(self, method: str, params: Any) -> tuple[float, Any]:
        self._id += 1
        future = self._waiting[self._id] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        at, answer = await asyncio.wait_for(future, 120)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return at - began, answer["result"]

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    async def diagnostics_after(self, uri: str, *messages: tuple[str, Any]) -> float:
        """Send notifications at once; seconds until the next diagnostics of `uri`."""
        while not self._diagnostics.empty():
            self._diagnostics.get_nowait()
        began = time.perf_counter()
        for method, params in messages:
            self.notify(method, params)
        while True:
            at, published, _, _ = await asyncio.wait_for(self._diagnostics.get(), 120)
            if published == uri:
                return at - began

    def memory(self) -> float:
        """Resident megabytes of the server and its children."""
        process = psutil.Process(self._process.pid)
        return sum(it.memory_info().rss for it in (process, *process.children(recursive=True))) / 1e6

    async def stop(self) -> None:
        await self.request("shutdown", None)
        self.notify("exit", None)
        await self._process.wait()
        self._reader.cancel()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := await stream.readline():
            length = int(header.partition(b":")[2])
            while (await stream.readline()).strip():
                continue
            body = await stream.readexactly(length)
            at = time.perf_counter()
            self._receive(at, json.loads(body))
        for it in self._waiting.values():
            it.set_exception(RuntimeError(f"{self.command} went away"))

    def _receive(self, at: float, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._waiting.pop(message["id"]).set_result((at, message))
        elif "id" in message:
            items = (
                message.get("params", {}).get("items", []) if message["method"] == "workspace/configuration" else None
            )
            result = [None for _ in items] if items is not None else None
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})
        elif message["method"] == "textDocument/publishDiagnostics":
            params = message["params"]
            self._diagnostics.put_nowait((at, params["uri"], params.get("version"), params["diagnostics"]))

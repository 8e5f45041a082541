"""The thinnest LSP client: JSON-RPC over a child's stdin and stdout, with a clock on every answer.

No pygls here: the measuring side must cost nothing that could be taken for the server's time.
"""

import asyncio
import contextlib
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import psutil

CAPABILITIES = {
    "workspace": {
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
    },
    "window": {"workDoneProgress": True},
    "textDocument": {
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"versionSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor"]}}},
    },
}


class Wire:
    """One server process. Times are in seconds by the monotonic clock."""

    def __init__(self, command: Sequence[str], folder: Path, cache: Path | None = None) -> None:
        """`cache` is the user's cache folder for this server; None: the real one."""
        self.command, self.folder, self._cache = command, folder, cache
        self._waiting: dict[int, asyncio.Future[tuple[float, Any]]] = {}
        self._diagnostics: asyncio.Queue[tuple[float, str, int | None, list[Any]]] = asyncio.Queue()
        self._progress: asyncio.Queue[tuple[float, str, Any]] = asyncio.Queue()
        self._id = 0
        self.capabilities: dict[str, Any] = {}
        self.errors: Counter[str] = Counter()  # how often a method was answered with an error
        self.versions: Counter[str] = Counter()  # of open documents by their URIs

    async def start(self) -> float:
        """Start the server and shake hands; seconds from spawn to the answer of `initialize`."""
        began = time.perf_counter()
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            cwd=self.folder,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # Installed packages come compiled; a checkout is compiled by its first start.
            env={name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
            | ({"XDG_CACHE_HOME": str(self._cache)} if self._cache is not None else {}),
        )
        self._reader = asyncio.create_task(self._read())
        uri = self.folder.as_uri()
        folders = [{"uri": uri, "name": self.folder.name}]
        params = {"processId": None, "rootUri": uri, "workspaceFolders": folders, "capabilities": CAPABILITIES}
        _, answer = await self.ask("initialize", params)
        took = time.perf_counter() - began
        self._began, self.capabilities = began, answer["capabilities"]
        self.notify("initialized", {})
        return took

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing of a server stays, whatever became of its measuring."""
        if self._process.returncode is None:
            for it in self._processes():
                with contextlib.suppress(psutil.NoSuchProcess):
                    it.kill()
            await self._process.wait()
        self._reader.cancel()

    async def request(self, method: str, params: Any) -> float:
        """Seconds until the answer."""
        return (await self.ask(method, params))[0]

    async def ask(self, method: str, params: Any) -> tuple[float, Any]:
        self._id += 1
        future = self._waiting[self._id] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        at, answer = await asyncio.wait_for(future, 60)
        if "error" in answer:
            self.errors[method] += 1
        return at - began, answer.get("result")

    def notify(self, method: str, params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def open(self, path: Path) -> tuple[str, Any]:
        """The notification that opens a document."""
        uri, text = path.as_uri(), path.read_text(encoding="utf-8")
        self.versions[uri] = 1
        document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        return "textDocument/didOpen", {"textDocument": document}

    async def diagnostics_after(self, uri: str, *messages: tuple[str, Any], patience: float = 20) -> float | None:
        """Send notifications at once; seconds until the next diagnostics of `uri`; None after `patience` without."""
        while not self._diagnostics.empty():
            self._diagnostics.get_nowait()
        began = time.perf_counter()
        for method, params in messages:
            self.notify(method, params)
        try:
            async with asyncio.timeout(patience):
                while True:
                    at, published, _, _ = await self._diagnostics.get()
                    if published == uri:
                        return at - began
        except TimeoutError:
            return None

    async def indexed(self) -> float | None:
        """Seconds from spawn until all that the server showed progress of was done; None if it showed none."""
        running, last = set[Any](), None
        while running or not self._progress.empty():
            at, kind, token = await asyncio.wait_for(self._progress.get(), 300)
            (running.discard if kind == "end" else running.add)(token)
            last = at - self._began
        return last

    async def idle(self) -> None:
        """Wait until the server has nothing more to do, ten seconds at most."""
        before = self.processor()
        for _ in range(20):
            await asyncio.sleep(0.5)
            now = self.processor()
            if now - before < 0.025:  # of the last half second
                return
            before = now

    def memory(self) -> float:
        """Resident megabytes of the server and its children."""
        return sum(it.memory_info().rss for it in self._processes()) / 1e6

    def processor(self) -> float:
        """Seconds of processor time that the server and its children have used."""
        return sum(used.user + used.system for used in (it.cpu_times() for it in self._processes()))

    def _processes(self) -> list[psutil.Process]:
        process = psutil.Process(self._process.pid)
        return [process, *process.children(recursive=True)]

    async def stop(self) -> None:
        await self.request("shutdown", None)
        self.notify("exit", None)
        try:
            await asyncio.wait_for(self._process.wait(), 10)
        except TimeoutError:  # some stay until their input ends
            self._process.kill()
            await self._process.wait()

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
            if message["method"] == "window/workDoneProgress/create":
                self._progress.put_nowait((at, "create", message["params"]["token"]))
        elif message["method"] == "$/progress" and isinstance(message["params"]["value"], dict):
            self._progress.put_nowait((at, message["params"]["value"].get("kind", ""), message["params"]["token"]))
        elif message["method"] == "textDocument/publishDiagnostics":
            params = message["params"]
            self._diagnostics.put_nowait((at, params["uri"], params.get("version"), params["diagnostics"]))

"""Real sessions: the server in a process of its own, an editor with the capabilities of a real one."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient

from lsp_server.server.editor import Editor
from lsp_server.server.editor.client import converter

CLIENTS = Path(__file__).parents[1] / "clients"
NAMES = sorted(it.stem for it in CLIENTS.glob("*.json"))
PRACTICE = (sys.executable, str(Path(__file__).parent / "practice_server.py"))

MODELS = """\
from sqlmodel import SQLModel


class HERO(SQLModel):
    name: str  # žluťoučký 🦸 kůň


class Team(SQLModel): ...
"""
MADE = {"app/models.py": MODELS + "# made 🦸\n", "app/deep/made.py": "made = 'žluť'\n"}


class Client(Editor):
    """An editor that remembers the edits it was asked to apply, as they came."""

    def __init__(self, root: Path, name: str, **options: Any) -> None:
        peer = LanguageClient(converter_factory=converter)
        peer.capabilities = capabilities(name)
        options.setdefault("command", PRACTICE)
        super().__init__(root, capabilities=peer.capabilities, client=peer, **options)
        self.asked: list[lsp.WorkspaceEdit] = []
        self.refreshed: list[str] = []  # what the server had asked for anew
        for method in (lsp.WORKSPACE_CODE_LENS_REFRESH, lsp.WORKSPACE_INLAY_HINT_REFRESH):
            peer.feature(method)(lambda _, method=method: self._refresh(method))

    def _refresh(self, method: str) -> None:
        self.refreshed.append(method)
        self._news.set()

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        self.asked.append(params.edit)
        return super().receive(params)

    def send_raw(self, body: str) -> None:
        """Put a message on the wire that no client library would write."""
        process = self.client._server
        assert process is not None and process.stdin is not None
        data = body.encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)

    def on_disk(self) -> dict[str, str]:
        return {it.relative_to(self.root).as_posix(): it.read_bytes().decode() for it in self.root.rglob("*.py")}


def capabilities(name: str) -> lsp.ClientCapabilities:
    """What the real client said of itself; pytest-lsp compares the server's answers with it."""
    found = json.loads((CLIENTS / f"{name}.json").read_text())["capabilities"]
    return default_converter().structure(found, lsp.ClientCapabilities)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "app" / "models.py").write_text(MODELS, encoding="utf-8")
    (folder / "app" / "other.py").write_text("x = 1\n")
    return folder


@asynccontextmanager
async def opened(
    root: Path, name: str = "nvim-0.11.4", kind: type[Client] = Client, **options: Any
) -> AsyncIterator[Client]:
    """A session in which app/models.py is open and has been checked."""
    async with kind(root, name, **options) as client:
        client.open("app/models.py")
        await client.diagnostics("app/models.py")
        yield client

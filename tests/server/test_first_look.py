"""What is found in the files that are open at the start is told before pygls is there, as the whole server tells it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.protocol import default_converter

from lsp_server.server.editor import Editor
from tests.e2e.conftest import capabilities
from tests.server.test_first import CLIENTS, FIRST, SECOND, capabilities_of, talk

TEXT = """\
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, select

app = FastAPI()


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


@app.get("/heroes/{name}")
def named(name: str): ...


@app.get("/heroes/best")
def best(session: Session): return "žluť 🦸", len(session.exec(select(Hero)).all())
"""
FOUND = {"BL104", "BL501"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "heroes žluť"
    folder.mkdir()
    (folder / "main.py").write_text(TEXT)
    (folder / "pyproject.toml").write_text("[tool.backline]\n")
    return folder


def initialize(root: Path, offered: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
    given = {"processId": None, "rootUri": root.as_uri(), "capabilities": offered or {}, **params}
    return {"id": 1, "method": "initialize", "params": given}


def opened(path: Path, text: str = TEXT) -> dict[str, Any]:
    document = {"uri": path.as_uri(), "languageId": "python", "version": 7, "text": text}
    return {"method": "textDocument/didOpen", "params": {"textDocument": document}}


INITIALIZED: dict[str, Any] = {"method": "initialized", "params": {}}
ASKABLE = {"workspace": {"configuration": True}}


def told(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is published before the server hears that the editor has hung up."""
    answers, _ = talk(FIRST, messages)
    return [it["params"] for it in answers if it.get("method") == "textDocument/publishDiagnostics"]


def codes(published: dict[str, Any]) -> set[str]:
    return {it["code"] for it in published["diagnostics"]}


def test_an_open_file_is_told_of(root: Path) -> None:
    (first, *_) = told([initialize(root), INITIALIZED, opened(root / "main.py")])
    assert (first["uri"], first["version"]) == ((root / "main.py").as_uri(), 7)
    assert codes(first) == FOUND


@pytest.mark.parametrize("client", CLIENTS, ids=lambda it: it.stem)
async def test_it_is_what_the_whole_server_says(root: Path, client: Path) -> None:
    offered = capabilities_of(client)
    answer = {"id": "backline-first-look", "result": [None]}
    (first, *_) = told([initialize(root, offered), INITIALIZED, opened(root / "main.py"), answer])
    async with Editor(root, command=SECOND, capabilities=capabilities(client.stem)) as editor:
        editor.open("main.py")
        await editor.diagnostics("main.py")
        found = [plain(it) for it in editor.published["main.py"]]
    assert first["diagnostics"] == found


def plain(it: lsp.Diagnostic) -> Any:
    return default_converter().unstructure(it, lsp.Diagnostic)


def test_a_long_file_is_waited_for(root: Path) -> None:
    text = TEXT + "x = 'žluť'\n" * 10_000
    (root / "main.py").write_text(text)
    (first, *_) = told([initialize(root), INITIALIZED, opened(root / "main.py", text)])
    assert codes(first) == FOUND


def test_settings_come_first(root: Path) -> None:
    start = [initialize(root, ASKABLE), INITIALIZED, opened(root / "main.py")]
    (first, *_) = told([*start, {"id": "backline-first-look", "result": [{"ignore": ["BL104"]}]}])
    assert codes(first) == FOUND - {"BL104"}
    (first, *_) = told([initialize(root, initializationOptions={"ignore": ["BL501"]}), *start[1:]])
    assert codes(first) == FOUND - {"BL501"}
    (root / "pyproject.toml").write_text('[tool.backline]\nignore = ["BL501"]\n')
    (first, *_) = told([initialize(root), *start[1:]])
    assert codes(first) == FOUND - {"BL501"}


def changed(root: Path) -> dict[str, Any]:
    document = {"uri": (root / "main.py").as_uri(), "version": 8}
    params = {"textDocument": document, "contentChanges": [{"text": "x = 1\n"}]}
    return {"method": "textDocument/didChange", "params": params}


def odd(root: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What is left to the whole server."""
    file, folder = opened(root / "main.py"), {"uri": root.as_uri(), "name": "heroes"}
    other = {"uri": root.parent.as_uri(), "name": "all"}
    pushed = {"method": "workspace/didChangeConfiguration", "params": {"settings": {"backline": {"ignore": ["BL"]}}}}
    yield "changed meanwhile", [initialize(root), INITIALIZED, file, changed(root)]
    yield "settings that don't come", [initialize(root, ASKABLE), INITIALIZED, file]
    yield "an error for settings", [initialize(root, ASKABLE), file, {"id": "backline-first-look", "error": {}}]
    yield "settings that are pushed", [initialize(root), INITIALIZED, pushed, file]
    yield "two folders", [initialize(root, workspaceFolders=[folder, other]), INITIALIZED, file]
    yield "no folder", [initialize(root, rootUri=None), INITIALIZED, file]
    yield "a folder that is gone", [initialize(root / "gone"), INITIALIZED, file]
    yield "odd folders", [initialize(root, workspaceFolders=[5]), INITIALIZED, file]
    yield "an odd document", [initialize(root), INITIALIZED, {"method": "textDocument/didOpen", "params": None}]
    yield "a file elsewhere", [initialize(root), INITIALIZED, opened(root.parent / "other.py")]
    yield "not Python", [initialize(root), INITIALIZED, opened(root / "notes.txt")]


@pytest.mark.parametrize("name", [name for name, _ in odd(Path("/"))])
def test_all_else_is_left_to_the_whole_server(root: Path, name: str) -> None:
    messages = dict(odd(root))[name]
    code = (
        "from lsp_server.server import app, first; app.serve_streams = lambda *_: print(end='the rest'); first.serve()"
    )
    sent = [json.dumps({"jsonrpc": "2.0", **it}) for it in messages]
    said = ended(code, "".join(f"Content-Length: {len(it.encode())}\r\n\r\n{it}" for it in sent))
    assert "publishDiagnostics" not in said and said.endswith("rest")


def ended(code: str, sent: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], input=sent.encode(), capture_output=True, check=True)
    return done.stdout.decode()

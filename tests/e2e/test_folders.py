"""Folders that come, go and change, links, and files that belong together."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInternalError

from lsp_server.server.editor.window import SERVE
from lsp_server.text import Position
from tests.e2e.conftest import MODELS, Client, opened

# Clients as they were captured: who tells of all that happens on disk, and who does not.
TOLD = ("vscode-1.139.1-lc11", "emacs-28.2-eglot-1.9", "emacs-30.1-eglot-1.17.30", "zed")
UNTOLD = ("nvim-0.11.4", "helix-25.01.1", "helix-25.07.1", "kate")

TABLE = """\
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
"""
ROUTE = """\
from fastapi import FastAPI

from app.models import Hero

app = FastAPI()


@app.post("/heroes")
def create(hero: Hero) -> Hero:
    return hero
"""


async def test_a_folder_that_is_let_go_takes_its_findings_along(root: Path) -> None:
    second = root.parent / "second"
    second.mkdir()
    (second / "b.py").write_text("class OTHER: ...\n")
    folder = lsp.WorkspaceFolder(second.as_uri(), "second")
    async with opened(root) as client:
        send = client.client.workspace_did_change_workspace_folders
        send(lsp.DidChangeWorkspaceFoldersParams(lsp.WorkspaceFoldersChangeEvent(added=[folder], removed=[])))
        client.open("../second/b.py")
        assert [it.code for it in await client.diagnostics("../second/b.py")] == ["BL900"]

        send(lsp.DidChangeWorkspaceFoldersParams(lsp.WorkspaceFoldersChangeEvent(added=[], removed=[folder])))
        await client.wait(lambda: client.published["../second/b.py"] == [])

        assert await client.actions("../second/b.py", Position(0, 0)) == []
        assert "make" in await client.menu("app/models.py", Position(0, 0))


async def test_a_save_checks_the_open_files_that_it_means_something_to(root: Path) -> None:
    (root / "app/models.py").write_text(TABLE)
    (root / "app/main.py").write_text(ROUTE)
    async with opened(root, command=SERVE) as client:
        client.open("app/main.py")
        assert [it.code for it in await client.diagnostics("app/main.py")] == ["BL303"]

        client.change("app/models.py", TABLE.replace(", table=True", ""))
        client.save("app/models.py")

        await client.wait(lambda: client.published["app/main.py"] == [])


class Watching(Client):
    """An editor that remembers what it was asked to register, and may refuse it."""

    refuses = False

    def _listen(self) -> None:
        super()._listen()
        self.registered: list[str] = []
        self.client.protocol.fm.features[lsp.CLIENT_REGISTER_CAPABILITY] = self._register

    def _register(self, params: lsp.RegistrationParams) -> None:
        self.registered += (it.method for it in params.registrations)
        self._news.set()
        if self.refuses:
            raise JsonRpcInternalError("no")


class Refusing(Watching):
    refuses = True


@pytest.mark.parametrize(
    ("name", "kind"), [*((it, Client) for it in UNTOLD), (TOLD[0], Refusing)], ids=lambda it: str(it)
)
async def test_what_happens_on_disk_without_a_watcher_is_seen_on_save(
    root: Path, name: str, kind: type[Client]
) -> None:
    """Helix registers watchers, and tells only of what it wrote itself."""
    (root / "app/models.py").write_text("")
    (root / "app/main.py").write_text(ROUTE.replace("app.models", "app.tables"))
    async with opened(root, name, kind, command=SERVE, called=name.partition("-")[0]) as client:
        client.open("app/main.py")
        assert await client.diagnostics("app/main.py") == ()

        (root / "app/tables.py").write_text(TABLE)
        client.save("app/main.py")
        await client.wait(lambda: [it.code for it in client.published.get("app/main.py", [])] == ["BL303"])

        (root / "app/tables.py").write_text(TABLE.replace(", table=True", ""))
        client.save("app/main.py")
        await client.wait(lambda: client.published.get("app/main.py") == [])


@pytest.mark.parametrize("name", TOLD)
async def test_who_is_told_of_files_does_not_look_at_them(root: Path, name: str) -> None:
    (root / "app/tables.py").write_text(TABLE)
    (root / "app/main.py").write_text(ROUTE.replace("app.models", "app.tables"))
    async with Watching(root, name, command=SERVE) as client:
        client.open("app/main.py")
        await client.wait(lambda: bool(client.registered))
        await client.hover("app/main.py", Position(0, 0))  # so the server has taken note of the answer
        assert [it.code for it in await client.diagnostics("app/main.py")] == ["BL303"]

        (root / "app/tables.py").write_text(TABLE.replace(", table=True", ""))
        client.save("app/main.py")
        assert [it.code for it in await client.diagnostics("app/main.py")] == ["BL303"]

        changed = lsp.FileEvent((root / "app/tables.py").as_uri(), lsp.FileChangeType.Changed)
        client.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([changed]))
        await client.wait(lambda: client.published["app/main.py"] == [])


async def test_a_fix_is_for_the_text_of_now_and_not_for_that_of_the_finding(root: Path) -> None:
    async with opened(root) as client:
        client.change("app/models.py", "# one more line\n" + MODELS)

        below = await client.actions("app/models.py", Position(4, 7), only=["quickfix"])
        above = await client.actions("app/models.py", Position(3, 0), only=["quickfix"])

        assert [it.title for it in below] == ["Write it small"]
        assert above == []
        edit = below[0].edit
        assert edit is not None and edit.document_changes is not None
        change = edit.document_changes[0]
        assert isinstance(change, lsp.TextDocumentEdit)
        assert change.edits[0].range.start.line == 4
        assert change.text_document.version == 1


async def test_a_link_to_a_file_of_the_folder_is_that_file(root: Path) -> None:
    (root / "linked.py").symlink_to(root / "app/models.py")
    async with opened(root) as client:
        client.open("linked.py")

        assert [it.code for it in await client.diagnostics("linked.py")] == ["BL900"]
        assert "HERO" in await client.hover("linked.py", Position(3, 7))


async def test_a_link_out_of_the_folder_is_never_written_through(root: Path) -> None:
    outside = root.parent / "outside.py"
    outside.write_text("class OUT: ...\n")
    (root / "linked.py").symlink_to(outside)
    async with opened(root) as client:
        client.open("linked.py")
        await client.diagnostics("linked.py")
        if "make" in await client.menu("linked.py", Position(0, 0)):
            await client.begin("linked.py", Position(0, 0), "make")
            assert "linked.py" in await client.said()

        assert client.asked == []
        assert await _goes_on(client)
    assert outside.read_text() == "class OUT: ...\n"


async def _goes_on(client: Client) -> bool:
    return "HERO" in await client.hover("app/models.py", Position(3, 7))

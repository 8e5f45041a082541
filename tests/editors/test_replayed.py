"""Editors that can't be had here: the same session with the capabilities that their source declares.

What a real one shows on the screen is not seen this way, only that the server gives it what it can take. The table says
“replayed”. What no version of an editor can show follows from the same capabilities, captured ones included.
"""

import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from lsp_server.text import Position
from tests.e2e.conftest import CLIENTS, MADE, MODELS, capabilities, opened
from tests.e2e.test_places import ROUTES, SAMPLE, everything, hints, lenses, titles
from tests.editors.results import FEATURES, seen

REPLAYED = {"zed": "Zed", "sublime-lsp-2": "Sublime Text"}
CAPTURED = {
    "helix-25.07.1": "Helix",
    "emacs-30.1-eglot-1.17.30": "Emacs, eglot",
    "nvim-0.11.4": "Neovim 0.11",
    "nvim-0.12.4": "Neovim 0.12",
    "kate": "Kate",
}
HERE = Position(3, 6)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "app/models.py").write_text(MODELS, encoding="utf-8")
    (folder / "app/other.py").write_text("x = 1\n")
    os.mkfifo(folder / "gate")
    return folder


def named(name: str) -> str:
    """What the editor calls itself, if it does."""
    info = json.loads((CLIENTS / f"{name}.json").read_text())["clientInfo"]
    return info["name"] if info is not None else ""


def open_gate(root: Path) -> None:
    """Let `slow` go on, without waiting for it."""
    threading.Thread(target=lambda: (root / "gate").write_text("x"), daemon=True).start()


@pytest.mark.parametrize("name", REPLAYED)
async def test_what_a_person_does_with_any_action(root: Path, name: str) -> None:
    async with opened(root, name, called=named(name)) as client:
        (found,) = await client.diagnostics("app/models.py")
        assert found.message == "HERO shouts."
        assert "class HERO" in (await client.hover("app/models.py", HERE)).lower().replace("hero", "HERO")
        assert {"make", "slow", "Write it small"} <= set(await client.menu("app/models.py", HERE))

        await client.begin("app/models.py", HERE, "slow")
        await client.wait(lambda: "slow" in client.progress.values())
        (cancel,) = [it for it in await client.actions("app/models.py", HERE) if it.title == "Cancel: slow"]
        assert cancel.command is not None
        await client.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams(cancel.command.command, cancel.command.arguments)
        )
        assert await client.said() == "“slow” was cancelled; nothing was written."
        open_gate(root)

        await client.begin("app/models.py", HERE, "slow")
        client.change("app/models.py", "# typed\n" + MODELS)
        await client.hover("app/models.py", HERE)  # answered: the server has read what was typed
        open_gate(root)
        assert (await client.said()).startswith("The files changed while “slow” was at work")
        assert client.buffers["app/models.py"].text == "# typed\n" + MODELS
        client.change("app/models.py", MODELS)

        await client.begin("app/models.py", HERE, "wide")
        assert (await client.said()).startswith("“wide” waits for you (3 files)")
        await client.begin("app/models.py", HERE, "Discard: wide")
        assert not [it for it in await client.menu("app/models.py", HERE) if it.startswith("Apply")]

        done = await client.choose("app/models.py", HERE, "make")
        assert {path: after for path, _, after in done.files} == MADE
        assert client.on_disk() == MADE | {"app/other.py": "x = 1\n"}
        await client.begin("app/models.py", HERE, "Undo: make")
        assert (await client.said()).startswith("“make” was undone")
        assert client.buffers["app/models.py"].text == MODELS

    features = ("findings", "hover", "menu", "quick-fix", "action", "create", "undo", "progress", "cancel", "typing")
    for it in (*features, "proposal"):
        seen(REPLAYED[name], "", it, "replayed")


@pytest.mark.parametrize("name", REPLAYED)
async def test_what_stands_beside_the_code(tmp_path: Path, name: str) -> None:
    document = capabilities(name).text_document
    assert document is not None
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests").mkdir()
    (folder / "tests/test_teams.py").write_text("")
    async with everything(folder, name, called=named(name), options={"inlayHints": ["paths"]}) as client:
        symbols = await client.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("GET /api/v1/teams/rosters"))
        assert "GET /api/v1/teams/rosters" in [it.name for it in symbols or ()]
        if document.code_lens is not None:
            assert titles(await lenses(client, ROUTES)) == ["no tests"] * 3
        if document.inlay_hint is not None:
            assert (25, "/api/v1/teams/rosters") in await hints(client, ROUTES)
    offered = {"lenses": document.code_lens, "hints": document.inlay_hint}
    for it in ("symbols", *(feature for feature, capability in offered.items() if capability is not None)):
        seen(REPLAYED[name], "", it, "replayed")


@pytest.mark.parametrize(("name", "editor"), [*REPLAYED.items(), *CAPTURED.items()])
def test_what_an_editor_does_not_offer_is_in_its_capabilities(name: str, editor: str) -> None:
    document = capabilities(name).text_document
    assert document is not None
    lacks = {"lenses": document.code_lens is None, "hints": document.inlay_hint is None}
    assert lacks.keys() <= FEATURES.keys()
    for feature in (it for it, lacking in lacks.items() if lacking):
        seen(editor, "", feature, "not offered by the editor")


def test_a_capability_that_was_not_captured_names_its_source() -> None:
    for it in REPLAYED:
        assert '"source": "Not captured: written from' in (CLIENTS / f"{it}.json").read_text()

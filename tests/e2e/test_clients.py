"""The same session in every editor whose capabilities were captured, or written down from its source."""

import warnings
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from lsp_server.text import Position
from tests.e2e.conftest import MADE, MODELS, NAMES, capabilities, opened

ENCODINGS = {
    "nvim": "utf-8",
    "helix": "utf-8",
    "vscode": "utf-16",
    "emacs-28": "utf-16",
    "emacs-30": "utf-32",
    "zed": "utf-16",
    "sublime": "utf-16",
    "kate": "utf-16",
}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def the_servers_answers_fit_the_client(recwarn: pytest.WarningsRecorder) -> None:
    """pytest-lsp warns of an answer that the client's capabilities do not allow; here that is an error."""
    warnings.simplefilter("error")


async def test_positions_are_counted_as_was_agreed(root: Path, name: str) -> None:
    async with opened(root, name) as client:
        assert client.encoding == next(it for prefix, it in ENCODINGS.items() if name.startswith(prefix))
        at = client.find("app/models.py", " kůň")
        change = lsp.TextDocumentContentChangePartial(
            range=lsp.Range(lsp.Position(at.line, at.character), lsp.Position(at.line, at.character + 1)), text="!"
        )
        client.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(1, (root / "app/models.py").as_uri()), [change]
            )
        )
        typed = MODELS.replace(" kůň", "!kůň")
        client.buffers["app/models.py"] = type(client.buffers["app/models.py"])("app/models.py", typed, 1)

        done = await client.choose("app/models.py", Position(3, 6), "make")

    assert {path: after for path, _, after in done.files}["app/models.py"] == typed + "# made 🦸\n"


async def test_an_action_arrives_as_this_client_can_take_it(root: Path, name: str) -> None:
    edit = getattr(capabilities(name).workspace, "workspace_edit", None)
    async with opened(root, name) as client:
        done = await client.choose("app/models.py", Position(3, 6), "make")

        assert {path: after for path, _, after in done.files} == MADE
        assert done.said == ("Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py.",)
        assert client.on_disk() == MADE | {"app/other.py": "x = 1\n"}
    (asked,) = client.asked
    creates = [it for it in asked.document_changes or () if isinstance(it, lsp.CreateFile)]
    assert bool(creates) == (edit is not None and "create" in (edit.resource_operations or ()))
    assert all(it.options is None for it in creates)


async def test_actions_carry_only_a_command_with_one_argument(root: Path, name: str) -> None:
    async with opened(root, name) as client:
        actions = await client.actions("app/models.py", Position(7, 0))

    assert [it.title for it in actions][:2] == ["make", "slow"]
    for it in actions:
        assert it.edit is None and it.command is not None
        assert len(it.command.arguments or ()) == 1
        assert str(it.kind).startswith("refactor.rewrite.")
        assert not it.is_preferred


async def test_findings_carry_the_version_and_their_fix_an_edit(root: Path, name: str) -> None:
    async with opened(root, name) as client:
        (found,) = await client.diagnostics("app/models.py")
        (fix,) = await client.actions("app/models.py", Position(3, 8), only=[lsp.CodeActionKind.QuickFix])

    assert (found.line, found.character, found.code, found.message) == (3, 6, "BL900", "HERO shouts.")
    assert client.versions["app/models.py"] == 0
    assert fix.command is None and fix.edit is not None
    assert (fix.edit.document_changes or fix.edit.changes) is not None


async def test_a_hover_is_in_a_format_that_the_client_shows(root: Path, name: str) -> None:
    hover = capabilities(name).text_document.hover
    markdown = lsp.MarkupKind.Markdown in (hover.content_format or ())
    async with opened(root, name) as client:
        text = await client.hover("app/models.py", Position(7, 8))

    place = f"{(root / 'app' / 'models.py').as_uri()}#L8"
    marked = (
        f"**Class** [`Team`]({place})\n\n| a   | b   |\n| --- | --- |\n| `1`   | 2   |\n\n```py\nclass Team: ...\n```\n"
    )
    assert text == (marked if markdown else "Class Team (app/models.py:8)\n\na  b\n1  2\n\n    class Team: ...\n")

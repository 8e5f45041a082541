"""Symbols, navigation, lenses and hints, as editors ask for them."""

import asyncio
import shutil
import sys
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp

from lsp_server.text import Position
from tests.e2e.conftest import NAMES, Client

SAMPLE = Path(__file__).parents[2] / "lsp_server" / "cli" / "sample"
SERVE = (sys.executable, "-m", "lsp_server", "serve")
MODELS, ROUTES, TESTS = "app/models.py", "app/routes/teams.py", "tests/test_teams.py"
TEST = """\
async def test_found(client):
    ok = "🦸"; assert (await client.post("/api/v1/teams", json={})).status_code == 201


async def test_read(client, team):
    assert (await client.get(f"/api/v1/teams/{team.id}")).status_code == 200


async def test_read_nothing(client):
    assert (await client.get("/api/v1/teams/0")).status_code == 404
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests").mkdir()
    (folder / TESTS).write_text(TEST, encoding="utf-8")
    return folder


@asynccontextmanager
async def everything(root: Path, name: str = "vscode-1.139.1-lc11", **options: Any) -> AsyncIterator[Client]:
    """A session in which three files are open and the whole folder is known."""
    async with Client(root, name, command=SERVE, **options) as client:
        for path in (MODELS, ROUTES, TESTS):
            client.open(path)
        for path in (MODELS, ROUTES, TESTS):
            await client.diagnostics(path)
        await client.wait(lambda: set(client.progress) <= client.ended)
        yield client


def uri(root: Path, path: str) -> str:
    return (root.resolve() / path).as_uri()


def at(client: Client, path: str, text: str, inside: int = 1) -> dict[str, Any]:
    found = client.find(path, text)
    where = lsp.Position(found.line, found.character + inside)
    return {"text_document": lsp.TextDocumentIdentifier(uri(client.root, path)), "position": where}


def said(client: Client, it: lsp.Location) -> str:
    """`models.py:12 "team"`: the line, 1-based, and the text of a location on one line."""
    path = Path(it.uri.removeprefix("file://"))
    document = client.buffers.read(path.relative_to(client.root).as_posix())
    ends = (Position(one.line, one.character) for one in (it.range.start, it.range.end))
    start, end = (document.offset(one, client.encoding) for one in ends)
    return f"{path.name}:{it.range.start.line + 1} {document.data[start:end].decode()}"


@pytest.mark.parametrize("name", NAMES)
async def test_a_path_in_a_test_leads_to_its_handler(root: Path, name: str) -> None:
    warnings.simplefilter("error")  # pytest-lsp warns of an answer that the client's capabilities do not allow
    async with everything(root, name) as client:
        params = lsp.DefinitionParams(**at(client, TESTS, '"/api/v1/teams"', 5))
        (found,) = await client.client.text_document_definition_async(params) or ()  # type: ignore[misc]
        if isinstance(found, lsp.LocationLink):
            origin = lsp.Location(uri(client.root, TESTS), found.origin_selection_range or found.target_range)
            assert said(client, origin) == 'test_teams.py:2 "/api/v1/teams"'
            found = lsp.Location(found.target_uri, found.target_selection_range)
        assert said(client, found) == "teams.py:13 create_team"


async def test_who_asks_for_a_handlers_references_gets_its_tests(root: Path) -> None:
    async with everything(root) as client:
        context = lsp.ReferenceContext(include_declaration=False)
        params = lsp.ReferenceParams(**at(client, ROUTES, "read_team"), context=context)
        found = await client.client.text_document_references_async(params) or ()
        assert [said(client, it) for it in found] == [
            "teams.py:32 /{team_id}",
            'test_teams.py:6 f"/api/v1/teams/{team.id}"',
            'test_teams.py:10 "/api/v1/teams/0"',
        ]


async def test_a_path_parameter_is_highlighted_wherever_it_stands(root: Path) -> None:
    async with everything(root) as client:
        params = lsp.DocumentHighlightParams(**at(client, ROUTES, '"/{team_id}"', 4))
        found = await client.client.text_document_document_highlight_async(params) or ()
        places = [lsp.Location(uri(client.root, ROUTES), it.range) for it in found]
        assert [said(client, it) for it in places] == [f"teams.py:{line} team_id" for line in (32, 33, 34)]


async def test_what_is_nothing_of_ours_has_no_answer(root: Path) -> None:
    async with everything(root) as client:
        here = at(client, ROUTES, "APIRouter")
        assert await client.client.text_document_definition_async(lsp.DefinitionParams(**here)) is None
        assert await client.client.text_document_document_highlight_async(lsp.DocumentHighlightParams(**here)) is None
        elsewhere = {**here, "text_document": lsp.TextDocumentIdentifier(uri(client.root, "app/gone.py"))}
        assert await client.client.text_document_definition_async(lsp.DefinitionParams(**elsewhere)) is None
        far = {**here, "position": lsp.Position(9_999, 9_999)}
        assert await client.client.text_document_definition_async(lsp.DefinitionParams(**far)) is None


async def test_the_symbols_of_a_file_are_nested(root: Path) -> None:
    async with everything(root) as client:
        params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(uri(client.root, MODELS)))
        found = await client.client.text_document_document_symbol_async(params) or ()
        team = next(it for it in found if it.name == "Team")
        assert isinstance(team, lsp.DocumentSymbol)
        assert (team.detail, team.kind) == ("table team", lsp.SymbolKind.Class)
        assert [it.name for it in team.children or ()][:2] == ["id", "name"]


async def test_the_symbols_of_a_file_are_flat_for_a_client_that_does_not_nest_them(root: Path) -> None:
    async with Client(root, "vscode-1.139.1-lc11", command=SERVE) as known:
        plain = known.client.capabilities
    assert plain.text_document is not None and plain.text_document.document_symbol is not None
    plain.text_document.document_symbol.hierarchical_document_symbol_support = False
    client = Client(root, "vscode-1.139.1-lc11", command=SERVE)
    client._capabilities = plain
    async with client:
        client.open(MODELS)
        await client.diagnostics(MODELS)
        params = lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(uri(client.root, MODELS)))
        found = await client.client.text_document_document_symbol_async(params) or ()
        assert ("name", "Team") in [(it.name, getattr(it, "container_name", None)) for it in found]


async def test_a_route_is_found_in_the_workspace_by_its_path(root: Path) -> None:
    async with everything(root) as client:
        params = lsp.WorkspaceSymbolParams("GET /api/v1/teams/{id}")
        found = await client.client.workspace_symbol_async(params) or ()
        (route,) = found
        assert route.name == "GET /api/v1/teams/{team_id}"
        assert isinstance(route.location, lsp.Location)
        assert said(client, route.location) == "teams.py:33 read_team"
        assert len(await client.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("")) or ()) > 3


async def test_who_asks_while_the_folder_is_read_hears_all_of_it(root: Path) -> None:
    """lsp-mode asks for the outline once, as soon as it may, and keeps the answer until somebody types."""
    for number in range(200):  # reading them takes longer than an answer from one file
        (root / f"app/extra_{number}.py").write_text("def nothing() -> None: ...\n" * 100)
    async with Client(root, "vscode-1.139.1-lc11", command=SERVE) as client:
        client.open(ROUTES)
        asked = client.client.text_document_document_symbol_async(
            lsp.DocumentSymbolParams(lsp.TextDocumentIdentifier(uri(client.root, ROUTES)))
        )
        led = client.client.text_document_definition_async(lsp.DefinitionParams(**at(client, ROUTES, "/{team_id}", 3)))
        searched = client.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("GET /api/v1/teams/{id}"))
        outline, places, found = await asyncio.gather(asked, led, searched)

        assert "GET /api/v1/teams/{team_id}" in [it.name for it in outline or ()]
        assert places is not None
        assert [it.name for it in found or ()] == ["GET /api/v1/teams/{team_id}"]


async def lenses(client: Client, path: str) -> list[lsp.CodeLens]:
    params = lsp.CodeLensParams(lsp.TextDocumentIdentifier(uri(client.root, path)))
    found = await client.client.text_document_code_lens_async(params) or ()
    return [await client.client.code_lens_resolve_async(it) for it in found]


def titles(found: list[lsp.CodeLens]) -> list[str]:
    return [it.command.title for it in found if it.command is not None]


async def test_a_lens_says_how_many_tests_there_are_and_shows_them(root: Path) -> None:
    async with everything(root) as client:
        found = await lenses(client, ROUTES)
        assert titles(found) == ["1 test", "no tests", "2 tests"]
        assert found[1].command == lsp.Command("no tests", "")
        asked: list[list[str]] = []

        def choose(_: str, choices: Sequence[str]) -> str:
            asked.append(list(choices))
            return choices[1]

        client.answer = choose
        for it in (found[0], found[2]):
            assert it.command is not None
            params = lsp.ExecuteCommandParams(it.command.command, it.command.arguments)
            await client.client.workspace_execute_command_async(params)
        await client.wait(lambda: len(client.shown) == 2)

        assert [it.name for it in client.shown] == ["test_teams.py", "test_teams.py"]
        assert asked == [["1. test_read", "2. test_read_nothing"]]


async def test_models_have_routes_and_lenses_are_refreshed_when_all_is_known(root: Path) -> None:
    async with everything(root) as client:
        await client.wait(lambda: bool(client.refreshed))
        assert titles(await lenses(client, MODELS)) == ["3 routes", "1 route"]
        assert lsp.WORKSPACE_CODE_LENS_REFRESH in client.refreshed


async def test_what_is_typed_into_a_model_changes_its_lenses_when_it_is_saved(root: Path) -> None:
    async with everything(root) as client:
        await client.wait(lambda: bool(client.refreshed))
        before = titles(await lenses(client, MODELS))
        client.refreshed.clear()
        client.change(ROUTES, client.buffers[ROUTES].text.replace("Team", "Town"))
        client.change(MODELS, client.buffers[MODELS].text + "\n# typed\n")
        assert titles(await lenses(client, MODELS)) == before
        assert client.refreshed == []

        client.save(ROUTES)
        await client.wait(lambda: bool(client.refreshed))
        assert titles(await lenses(client, MODELS)) != before


async def test_lenses_go_off_by_a_setting(root: Path) -> None:
    async with everything(root, options={"codeLenses": False}) as client:
        assert await lenses(client, ROUTES) == []


async def test_what_an_editor_sends_back_may_be_anything(root: Path) -> None:
    async with everything(root) as client:
        lens = lsp.CodeLens(lsp.Range(lsp.Position(0, 0), lsp.Position(0, 1)), data={"uri": 3})
        assert (await client.client.code_lens_resolve_async(lens)).command == lsp.Command("", "")
        for arguments in ([3], [{"places": 3}], [{"places": [{}]}]):
            params = lsp.ExecuteCommandParams("backline.show", arguments)
            await client.client.workspace_execute_command_async(params)
        assert titles(await lenses(client, ROUTES)) == ["1 test", "no tests", "2 tests"]
        assert client.shown == []


async def hints(client: Client, path: str) -> list[tuple[int, object]]:
    everywhere = lsp.Range(lsp.Position(0, 0), lsp.Position(9_999, 0))
    params = lsp.InlayHintParams(lsp.TextDocumentIdentifier(uri(client.root, path)), everywhere)
    found = await client.client.text_document_inlay_hint_async(params) or ()
    return [(it.position.line + 1, it.label) for it in found]


async def test_hints_are_off_until_they_are_wanted(root: Path) -> None:
    async with everything(root) as client:
        assert await hints(client, ROUTES) == []
        client.configuration = {"inlayHints": ["paths"]}
        client.refreshed.clear()
        client.client.workspace_did_change_configuration(lsp.DidChangeConfigurationParams({"backline": {}}))
        await client.wait(lambda: lsp.WORKSPACE_INLAY_HINT_REFRESH in client.refreshed)

        assert await hints(client, ROUTES) == [
            (12, "/api/v1/teams"),
            (25, "/api/v1/teams/rosters"),
            (32, "/api/v1/teams/{team_id}"),
        ]

"""The server: one short handler per LSP method. Convert, one call, convert.

Handlers that only look are `async def` and do their work in one thread of our own, so that the event
loop goes on reading and `$/cancelRequest` reaches them. Nothing here calls back into the client from
within a request: Helix would wait for itself.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from lsp_server import __version__
from lsp_server.action import Action, Cursor
from lsp_server.actions import ALL as ACTIONS
from lsp_server.card import Card
from lsp_server.cards import ALL as CARDS
from lsp_server.diagnose import diagnose
from lsp_server.edits import gates
from lsp_server.edits.change import Change, Refusal
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES
from lsp_server.server import client as clients
from lsp_server.server import convert, menu
from lsp_server.server.checks import Checks
from lsp_server.server.jobs import Jobs, Request
from lsp_server.server.parent import exit_with
from lsp_server.server.progress import progress
from lsp_server.session import Place, Session
from lsp_server.snapshot import Snapshot
from lsp_server.text import Encoding, Position, Span

log = logging.getLogger(__name__)

T = TypeVar("T")

_ENCODINGS: Mapping[str, Encoding] = {"utf-8": "utf-8", "utf-32": "utf-32"}


class Backline(LanguageServer):
    """pygls' server with calm error messages."""

    in_order = False  # whether the editor said goodbye, as LSP's exit code tells

    def report_server_error(self, error: Exception, source: Any) -> None:
        """One sentence for the person; what really happened is in the log.

        Nothing is sent about what could not be sent: that would fail in the same way, without an end.
        """
        if source is JsonRpcInternalError:
            return  # pygls has logged it.
        log.error("%s", source.__name__, exc_info=error)
        message = "Backline could not read a message of the editor and went on without it. The log has the details."
        self.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, message))


class App:
    """What the handlers share: the session, and who works on it."""

    def __init__(
        self,
        server: LanguageServer,
        actions: Mapping[str, Action],
        rules: Mapping[str, Rule],
        cards: Mapping[str, Card],
    ) -> None:
        self.server, self.rules, self.cards = server, rules, cards
        self.actions = {it.id: it for it in actions.values()}  # as commands name them
        self.session = Session(rules)
        self.client = clients.Client()
        self.looking = ThreadPoolExecutor(1, "look")
        self.reading = ThreadPoolExecutor(1, "read")
        working = ThreadPoolExecutor(2, "work")
        self.checks = Checks(server, self.session, rules, self.looking)
        self.jobs = Jobs(server, self.session, self.actions, self.judge, working)
        self._indexing: dict[Path, asyncio.Task[None]] = {}

    def know(self, params: lsp.InitializeParams, encoding: Encoding) -> None:
        self.client = clients.read(params.capabilities, encoding, params.client_info.name if params.client_info else "")
        self.checks.client = self.jobs.client = self.client

    def judge(self, change: Change, snapshot: Snapshot) -> Change | Refusal:
        """The gates, with our own rules among them."""

        def findings(after: Snapshot, path: str) -> list[tuple[str, str]]:
            found = diagnose(after.project, path, self.session.settings_of(after.root), self.rules)
            return [(it.code, it.finding.message) for it in found if it.severity != "hint"]

        return gates.judge(change, snapshot, check=findings)

    def at(self, uri: str) -> tuple[Path, Place] | None:
        path = convert.path_of(uri)
        place = self.session.at(path) if path is not None else None
        return (path, place) if path is not None and place is not None else None

    async def look(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.looking, work)

    # ----------------------------------------------------------------- documents

    def put(self, uri: str) -> Path | None:
        """Copy a document at the door: pygls' own changes under an `await`."""
        path = convert.path_of(uri)
        if path is not None:
            document = self.server.workspace.get_text_document(uri)
            self.session.put(path, document.source, document.version)
            self.jobs.moved.set()
        return path

    def check_folder_of(self, path: Path) -> None:
        """What changed here may show in the other open files of the folder."""
        place = self.session.at(path)
        root = place.snapshot.root if place is not None else None
        for other in self.session.opened_in(root) if root is not None else (path,):
            self.checks.schedule(other)

    def index(self, root: Path) -> None:
        """Read a folder in the background; until then, answers come from the open documents."""
        folder = self.session.add_folder(root)
        self._indexing[folder.root] = asyncio.get_running_loop().create_task(self._index(folder.root))

    async def _index(self, root: Path) -> None:
        async with progress(self.server, f"Reading {root.name}", shown=self.client.progress):
            loaded = await asyncio.get_running_loop().run_in_executor(self.reading, self.session.load, root)
            self.session.take(root, loaded)
        folder = self.session.folders.get(root)
        if folder is not None:
            self.checks.settings(folder)
            for path in self.session.opened_in(root):
                self.checks.schedule(path)

    async def ready(self) -> None:
        """Wait for folders that are being read."""
        await asyncio.gather(*self._indexing.values())

    # ----------------------------------------------------------------- settings

    async def introduce(self) -> None:
        """Ask the client for what it offers; one that says no after all is taken at its word."""
        if self.client.watches:
            patterns = ("**/*.py", "**/pyproject.toml", "**/.gitignore")
            watchers = [lsp.FileSystemWatcher(glob_pattern=it) for it in patterns]
            options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = lsp.Registration("backline-files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            try:
                await self.server.client_register_capability_async(lsp.RegistrationParams([registration]))
            except JsonRpcException as error:
                log.warning("The client watches no files: %s", error)
        await self.configure(None)

    async def configure(self, pushed: Any) -> None:
        if self.client.configuration:
            item = lsp.ConfigurationItem(section="backline")
            try:
                answer = await self.server.workspace_configuration_async(lsp.ConfigurationParams([item]))
            except JsonRpcException as error:
                log.warning("The client has no settings: %s", error)
                return
            pushed = answer[0] if answer else None
        elif isinstance(pushed, dict):
            pushed = pushed.get("backline", pushed)
        if pushed is None:
            return
        self.session.configure(pushed)
        for folder in self.session.folders.values():
            self.checks.settings(folder)
        for path in self.session.opened:
            self.checks.schedule(path)


def build(
    actions: Mapping[str, Action] = ACTIONS, rules: Mapping[str, Rule] = RULES, cards: Mapping[str, Card] = CARDS
) -> Backline:
    """A server that is not started yet."""
    server = Backline("backline", __version__, lsp.TextDocumentSyncKind.Incremental)
    app = App(server, actions, rules, cards)
    _lifecycle(server, app)
    _documents(server, app)
    _answers(server, app)
    _commands(server, app)
    return server


def serve(server: Backline | None = None) -> None:
    """Serve one editor on standard input and output. Log lines go to standard error."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    server = server or build()
    server.start_io()
    # A draft that was being made when the editor left must not keep the process.
    logging.shutdown()
    os._exit(0 if server.in_order else 1)


def serve_tcp(host: str, port: int) -> None:
    """Serve one editor on a socket."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    build().start_tcp(host, port)


def _lifecycle(server: Backline, app: App) -> None:
    @server.feature(lsp.SHUTDOWN)
    def shutdown(_: None) -> None:
        server.in_order = True
        app.jobs.end()

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        app.know(params, _ENCODINGS.get(str(server.workspace.position_encoding), "utf-16"))
        app.session.configure(params.initialization_options)

    @server.feature(lsp.INITIALIZED)
    def initialized(_: lsp.InitializedParams) -> None:
        exit_with(server.process_id)
        roots = [it.uri for it in server.workspace.folders.values()] or [server.workspace.root_uri or ""]
        for uri in roots:
            if (root := convert.path_of(uri)) is not None:
                app.index(root)
        asyncio.get_running_loop().create_task(app.introduce())

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for it in params.event.removed:
            if (root := convert.path_of(it.uri)) is not None:
                app.session.remove_folder(root)
        for it in params.event.added:
            if (root := convert.path_of(it.uri)) is not None:
                app.index(root)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration(params: lsp.DidChangeConfigurationParams) -> None:
        await app.configure(params.settings)


def _documents(server: LanguageServer, app: App) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        if (path := app.put(params.text_document.uri)) is not None:
            app.checks.schedule(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        path = app.put(params.text_document.uri)
        place = app.session.at(path) if path is not None else None
        if path is not None and place is not None and place.settings.check_on == "change":
            app.checks.schedule(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        if (path := convert.path_of(params.text_document.uri)) is not None:
            app.session.refresh(path)
            app.check_folder_of(path)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        if (path := convert.path_of(params.text_document.uri)) is not None:
            app.session.close(path)
            app.jobs.moved.set()
            app.checks.clear(path)

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        paths = [it for change in params.changes if (it := convert.path_of(change.uri)) is not None]
        moved = [it for it in paths if app.session.disk_changed(it)]
        app.jobs.moved.set()
        for root in {
            folder.root for it in moved for folder in app.session.folders.values() if it.is_relative_to(folder.root)
        }:
            app.checks.settings(app.session.folders[root])
            for path in app.session.opened_in(root):
                app.checks.schedule(path)


def _answers(server: LanguageServer, app: App) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=[*menu.KINDS], resolve_provider=False)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_action(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        here = app.at(params.text_document.uri)
        if here is None or here[1].snapshot.root is None:
            return []
        path, place = here
        only = params.context.only
        selection = convert.span_of(place.document, params.range, app.client.encoding)
        found: list[lsp.CodeAction] = []
        if menu.wanted("quickfix", only):
            findings = await app.checks.fresh(path, place)
            found += menu.quick_fixes(place, selection, findings, app.client)
        if params.context.trigger_kind != lsp.CodeActionTriggerKind.Automatic:
            cursor = Cursor(place.snapshot, place.path, selection)
            actions = {name: it for name, it in app.actions.items() if menu.wanted(it.kind, only)}
            offers = await app.look(lambda: menu.offers(cursor, actions))
            uri = params.text_document.uri
            found += [menu.as_command(action, offer, uri, params.range) for action, offer in offers]
            extra = [*menu.running(app.jobs.running.values()), *menu.undo(app.jobs.last, path)]
            found += [it for it in extra if menu.wanted(str(it.kind), only)]
        return found

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        here = app.at(params.text_document.uri)
        if here is None:
            return None
        _, place = here
        at = place.document.offset(Position(params.position.line, params.position.character), app.client.encoding)
        cursor = Cursor(place.snapshot, place.path, Span(at, at))
        cards = app.cards.values()
        shown = await app.look(lambda: next((it for card in cards if (it := card.show(cursor)) is not None), None))
        return convert.hover(shown.markdown, place.document, shown.span, app.client) if shown is not None else None


def _commands(server: LanguageServer, app: App) -> None:
    @server.command(menu.APPLY)
    async def apply(argument: Any) -> None:
        request = _request(argument, app)
        if request is None:
            app.jobs.say("Backline did not understand this command. Choose the action from the menu.", warning=True)
        else:
            app.jobs.start(request)

    @server.command(menu.CANCEL)
    def cancel(argument: Any) -> None:
        if isinstance(argument, dict) and isinstance(argument.get("job"), int):
            app.jobs.cancel(argument["job"])

    @server.command(menu.UNDO)
    def undo() -> None:
        app.jobs.start_undo()


def _request(argument: Any, app: App) -> Request | None:
    """What a command asks for; None when it is not one of ours. Editors send back whatever they kept."""
    match argument:
        case {
            "action": str(action),
            "title": str(title),
            "uri": str(uri),
            "range": {
                "start": {"line": int(line), "character": int(character)},
                "end": {"line": int(last), "character": int(end)},
            },
        } if action in app.actions:
            path = convert.path_of(uri)
            place = app.session.at(path) if path is not None else None
            if path is None or place is None:
                return None
            range_ = lsp.Range(lsp.Position(line, character), lsp.Position(last, end))
            selection = convert.span_of(place.document, range_, app.client.encoding)
            return Request(action, title, path, selection, argument.get("version"))
        case _:
            return None

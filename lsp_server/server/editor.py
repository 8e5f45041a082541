"""A small editor: the other side of the border, for the guided demo and the benchmark.

It starts `backline serve`, speaks LSP over its standard input and output, keeps buffers, and applies
the server's workspace edits as a real editor would: to the buffers first, to the disk on save.
Callers see plain values: paths relative to the folder, 0-based lines, characters in the encoding that
was agreed on.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cattrs import Converter
from lsprotocol import types as lsp
from pygls.lsp._base_client import BaseLanguageClient
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter
from pygls.uris import to_fs_path

from lsp_server import __version__
from lsp_server.text import Document, Edit, Encoding, Position, Span, apply

SERVE = (sys.executable, "-m", "lsp_server", "serve")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding as the editor would show it; `line` and `character` are 0-based."""

    line: int
    character: int
    severity: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What one action did: each file's text before (None: it is new) and after, and what the server said."""

    files: tuple[tuple[str, str | None, str], ...]
    said: tuple[str, ...]


class Editor:
    """One window on one folder. Use `async with Editor(root) as editor`.

    `capabilities` and `client` let a test play another editor; by default it is one that can do all.
    """

    def __init__(
        self,
        root: Path,
        command: Sequence[str] = SERVE,
        *,
        capabilities: lsp.ClientCapabilities | None = None,
        client: BaseLanguageClient | None = None,
        options: object = None,
    ) -> None:
        self.root = root.resolve()
        self.encoding: Encoding = "utf-16"
        self._command = command
        self._capabilities = capabilities or _CAPABILITIES
        self.client = client or LanguageClient("backline-demo", __version__, converter_factory=converter)
        self._options = options
        self.exit_code: int | None = None  # of the server, once it was left
        self.configuration: object = None  # what `workspace/configuration` is answered with
        self.buffers: dict[str, Document] = {}
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self.versions: dict[str, int | None] = {}  # the version that the last diagnostics were made from
        self.progress: dict[lsp.ProgressToken, str] = {}  # token -> title, of all that ever began
        self.ended: set[lsp.ProgressToken] = set()
        self._said: list[str] = []
        self._applied: list[tuple[str, str | None, str]] = []
        self._news = asyncio.Event()
        self._listen()

    async def __aenter__(self) -> "Editor":
        await self.client.start_io(*self._command)
        answer = await self.client.initialize_async(
            lsp.InitializeParams(
                capabilities=self._capabilities,
                process_id=os.getpid(),
                root_uri=self.root.as_uri(),
                workspace_folders=[lsp.WorkspaceFolder(self.root.as_uri(), self.root.name)],
                client_info=lsp.ClientInfo("backline demo", __version__),
                initialization_options=self._options,
            )
        )
        if answer.capabilities.position_encoding in ("utf-8", "utf-32"):
            self.encoding = "utf-8" if answer.capabilities.position_encoding == "utf-8" else "utf-32"
        self.client.initialized(lsp.InitializedParams())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        self.exit_code = await process.wait() if process is not None else None
        await self.client.stop()

    # ----------------------------------------------------------------- what a person does

    def open(self, path: str) -> None:
        text = (self.root / path).read_bytes().decode()
        self.buffers[path] = Document(path, text, version=0)
        item = lsp.TextDocumentItem(self._uri(path), "python", 0, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, path: str, text: str) -> None:
        """Replace a buffer's text."""
        version = (self.buffers[path].version or 0) + 1
        self.buffers[path] = Document(path, text, version)
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version, self._uri(path)),
                [lsp.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    def save(self, path: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(self.buffers[path].text.encode())
        self.published.pop(path, None)
        document = lsp.TextDocumentIdentifier(self._uri(path))
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(document))

    def find(self, path: str, text: str) -> Position:
        """Where the text first stands in an open buffer. Raises ValueError when it does not."""
        buffer = self.buffers[path]
        return buffer.position(buffer.data.index(text.encode()), self.encoding)

    def close(self, path: str) -> None:
        del self.buffers[path]
        document = lsp.TextDocumentIdentifier(self._uri(path))
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    async def diagnostics(self, path: str) -> tuple[Diagnostic, ...]:
        """What the server reports on a file, waited for if nothing came yet."""
        await self.wait(lambda: path in self.published)
        return tuple(_diagnostic(it) for it in self.published[path])

    async def hover(self, path: str, position: Position) -> str:
        answer = await self.client.text_document_hover_async(
            lsp.HoverParams(lsp.TextDocumentIdentifier(self._uri(path)), _lsp(position))
        )
        contents = answer.contents if answer is not None else None
        return contents.value if isinstance(contents, lsp.MarkupContent) else ""

    async def menu(self, path: str, position: Position) -> tuple[str, ...]:
        """The titles of the code actions offered at a position."""
        return tuple(it.title for it in await self.actions(path, position))

    async def choose(self, path: str, position: Position, title: str) -> Applied:
        """Run the action whose title begins so, wait for its edit, and save all files it touched."""
        await self.begin(path, position, title)
        await self.wait(lambda: bool(self._said))
        done = Applied(tuple(self._applied), tuple(self._said))
        for touched, _, _ in done.files:
            self.save(touched)
        return done

    async def begin(self, path: str, position: Position, title: str) -> None:
        """Run an action and return when the server has taken it on."""
        action = next(it for it in await self.actions(path, position) if it.title.startswith(title))
        assert action.command is not None
        self._applied.clear()
        self._said.clear()
        command = lsp.ExecuteCommandParams(action.command.command, action.command.arguments)
        await self.client.workspace_execute_command_async(command)

    async def said(self) -> str:
        """The next thing that the server says."""
        await self.wait(lambda: bool(self._said))
        return self._said.pop(0)

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        """Do what `workspace/applyEdit` asks, unless it speaks of a text that is gone."""
        for it in params.edit.document_changes or ():
            if isinstance(it, lsp.TextDocumentEdit) and it.text_document.version is not None:
                known = self.buffers.get(self._path(it.text_document.uri))
                if known is None or known.version != it.text_document.version:
                    return lsp.ApplyWorkspaceEditResult(applied=False, failure_reason="the document has changed")
        self._apply(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=True)

    # ----------------------------------------------------------------- the protocol

    async def actions(self, path: str, position: Position, **context: Any) -> list[lsp.CodeAction]:
        answer = await self.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(self._uri(path)),
                lsp.Range(_lsp(position), _lsp(position)),
                lsp.CodeActionContext([], **{"trigger_kind": lsp.CodeActionTriggerKind.Invoked, **context}),
            )
        )
        return [it for it in answer or () if isinstance(it, lsp.CodeAction)]

    def _listen(self) -> None:
        client = self.client

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.published[self._path(params.uri)] = list(params.diagnostics)
            self.versions[self._path(params.uri)] = params.version
            self._news.set()

        @client.feature(lsp.WINDOW_SHOW_MESSAGE)
        def said(params: lsp.ShowMessageParams) -> None:
            self._said.append(params.message)
            self._news.set()

        @client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def edit(params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
            return self.receive(params)

        @client.feature(lsp.WORKSPACE_CONFIGURATION)
        def configuration(params: lsp.ConfigurationParams) -> list[object]:
            return [self.configuration for _ in params.items]

        @client.feature(lsp.PROGRESS)
        def progress(params: lsp.ProgressParams) -> None:
            if isinstance(params.value, dict) and params.value.get("kind") == "begin":
                self.progress[params.token] = params.value["title"]
            elif isinstance(params.value, dict) and params.value.get("kind") == "end":
                self.ended.add(params.token)
            self._news.set()

        client.feature(lsp.WINDOW_LOG_MESSAGE)(_ignore)
        client.feature(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE)(_ignore)
        client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(_ignore)

    def _apply(self, edit: lsp.WorkspaceEdit) -> None:
        created = set()
        for uri, changes in (edit.changes or {}).items():
            self._edit(self._path(uri), changes, new=not (self.root / self._path(uri)).exists())
        for operation in edit.document_changes or ():
            if isinstance(operation, lsp.CreateFile):
                created.add(self._path(operation.uri))
            elif isinstance(operation, lsp.DeleteFile):
                (self.root / self._path(operation.uri)).unlink()
            elif isinstance(operation, lsp.TextDocumentEdit):
                path = self._path(operation.text_document.uri)
                self._edit(path, operation.edits, new=path in created or not (self.root / path).exists())

    def _edit(self, path: str, changes: Sequence[object], *, new: bool) -> None:
        """Apply to the buffer; a new file is opened empty, as editors do, and is on disk only once saved."""
        if path not in self.buffers:
            if new:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).touch()
            self.open(path)
        before = self.buffers[path]
        edits = [
            Edit(Span(self._offset(before, it.range.start), self._offset(before, it.range.end)), it.new_text)
            for it in changes
            if isinstance(it, lsp.TextEdit | lsp.AnnotatedTextEdit)
        ]
        after = apply(before.text, edits)
        self.change(path, after)
        self._applied.append((path, None if new else before.text, after))

    def _offset(self, document: Document, at: lsp.Position) -> int:
        return document.offset(Position(at.line, at.character), self.encoding)

    async def wait(self, ready: Callable[[], bool]) -> None:
        while not ready():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), timeout=60)

    def _uri(self, path: str) -> str:
        return (self.root / path).resolve().as_uri()

    def _path(self, uri: str) -> str:
        return Path(os.path.relpath(to_fs_path(uri) or uri, self.root)).as_posix()


def converter() -> Converter:
    """pygls' converter with one mistake mended: lsprotocol 2025.0.0 takes an action with a command for a command."""
    made: Converter = default_converter()

    def command_or_action(found: Any, _: object) -> lsp.Command | lsp.CodeAction:
        if isinstance(found.get("command"), str):
            return made.structure(found, lsp.Command)
        return made.structure(found, lsp.CodeAction)

    made.register_structure_hook(lsp.Command | lsp.CodeAction, command_or_action)
    return made


def _ignore(_: Any) -> None:
    """A message that this editor has nothing to do about."""


def _lsp(position: Position) -> lsp.Position:
    return lsp.Position(position.line, position.character)


def _diagnostic(it: lsp.Diagnostic) -> Diagnostic:
    severity = (it.severity or lsp.DiagnosticSeverity.Error).name.lower()
    return Diagnostic(it.range.start.line, it.range.start.character, severity, str(it.code or ""), it.message)


_CAPABILITIES = lsp.ClientCapabilities(
    workspace=lsp.WorkspaceClientCapabilities(
        apply_edit=True,
        workspace_edit=lsp.WorkspaceEditClientCapabilities(
            document_changes=True,
            resource_operations=[lsp.ResourceOperationKind.Create],
            failure_handling=lsp.FailureHandlingKind.Abort,
        ),
        workspace_folders=True,
    ),
    text_document=lsp.TextDocumentClientCapabilities(
        code_action=lsp.CodeActionClientCapabilities(
            code_action_literal_support=lsp.ClientCodeActionLiteralOptions(
                code_action_kind=lsp.ClientCodeActionKindOptions(value_set=[""])
            )
        ),
        hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(version_support=True),
    ),
    window=lsp.WindowClientCapabilities(work_done_progress=True),
)

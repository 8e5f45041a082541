"""One window of the small editor, as the server knows it: documents, and what the server sends.

It starts `backline serve`, speaks LSP over its standard input and output, keeps buffers, and applies
the server's workspace edits as a real editor would: to the buffers first, to the disk on save.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from lsprotocol import types as lsp
from pygls.lsp._base_client import BaseLanguageClient
from pygls.lsp.client import LanguageClient
from pygls.uris import to_fs_path

from lsp_server import __version__
from lsp_server.server.editor.buffers import Buffers
from lsp_server.server.editor.client import CAPABILITIES, converter
from lsp_server.text import Document, Encoding

SERVE = (sys.executable, "-m", "lsp_server", "serve")


class Window:
    """Use `async with Window(root) as window`.

    `address` is that of a server that listens already; without it, `command` starts one. `capabilities` and
    `client` let a test play another editor; by default it is one that can do all.
    """

    def __init__(
        self,
        root: Path,
        command: Sequence[str] = SERVE,
        *,
        address: tuple[str, int] | None = None,
        capabilities: lsp.ClientCapabilities | None = None,
        client: BaseLanguageClient | None = None,
        options: object = None,
        called: str = "backline demo",
    ) -> None:
        self.root = root.resolve()
        self._command, self._address = command, address
        self._capabilities = capabilities or CAPABILITIES
        self.client = client or LanguageClient("backline-demo", __version__, converter_factory=converter)
        self._options, self._called = options, called
        self.exit_code: int | None = None  # of the server, once it was left
        self.configuration: object = None  # what `workspace/configuration` is answered with
        self.buffers = Buffers(self.root)
        self.published: dict[str, list[lsp.Diagnostic]] = {}
        self.versions: dict[str, int | None] = {}  # the version that the last diagnostics were made from
        self.progress: dict[lsp.ProgressToken, str] = {}  # token -> title, of all that ever began
        self.ended: set[lsp.ProgressToken] = set()
        self.decided = (
            asyncio.Event()
        )  # while it is cleared, edits of the server wait, as for a person who looks at them
        self.decided.set()
        self.shown: list[Path] = []  # files that the server asked to show
        self.reports: list[str] = []  # how far jobs said they were
        self.answer: Callable[[str, Sequence[str]], str | None] = lambda _, __: None  # to questions; None: not yet
        self._said: list[str] = []
        self._applied: list[tuple[str, str | None, str]] = []
        self._news = asyncio.Event()
        self._listen()

    async def __aenter__(self) -> Self:
        if self._address is not None:
            await self.client.start_tcp(*self._address)
        else:
            await self.client.start_io(*self._command)
        answer = await self.client.initialize_async(
            lsp.InitializeParams(
                capabilities=self._capabilities,
                process_id=os.getpid(),
                root_uri=self.root.as_uri(),
                workspace_folders=[lsp.WorkspaceFolder(self.root.as_uri(), self.root.name)],
                client_info=lsp.ClientInfo(self._called, __version__),
                initialization_options=self._options,
            )
        )
        if answer.capabilities.position_encoding in ("utf-8", "utf-32"):
            self.buffers.encoding = "utf-8" if answer.capabilities.position_encoding == "utf-8" else "utf-32"
        self.client.initialized(lsp.InitializedParams())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.shutdown_async(None)
        self.client.exit(None)
        process = self.client._server
        self.exit_code = await process.wait() if process is not None else None
        await self.client.stop()

    @property
    def encoding(self) -> Encoding:
        return self.buffers.encoding

    # ----------------------------------------------------------------- documents

    def open(self, path: str) -> None:
        text = self.buffers.read(path).text
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

    def close(self, path: str) -> None:
        del self.buffers[path]
        document = lsp.TextDocumentIdentifier(self._uri(path))
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(document))

    # ----------------------------------------------------------------- what the server asks for

    def receive(self, params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        """Do what `workspace/applyEdit` asks, unless it speaks of a text that is gone."""
        if self.buffers.speaks_of_what_is_gone(params.edit):
            return lsp.ApplyWorkspaceEditResult(applied=False, failure_reason="the document has changed")
        self._apply(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=True)

    def show(self, params: lsp.ShowDocumentParams) -> lsp.ShowDocumentResult:
        """Do what `window/showDocument` asks: here, keep the file's path."""
        self.shown.append(Path(to_fs_path(params.uri) or params.uri))
        return lsp.ShowDocumentResult(success=True)

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
        async def edit(params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
            await self.decided.wait()
            return self.receive(params)

        @client.feature(lsp.WORKSPACE_CONFIGURATION)
        def configuration(params: lsp.ConfigurationParams) -> list[object]:
            return [self.configuration for _ in params.items]

        @client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        def question(params: lsp.ShowMessageRequestParams) -> lsp.MessageActionItem | None:
            chosen = self.answer(params.message, [it.title for it in params.actions or ()])
            return lsp.MessageActionItem(chosen) if chosen is not None else None

        @client.feature(lsp.WINDOW_SHOW_DOCUMENT)
        def show(params: lsp.ShowDocumentParams) -> lsp.ShowDocumentResult:
            answer = self.show(params)
            self._news.set()
            return answer

        @client.feature(lsp.PROGRESS)
        def progress(params: lsp.ProgressParams) -> None:
            if isinstance(params.value, dict) and params.value.get("kind") == "begin":
                self.progress[params.token] = params.value["title"]
            elif isinstance(params.value, dict) and params.value.get("kind") == "report":
                self.reports.append(params.value.get("message") or "")
            elif isinstance(params.value, dict) and params.value.get("kind") == "end":
                self.ended.add(params.token)
            self._news.set()

        # Messages that this editor has nothing to do about.
        for method in (
            lsp.WINDOW_LOG_MESSAGE,
            lsp.WINDOW_WORK_DONE_PROGRESS_CREATE,
            lsp.CLIENT_REGISTER_CAPABILITY,
        ):
            client.feature(method)(lambda _: None)

    def _apply(self, edit: lsp.WorkspaceEdit) -> None:
        """A new file is opened empty, as editors do, and is on disk only once saved."""
        for path, new, changes in self.buffers.changes(edit):
            if path not in self.buffers:
                if new:
                    (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                    (self.root / path).touch()
                self.open(path)
            before = self.buffers[path].text
            self.change(path, self.buffers.edited(path, changes))
            self._applied.append((path, None if new else before, self.buffers[path].text))

    async def wait(self, ready: Callable[[], bool]) -> None:
        while not ready():
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), timeout=60)

    def _uri(self, path: str) -> str:
        return self.buffers.uri(path)

    def _path(self, uri: str) -> str:
        return self.buffers.path(uri)

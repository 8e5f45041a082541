"""What a person does in the small editor, and sees.

Callers see plain values: paths relative to the folder, 0-based lines, characters in the encoding that
was agreed on.
"""

from dataclasses import dataclass
from typing import Any

from lsprotocol import types as lsp

from lsp_server.server.editor.window import Window
from lsp_server.text import Position


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


class Editor(Window):
    """A window with somebody in front of it. Use `async with Editor(root) as editor`."""

    def find(self, path: str, text: str) -> Position:
        """Where the text first stands in an open buffer. Raises ValueError when it does not."""
        buffer = self.buffers[path]
        return buffer.position(buffer.data.index(text.encode()), self.encoding)

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

    async def actions(self, path: str, position: Position, **context: Any) -> list[lsp.CodeAction]:
        answer = await self.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(self._uri(path)),
                lsp.Range(_lsp(position), _lsp(position)),
                lsp.CodeActionContext([], **{"trigger_kind": lsp.CodeActionTriggerKind.Invoked, **context}),
            )
        )
        return [it for it in answer or () if isinstance(it, lsp.CodeAction)]


def _lsp(position: Position) -> lsp.Position:
    return lsp.Position(position.line, position.character)


def _diagnostic(it: lsp.Diagnostic) -> Diagnostic:
    severity = (it.severity or lsp.DiagnosticSeverity.Error).name.lower()
    return Diagnostic(it.range.start.line, it.range.start.character, severity, str(it.code or ""), it.message)

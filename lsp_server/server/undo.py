"""Taking back the last applied change, over all its files, as long as nobody worked on them."""

from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.edits.change import Change
from lsp_server.edits.inverse import Inverse, inverse
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.writer import Writer
from lsp_server.session import Session


@dataclass(frozen=True, slots=True)
class Applied:
    """The last thing that was done, and how to take it back."""

    title: str
    root: Path
    inverse: Inverse


@dataclass
class Undo:
    server: Backline
    session: Session
    writer: Writer
    last: Applied | None = None

    def remember(self, change: Change, root: Path, title: str) -> None:
        self.last = Applied(title, root, inverse(change))

    async def take_back(self) -> None:
        last = self.last
        if last is None:
            self.server.say("There is nothing to undo.")
            return
        if any(self.session.text_of(last.root, path) != text for path, text in last.inverse.expects.items()):
            self.server.say(f"“{last.title}” can't be undone: its files changed since. Use the editor's own undo.")
            return
        self.last = None
        client = self.writer.client
        change = self.writer.in_current_versions(Change(last.inverse.edits, ""), last.root)
        edit = convert.workspace_edit(change, last.root, client)
        kept = [it.path for it in last.inverse.created if not client.delete]
        if client.delete and edit.document_changes is not None:
            gone = [lsp.DeleteFile(uri=convert.uri_of(last.root / it.path)) for it in last.inverse.created]
            edit.document_changes = [*edit.document_changes, *gone]
        answer = await self.writer.ask(edit, f"Undo: {last.title}")
        if not answer.applied:
            self.server.say(f"The editor did not undo “{last.title}”.", warning=True)
        elif kept:
            self.server.say(f"“{last.title}” was undone. Remove by hand: {', '.join(kept)}.")
        else:
            self.server.say(f"“{last.title}” was undone. Save all files to keep it so.")

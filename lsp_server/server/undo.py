"""Taking applied changes back, each over all its files, as long as nobody worked on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from lsprotocol import types as lsp

from lsp_server.edits.change import Change
from lsp_server.edits.inverse import Inverse, inverse
from lsp_server.server import convert, uris
from lsp_server.server.backline import Backline
from lsp_server.server.writer import Writer
from lsp_server.session import Session

_MOST = 20  # changes that can be taken back


@dataclass(frozen=True, slots=True)
class Applied:
    """Something that was done, and how to take it back."""

    number: int
    title: str
    root: Path
    chosen: Path  # the file in whose menu it was chosen; often it is none of those that were changed
    inverse: Inverse


@dataclass
class Undo:
    server: Backline
    session: Session
    writer: Writer
    done: list[Applied] = field(default_factory=list)  # oldest first
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def remember(self, change: Change, root: Path, title: str, chosen: Path) -> None:
        self.done = [*self.done, Applied(next(self._numbers), title, root, chosen, inverse(change))][-_MOST:]

    def of(self, path: Path) -> Iterator[Applied]:
        """What was done to a file, or from it to others, and can be taken back, the last first.

        Only what still stands as it was made, and the very last change in any case: asked for, it says why not.
        """

        def is_here(it: Applied) -> bool:
            return it.chosen == path or any(it.root / file == path for file in it.inverse.expects)

        here = filter(is_here, reversed(self.done))
        return (it for it in here if it is self.done[-1] or self._still_stands(it))

    async def take_back(self, number: int | None = None) -> None:
        """Take back what has this number; the last thing that was done without one."""
        wanted = (it for it in reversed(self.done) if number is None or it.number == number)
        last = next(wanted, None)
        if last is None:
            self.server.say("There is nothing to undo.")
            return
        if not self._still_stands(last):
            self.server.say(f"“{last.title}” can't be undone: its files changed since. Use the editor's own undo.")
            return
        self.done = [it for it in self.done if it is not last]
        client = self.writer.client
        change = self.writer.in_current_versions(Change(last.inverse.edits, ""), last.root)
        edit = convert.workspace_edit(change, last.root, client)
        kept = [it.path for it in last.inverse.created if not client.delete]
        if client.delete and edit.document_changes is not None:
            gone = [lsp.DeleteFile(uri=uris.uri_of(last.root / it.path)) for it in last.inverse.created]
            edit.document_changes = [*edit.document_changes, *gone]
        answer = await self.writer.ask(edit, f"Undo: {last.title}")
        if not answer.applied:
            self.server.say(f"The editor did not undo “{last.title}”.", warning=True)
        elif kept:
            self.server.say(f"“{last.title}” was undone. Remove by hand: {', '.join(kept)}.")
        else:
            self.server.say(f"“{last.title}” was undone. Save all files to keep it so.")

    def _still_stands(self, it: Applied) -> bool:
        return all(self.session.text_of(it.root, path) == text for path, text in it.inverse.expects.items())

"""Hands a change to the editor, looks whether its text really arrived, and says so.

Whatever the client answers, only the text that arrived counts: Neovim says "applied" of an edit that it
skipped, and Zed always does.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.server import convert
from lsp_server.server.backline import Backline
from lsp_server.server.client import Client
from lsp_server.session import Session

CHANGED = "The files changed while “{}” was at work, so nothing was written. Choose it again."

ARRIVES_WITHIN = 2.0  # seconds from the answer to applyEdit to the last didChange (eglot waits 0.5 s for a pause)


@dataclass
class Writer:
    server: Backline
    session: Session
    client: Client = field(default_factory=Client)
    moved: asyncio.Event = field(default_factory=asyncio.Event)  # set whenever a document changed

    def still_true(self, change: Change, root: Path) -> bool:
        """Whether every file says what the change was made from, in the editor and on disk."""
        return all(self.session.text_of(root, it.path) == it.before for it in change.files)

    async def write(
        self, change: Change, root: Path, title: str, *, ask: bool = False, keep: Callable[[], str] | None = None
    ) -> Change | None:
        """Apply a change that is still true; `ask`: the editor shows it first and may apply a part of it.

        What of it arrived, None for nothing; the person is told either way. An editor that takes none of it and does
        not say why may only have been asked too late (Kate 25.04 takes edits for two seconds after a command): then
        `keep` keeps the change and says where.
        """
        folders: list[Path] = []
        for it in change.files:
            made = _make_room(root / it.path) if isinstance(it, NewFile) else []
            if made is None:
                _take_away(folders)
                sentence = f"“{title}” can't create {it.path}: the folder is not writable. Nothing was written."
                self.server.say(sentence, warning=True)
                return None
            folders = [*made, *folders]
        current = self.in_current_versions(change, root)
        edit = convert.workspace_edit(current, root, self.client, confirm=title if ask else None)
        answer = await self.ask(edit, title, saves=self.session.settings_of(root).save_changes)
        if await self._arrived(root, {it.path: it.after for it in change.files}):
            self.server.say(self._report(change, root))
            return change
        part = tuple(it for it in change.files if self._is_there(root, it.path, it.after))
        if not answer.applied:
            _take_away(folders)
        reason = f" ({answer.failure_reason})" if answer.failure_reason else ""
        if part:
            there, not_there = _names(part), _names(it for it in change.files if it not in part)
            sentence = f"The editor applied “{title}” in part: {there}, not {not_there}{reason}."
            self.server.say(f"{sentence} “Undo: {title}” takes it back.", warning=True)
            return Change(part, change.summary)
        if answer.applied:
            sentence = (
                f"The editor accepted “{title}”, but its text has not arrived. Look at the files before you go on."
            )
            self.server.say(sentence, warning=True)
        elif not self.still_true(change, root):  # Typed so late that the editor knew of it before the server did.
            self.server.say(CHANGED.format(title))
        elif ask:
            self.server.say(f"“{title}” was not applied: nothing was chosen in the editor's preview{reason}.")
        else:
            late = keep is not None and not answer.failure_reason
            kept = f" {keep()}" if keep is not None and late else ""
            self.server.say(f"The editor did not apply “{title}”{reason}.{kept}")
        return None

    async def ask(self, edit: lsp.WorkspaceEdit, label: str, *, saves: bool = False) -> lsp.ApplyWorkspaceEditResult:
        """The client's answer to an edit; one that can't take it (eglot's error, say) has not applied it."""
        metadata = lsp.WorkspaceEditMetadata(is_refactoring=True) if saves and self.client.saves_refactorings else None
        try:
            return await self.server.workspace_apply_edit_async(
                lsp.ApplyWorkspaceEditParams(edit=edit, label=label, metadata=metadata)
            )
        except JsonRpcException as error:
            return lsp.ApplyWorkspaceEditResult(applied=False, failure_reason=str(error))

    def in_current_versions(self, change: Change, root: Path) -> Change:
        """The same edits with the versions that the editor has now: an equal text may have a newer one."""

        return convert.in_versions_of(change, lambda path: self.session.opened.get(root / path))

    async def _arrived(self, root: Path, wanted: Mapping[str, str]) -> bool:
        """Wait until every file says what it should; documents that the client keeps closed are read from disk."""

        def there() -> bool:
            return all(self._is_there(root, path, text) for path, text in wanted.items())

        async def all_there() -> None:
            while not there():
                self.moved.clear()
                await self.moved.wait()

        try:
            await asyncio.wait_for(all_there(), ARRIVES_WITHIN)
        except TimeoutError:
            return there()
        return True

    def _is_there(self, root: Path, path: str, text: str) -> bool:
        # Editors that end every file with a line ending do so here, too.
        return self.session.text_of(root, path) in (text, f"{text}\n", f"{text}\r\n")

    def _report(self, change: Change, root: Path) -> str:
        unsaved = [it for it in change.files if not self.session.is_saved(root, it.path)]
        sentences = [*map(_sentence, (change.summary, *change.notes))]
        return " ".join([*sentences, *([f"Not saved yet: {_names(unsaved)}."] if unsaved else [])])


def _make_room(path: Path) -> list[Path] | None:
    """Make the folders above a new file, which Sublime does not. The ones made, innermost first.

    None when a file may not be made there.
    """
    missing = [it for it in path.parents if not it.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return missing if os.access(path.parent, os.W_OK) else None


def _take_away(folders: Iterable[Path]) -> None:
    """Remove folders that nothing came into after all."""
    for it in folders:
        with contextlib.suppress(OSError):  # Something did, or somebody else was quicker.
            it.rmdir()


def _names(files: Iterable[EditFile | NewFile]) -> str:
    paths = [it.path for it in files]
    return " and ".join(paths) if len(paths) < 3 else f"{paths[0]}, {paths[1]} and {len(paths) - 2} more"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."

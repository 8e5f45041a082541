"""Diagnostics: run off the event loop, published with the version they were made from, dropped when it is gone."""

import asyncio
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from lsp_server.diagnose import Diagnostic, diagnose, diagnose_settings
from lsp_server.rule import Rule
from lsp_server.server import agent_files, convert, uris
from lsp_server.server.client import Client
from lsp_server.server.proposals import Proposals
from lsp_server.server.reviews import Reviews
from lsp_server.session import Folder, Place, Session
from lsp_server.text import Document


@dataclass
class Checks:
    """What was published last is kept, for the quick fixes of the menu."""

    server: LanguageServer
    session: Session
    rules: Mapping[str, Rule]
    proposals: Proposals
    reviews: Reviews
    executor: Executor
    client: Client = field(default_factory=Client)
    _found: dict[Path, tuple[Document, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    _told: dict[Path, tuple[int | None, list[lsp.Diagnostic]]] = field(default_factory=dict)  # what the client shows
    _asked: set[Path] = field(default_factory=set)  # to be told of in any case: somebody may wait for it
    _hasty: set[Path] = field(default_factory=set)  # what was found in them may not be all
    _tasks: "dict[Path, asyncio.Task[None]]" = field(default_factory=dict)

    def schedule(self, path: Path) -> None:
        """Check a file soon and publish what is found."""
        self._asked.add(path)
        self._schedule(path)

    def folder(self, root: Path, first: Path | None = None) -> None:
        """Check every open file of a folder soon, once `first` is checked.

        What the client knows of the others already is not published again.
        """
        others = [it for it in self.session.opened_in(root) if it != first]
        if first is None:
            self._schedule_all(others)
        else:
            self.schedule(first)
            self._tasks[first].add_done_callback(lambda _: self._schedule_all(others))

    def linked(self, root: Path) -> None:
        """Check the open files of a folder that is known now: those that were not checked yet, or in a hurry."""
        for path in self.session.opened_in(root):
            if path not in self._found or path in self._hasty:
                self._schedule(path)

    def clear(self, path: Path) -> None:
        """Take back what was reported on a file that is closed or gone."""
        earlier = self._tasks.pop(path, None)
        if earlier is not None:
            earlier.cancel()
        self._found.pop(path, None)
        self._told.pop(path, None)
        self._hasty.discard(path)
        self._asked.discard(path)
        self._publish(uris.uri_of(path), None, [])

    async def published(self, path: Path) -> None:
        """Wait until what is to be checked in a file now has been published, or has given way to a newer check."""
        if (task := self._tasks.get(path)) is not None:
            await asyncio.wait([task])

    async def fresh(self, path: Path, place: Place) -> tuple[Diagnostic, ...]:
        """The findings in the very text of `place`."""
        document, found = self._found.get(path, (None, ()))
        return found if document is place.document else await self._diagnose(path, place)

    def settings(self, folder: Folder) -> None:
        """Publish what is wrong with a folder's settings, on pyproject.toml itself."""
        file = folder.root / "pyproject.toml"
        if not file.exists():
            return
        document = Document("pyproject.toml", file.read_text("utf-8", "replace"))
        found = [
            lsp.Diagnostic(
                range=convert.range_of(document, it.finding.span, self.client.encoding),
                message=it.finding.message,
                severity=convert.SEVERITIES[it.severity],
                code=it.code,
                source="backline",
            )
            for it in diagnose_settings("pyproject.toml", folder.problems)
        ]
        self._publish(uris.uri_of(file), None, found)

    def _schedule_all(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if path in self.session.opened:
                self._schedule(path)

    def _schedule(self, path: Path) -> None:
        """A check of the same file that is still waiting is dropped."""
        earlier = self._tasks.pop(path, None)
        if earlier is not None:
            earlier.cancel()
        task = asyncio.get_running_loop().create_task(self._check(path))
        self._tasks[path] = task
        task.add_done_callback(lambda it: self._tasks.pop(path) if self._tasks.get(path) is it else None)

    async def _check(self, path: Path) -> None:
        if (for_agents := agent_files.diagnostics(path, self.session, self.client)) is not None:
            self._publish(uris.uri_of(path), *for_agents)
            return
        place = self.session.at(path)
        if place is None or not self.session.is_loaded(path):
            return  # What is known of half a project could be wrong; the end of loading checks every open file.
        found = await self._diagnose(path, place)
        now = self.session.opened.get(path)
        if now is None or now.text != place.document.text:
            return  # A newer text has a check of its own, or comes with one on save.
        shown = [convert.diagnostic(it, place.snapshot, self.client) for it in found]
        shown += self.proposals.diagnostics(path, now, self.client)
        shown += self.reviews.diagnostics(path, now, self.client)
        told = now.version, shown
        if path in self._asked or self._told.get(path) != told:
            self._asked.discard(path)
            self._told[path] = told
            self._publish(uris.uri_of(path), now.version, shown)

    async def _diagnose(self, path: Path, place: Place) -> tuple[Diagnostic, ...]:
        hurry = not self.session.is_linked(path)

        def run() -> tuple[Diagnostic, ...]:
            return diagnose(place.snapshot.project, place.path, place.settings, self.rules, hurry=hurry)

        found = await asyncio.get_running_loop().run_in_executor(self.executor, run)
        self._found[path] = (place.document, found)
        (self._hasty.add if hurry else self._hasty.discard)(path)
        return found

    def _publish(self, uri: str, version: int | None, found: list[lsp.Diagnostic]) -> None:
        self.server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

"""Answers that change nothing: an explanation is shown and kept for hover, findings become diagnostics."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.findings import deviations
from lsp_server.agent.safety.shown import shown
from lsp_server.markup import markdown
from lsp_server.server.backline import Backline
from lsp_server.server.client import Client
from lsp_server.server.explanations import Explanations
from lsp_server.server.preview import Previews
from lsp_server.server.refined import Told
from lsp_server.server.reviews import Reviews
from lsp_server.session import Place
from lsp_server.text import Span


@dataclass
class Telling:
    server: Backline
    previews: Previews
    explanations: Explanations
    reviews: Reviews
    client: Client

    async def tell(self, told: Told, place: Place, path: Path, *, quiet: bool = False) -> None:
        """Show it the way it is meant; `quiet`: without a sentence, for what nobody chose just now."""
        if told.brief.answers == "findings":
            self._review(told, place, path, quiet=quiet)
        else:
            await self._explain(told, path)

    async def _explain(self, told: Told, path: Path) -> None:
        parts = shown(told.text)
        self.explanations.keep(path, told.brief.target, told.brief.selected.text, parts)
        text = markdown(parts)
        name = f"{told.brief.action} {told.brief.target} {hashlib.sha256(text.encode()).hexdigest()[:6]}"
        if not await self.previews.tell(name, text, documents=self.client.shows_documents):
            self.server.say(f"{told.brief.target} is explained; hover over it.")

    def _review(self, told: Told, place: Place, path: Path, *, quiet: bool) -> None:
        found = tuple(deviations(told.text, place.path))
        subject = told.brief.selected.span or Span(0, len(place.document.data))
        self.reviews.put(path, place.document, subject, found)
        if quiet:
            return
        count = {0: "deviates nowhere", 1: "deviates in one place"}.get(len(found), f"deviates in {len(found)} places")
        self.server.say(f"{told.brief.target} {count} from what its spec asks for, as far as the agent sees.")

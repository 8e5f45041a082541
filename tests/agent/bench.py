"""A small project, an agent that talks to a stand-in, and one run of an action: what the agent's tests share."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from lsp_server import discover
from lsp_server.action import Action, Cursor, Noticed, Offer
from lsp_server.actions import ALL
from lsp_server.agent.choices import Choices
from lsp_server.agent.curtain import Curtain
from lsp_server.agent.ear import Inquiry
from lsp_server.agent.engine import Engine
from lsp_server.agent.result import Result
from lsp_server.agent.safety.endpoint import Configured, Profile
from lsp_server.agent.task import Task
from lsp_server.agent.work import work
from lsp_server.diagnose import diagnose
from lsp_server.edits import gates
from lsp_server.edits.change import Change, Refusal
from lsp_server.settings import Settings
from lsp_server.snapshot import Snapshot
from lsp_server.text import Document, Span

KEY = "sk-test-loopback"

MODELS = '''\
from sqlmodel import Field, SQLModel


class Hero(SQLModel, table=True):
    """Somebody who helps."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True)
    age: int | None = None
'''
DATABASE = """\
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("postgresql+asyncpg://app:Zq8vT3nLw0Yk@db/app")


async def get_session() -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
"""
FILES = {"app/__init__.py": "", "app/models.py": MODELS, "app/database.py": DATABASE}


@dataclass
class Listener:
    """Hears what is said, and answers questions as the test wants; None is the default. `waits`: it never answers."""

    answers: list[int | None] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[Inquiry] = field(default_factory=list)
    waits: bool = False
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, what: str) -> None:
        self.said.append(what)
        self._news.set()

    async def heard(self, what: str) -> None:
        """Until something was said that begins so."""
        while not any(it.startswith(what) for it in self.said):
            self._news.clear()
            await self._news.wait()

    async def ask(self, inquiry: Inquiry) -> int:
        self.asked.append(inquiry)
        if self.waits:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        return inquiry.default if answer is None else answer


@dataclass
class Bench:
    """A project on disk, and an agent that may work on it."""

    root: Path
    url: str
    home: Path
    environ: Mapping[str, str] = field(default_factory=dict)
    choices: Choices = field(default_factory=lambda: Choices(seconds=30, most_per_action=Decimal(5)))
    ear: Listener = field(default_factory=Listener)
    curtain: Curtain = field(default_factory=Curtain)
    profile: Profile | None = "hosted"  # as which the stand-in is taken: with prices, and with what only it can do

    @property
    def engine(self) -> Engine:
        environ = {"ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": KEY, **self.environ}
        return Engine(environ, self.home, self.home / "state", Configured(None, None, {}, self.profile))

    @property
    def snapshot(self) -> Snapshot:
        return discover.snapshot(self.root)

    def write(self, files: Mapping[str, str]) -> "Bench":
        for path, text in files.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text, encoding="utf-8", newline="")
        return self

    def allow(self) -> "Bench":
        assert self.engine.decide(self.root, "granted")
        return self

    def offer(self, action: str, path: str, at: str) -> tuple[Action, Offer]:
        """The action as it is offered where a text first stands."""
        snapshot = self.snapshot
        document = snapshot.files[path].document
        start = document.data.index(at.encode())
        chosen = next(it for it in ALL.values() if it.id == action)
        found = diagnose(snapshot.project, path, Settings())
        noticed = tuple(
            Noticed(it.code, it.finding.message, it.finding.span, any(fix.safe for fix in it.finding.fixes))
            for it in found
        )
        cursor = Cursor(snapshot, path, Span(start, start), noticed, has_agent=True, has_specs=True)
        offer = chosen.offer(cursor)
        assert isinstance(offer, Offer), offer
        return chosen, offer

    def task(self, action: str, path: str = "app/models.py", at: str = "Hero(") -> Task:
        chosen, offer = self.offer(action, path, at)
        assert chosen.brief is not None
        draft = chosen.draft(offer) if chosen.draft is not None else None
        assert not isinstance(draft, Refusal), draft
        snapshot = offer.cursor.snapshot
        if draft is not None:
            draft = judge(draft, snapshot)
        brief = chosen.brief(offer, draft)
        assert not isinstance(brief, Refusal), brief

        async def passes(change: Change) -> Change | Refusal:
            mends = (brief.path, brief.mends) if brief.mends else None
            return gates.judge(change, snapshot, check=_findings, mends=mends)

        return Task(brief, snapshot, self.text_of, passes, self.choices)

    async def run(self, action: str, path: str = "app/models.py", at: str = "Hero(") -> Result:
        return await work(self.engine, self.task(action, path, at), self.ear, self.curtain)

    def text_of(self, path: str) -> Document | None:
        return discover.read(self.root, path)


def judge(change: Change, snapshot: Snapshot) -> Change:
    found = gates.judge(change, snapshot, check=_findings)
    assert isinstance(found, Change), found
    return found


def _findings(snapshot: Snapshot, path: str) -> list[tuple[str, str]]:
    found = diagnose(snapshot.project, path, Settings()) if path.endswith(".py") else ()
    return [(it.code, it.finding.message) for it in found if it.severity != "hint"]

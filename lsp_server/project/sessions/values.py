"""Who provides database sessions, of which kind, and who ends the transaction: the values."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.project.names.modules import Symbol

SessionKind = Literal["sqlmodel-async", "sqlalchemy-async", "sqlmodel-sync", "sqlalchemy-sync"]


@dataclass(frozen=True, slots=True)
class SessionAlias:
    """`SessionDep = Annotated[AsyncSession, Depends(get_session)]`"""

    name: str
    path: str
    provider: str | None  # qualified name of the provider function
    provider_path: str | None = None  # the file that it stands in


@dataclass(frozen=True, slots=True)
class SessionProvider:
    """A dependency that yields a session.

    `kind` is of the object really made (the factory's class_, the constructor), not of a wrong annotation.
    """

    name: str
    path: str
    symbol: Symbol
    kind: SessionKind
    commits: bool  # commits after the request: then services only flush
    rolls_back: bool
    closes: bool  # async with / with / finally close
    expire_on_commit: bool | None  # None: not said, so True
    annotation: str | None  # what callers annotate, such as "AsyncSession"

    @property
    def is_async(self) -> bool:
        return self.kind.endswith("-async")

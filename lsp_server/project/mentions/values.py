"""What is spoken of, and where: the values."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.text import Span

Kind = Literal["table", "column", "relationship", "schema", "route", "parameter", "dependency", "fixture"]


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """What is spoken of, by where its name is defined.

    `name` is qualified in its file: `Team`, `Team.heroes`, `read_team`; a parameter's is `read_team.team_id`.
    """

    kind: Kind
    path: str
    name: str
    span: Span  # of the name in its definition


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place that speaks of a thing. `in_text`: in a string, so that only what is between its quotes counts."""

    path: str
    span: Span
    thing: Thing
    in_text: bool = True

"""A script in Markdown: one heading is one turn, with prose as one likes, and the answer in a fence.

Before the first heading:

    Speaks ollama.                                      the dialect, where it is not the hosted service

In a turn that is an answer, besides any prose:

    Says:                                               each with a fence: the blocks, in their order
    Thinks:
    Calls `replace_symbol`:                             the fence is the JSON of its input, broken if need be
    Sends a block of a kind nobody knows:               the fence is its JSON
    Stops with `max_tokens`.                            the stop reason, where it is not the natural one
    Uses 1200 tokens in and 300 out.

A fence that nothing announces is said. What the request must hold, or must not:

    Expects `class Hero`.
    Expects no `postgresql://`.
    Expects:                                            with a fence
    Expects no:

How it is delivered (events are counted from 1):

    Waits.                                              until the test lets it go on
    Waits before event 3.
    Drips.                                              waits before every event
    Takes 40 ms an event.                               for demonstrations
    Cuts after 5 events.                                and closes the connection
    Ends after 5 events.                                as if that were the end of the answer
    Resets after 5 events.
    Fails after 5 events with `overloaded_error`.
    Comes in fragments of 7 bytes.
    Sends an event of a kind nobody knows.

A turn that is no answer:

    Refuses (cyber): This can't be answered.
    Answers 529 with `overloaded_error`.
    Answers 429 with retry-after 3600.
    Answers HTML.
    Answers nothing.                                    an empty stream
    Redirects.
    Never answers.
    Hangs up.

A line that begins as one of these and is none is an error. The words themselves: words.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from markdown_it import MarkdownIt

from tests.agent.standin import turns
from tests.agent.standin.dialects import DIALECTS, HOSTED, Dialect
from tests.agent.standin.values import Block, Expectation, Text, Turn
from tests.agent.standin.words import CHANGES, FENCES, OTHERS, VERBS, Change, Fenced


@dataclass(frozen=True, slots=True)
class MarkdownScript:
    turns: tuple[Turn, ...]
    dialect: Dialect = HOSTED


class ScriptError(Exception):
    """What the script says is not understood; with the line."""


def read(path: Path) -> MarkdownScript:
    return parse(path.read_text(encoding="utf-8"), path.name)


def parse(text: str, name: str = "script") -> MarkdownScript:
    dialect = HOSTED
    sections: list[_Section] = []
    for kind, content, line in _pieces(text):
        place = f"{name}:{line}"
        if kind == "heading":
            sections.append(_Section(content, place))
        elif sections:
            sections[-1].take(kind, content, place)
        elif kind == "line" and (speaks := re.fullmatch(r"Speaks (\w+)\.", content)):
            if speaks[1] not in DIALECTS:
                raise ScriptError(f"{place}: there is no dialect {speaks[1]}; there are {', '.join(DIALECTS)}")
            dialect = DIALECTS[speaks[1]]
        else:
            _no_typo(content, place)
    if not sections:
        raise ScriptError(f"{name}: no heading, so no turn")
    return MarkdownScript(tuple(it.turn() for it in sections), dialect)


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Headings, fences, and the lines of paragraphs, with the line of each."""
    inside = ""
    for token in MarkdownIt("commonmark").parse(text):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            yield "fence", token.content, line
        elif token.type == "inline" and inside == "heading_open":
            yield "heading", token.content, line
        elif token.type == "inline":
            for number, it in enumerate(token.content.splitlines()):
                yield "line", it.strip(), line + number
        inside = token.type


def _no_typo(content: str, place: str) -> None:
    if re.split(r"[ :.]", content)[0] in VERBS | {"Speaks"}:
        raise ScriptError(f"{place}: not understood: {content}")


@dataclass(slots=True)
class _Section:
    """One turn, as far as it was read."""

    name: str
    place: str
    blocks: list[Block] = field(default_factory=list)
    expects: list[Expectation] = field(default_factory=list)
    changes: list[tuple[Change, re.Match[str]]] = field(default_factory=list)
    other: Turn | None = None
    announced: tuple[Fenced, re.Match[str]] | None = None

    def take(self, kind: str, content: str, place: str) -> None:
        if kind == "fence":
            self._fence(content.removesuffix("\n"))
            return
        if self.announced:
            raise ScriptError(f"{place}: here should be the fence that was announced")
        for pattern, fenced in FENCES:
            if match := re.fullmatch(pattern, content):
                self.announced = fenced, match
                return
        for pattern, change in CHANGES:
            if match := re.fullmatch(pattern, content):
                self.changes.append((change, match))
                return
        for pattern, other in OTHERS:
            if match := re.fullmatch(pattern, content):
                self.other = other(match)
                return
        _no_typo(content, place)

    def _fence(self, content: str) -> None:
        it = self.announced[0](self.announced[1], content) if self.announced else Text(content)
        self.announced = None
        if isinstance(it, Expectation):
            self.expects.append(it)
        else:
            self.blocks.append(it)

    def turn(self) -> Turn:
        if self.other is None and not self.blocks:
            raise ScriptError(f"{self.place}: the turn {self.name!r} has no answer")
        if self.other is not None and self.blocks:
            raise ScriptError(f"{self.place}: the turn {self.name!r} is both an answer and none")
        turn = (self.other or turns.answers(*self.blocks)).named(self.name)
        for change, match in self.changes:
            turn = change(turn, match)
        return replace(turn, expects=turn.expects + tuple(self.expects))

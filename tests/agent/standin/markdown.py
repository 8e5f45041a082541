"""A script in Markdown: one heading is one turn, with prose as one likes, and the answer in a fence.

    Speaks ollama.                                      before the first heading: the dialect

    # The first draft

    Expects `class Hero`.                               what the request must hold; repeatable
    Expects no `postgresql://`.
    Waits.                                              until the test lets it go on; or: Waits before event 3.

    Thinks:                                             each with a fence: the blocks, in their order
    Says:                                               a fence without such a line is said, too
    Calls `replace_symbol`:                             the fence is the JSON of its input, broken if need be
    Sends a block of a kind nobody knows:               the fence is its JSON

    Stops with `max_tokens`.                            the stop reason, where it is not the natural one
    Uses 1200 tokens in and 300 out.
    Drips.                                              waits before every event
    Cuts after 5 events.                                and closes; or: Ends after …, Resets after …
    Fails after 5 events with `overloaded_error`.
    Comes in fragments of 7 bytes.
    Sends an event of a kind nobody knows.

A turn that is no answer:

    Refuses (cyber): This can't be answered.
    Answers 529 with `overloaded_error`.
    Answers 429 with retry-after 3600.
    Answers HTML.                                       Redirects. Answers nothing. (an empty stream)
    Never answers.                                      Hangs up.

A paragraph that begins like one of these and is none is an error, with its line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from tests.agent.standin import turns
from tests.agent.standin.dialects import DIALECTS, HOSTED, Dialect
from tests.agent.standin.values import Answer, Block, Text, Thinking, ToolUse, Turn, Unknown, Usage


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
    found: list[_Section] = []
    for kind, content, line in _pieces(text):
        place = f"{name}:{line}"
        if kind == "heading":
            found.append(_Section(content, place))
        elif found:
            found[-1].take(kind, content, place)
        elif kind == "sentence" and (speaks := re.fullmatch(r"Speaks (\w+)\.", content)):
            if speaks[1] not in DIALECTS:
                raise ScriptError(f"{place}: there is no dialect {speaks[1]}; there are {', '.join(DIALECTS)}")
            dialect = DIALECTS[speaks[1]]
    if not found:
        raise ScriptError(f"{name}: no heading, so no turn")
    return MarkdownScript(tuple(it.turn() for it in found), dialect)


def _pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Headings, fences, and the lines of paragraphs, with the line of each."""
    tokens = MarkdownIt("commonmark").parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "fence":
            yield "fence", token.content, line
        elif token.type == "inline" and before is not None and before.type == "heading_open":
            yield "heading", token.content, line
        elif token.type == "inline":
            for number, sentence in enumerate(token.content.splitlines()):
                yield "sentence", sentence.strip(), line + number


_BLOCKS: tuple[tuple[str, Callable[[re.Match[str], str], Block]], ...] = (
    (r"Says:", lambda _, fence: Text(fence)),
    (r"Thinks:", lambda _, fence: Thinking(fence)),
    (r"Calls `([\w-]+)`:", lambda match, fence: ToolUse(match[1], fence)),
    (r"Sends a block of a kind nobody knows:", lambda _, fence: Unknown(_json(fence))),
)
_WORDS: tuple[tuple[str, Callable[[Turn, re.Match[str]], Turn]], ...] = (
    (r"Expects `(.+)`\.", lambda turn, match: turn.expecting(match[1])),
    (r"Expects no `(.+)`\.", lambda turn, match: turn.expecting_no(match[1])),
    (r"Waits\.", lambda turn, _: turn.waiting()),
    (r"Waits before event (\d+)\.", lambda turn, match: turn.waiting(int(match[1]))),
    (r"Drips\.", lambda turn, _: turn.dripping()),
    (r"Cuts after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]))),
    (r"Ends after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]), "ends")),
    (r"Resets after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]), "resets")),
    (r"Fails after (\d+) events? with `(\w+)`\.", lambda turn, match: turn.failing(int(match[1]), match[2])),
    (r"Comes in fragments of (\d+) bytes?\.", lambda turn, match: turn.in_fragments(int(match[1]))),
    (r"Sends an event of a kind nobody knows\.", lambda turn, _: turn.with_event("content_block_hint")),
    (r"Stops with `(\w+)`\.", lambda turn, match: _changed(turn, stop_reason=match[1])),
    (
        r"Uses (\d+) tokens in and (\d+) out\.",
        lambda turn, match: _changed(turn, usage=Usage(int(match[1]), int(match[2]), 0, 0)),
    ),
)
_OTHERS: tuple[tuple[str, Callable[[re.Match[str]], Turn]], ...] = (
    (r"Refuses \((\w+)\): (.+)", lambda match: turns.refuses(match[1], match[2])),
    (r"Answers (\d{3}) with retry-after (\d+)\.", lambda match: turns.rate_limited(int(match[2]))),
    (r"Answers (\d{3}) with `(\w+)`\.", lambda match: turns.fails(int(match[1]), match[2])),
    (r"Answers HTML\.", lambda _: turns.html()),
    (r"Answers nothing\.", lambda _: turns.empty_stream()),
    (r"Redirects\.", lambda _: turns.redirects()),
    (r"Never answers\.", lambda _: turns.silent()),
    (r"Hangs up\.", lambda _: turns.hangs_up()),
)
_VERBS = frozenset(pattern.split(" ")[0].rstrip(":.\\") for pattern, *_ in (*_BLOCKS, *_WORDS, *_OTHERS))


@dataclass(slots=True)
class _Section:
    name: str
    place: str
    blocks: list[Block] = field(default_factory=list)
    changes: list[tuple[Callable[[Turn, re.Match[str]], Turn], re.Match[str]]] = field(default_factory=list)
    other: Turn | None = None
    announced: tuple[Callable[[re.Match[str], str], Block], re.Match[str]] | None = None

    def take(self, kind: str, content: str, place: str) -> None:
        if kind == "fence":
            make, match = self.announced or (lambda _, fence: Text(fence), re.match("", ""))
            assert match is not None
            self.announced = None
            self.blocks.append(make(match, content.removesuffix("\n")))
            return
        for block, makes in _BLOCKS:
            if match := re.fullmatch(block, content):
                self.announced = makes, match
                return
        for words, change in _WORDS:
            if match := re.fullmatch(words, content):
                self.changes.append((change, match))
                return
        for words, other in _OTHERS:
            if match := re.fullmatch(words, content):
                self.other = other(match)
                return
        if content.split(" ")[0].rstrip(":.") in _VERBS:
            raise ScriptError(f"{place}: not understood: {content}")

    def turn(self) -> Turn:
        if self.other is None and not self.blocks:
            raise ScriptError(f"{self.place}: the turn {self.name!r} has no answer")
        if self.other is not None and self.blocks:
            raise ScriptError(f"{self.place}: the turn {self.name!r} is both an answer and none")
        turn = (self.other or turns.answers(*self.blocks)).named(self.name)
        for change, match in self.changes:
            turn = change(turn, match)
        return turn


def _changed(turn: Turn, **fields: Any) -> Turn:
    if not isinstance(turn.act, Answer):
        raise ScriptError(f"{turn.name}: only an answer stops or uses tokens")
    return replace(turn, act=replace(turn.act, **fields))


def _json(text: str) -> dict[str, Any]:
    import json

    value = json.loads(text)
    assert isinstance(value, dict)
    return value

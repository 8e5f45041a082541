"""The sentences that a script in Markdown understands; markdown.py lists them for who writes one."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.agent.standin import turns
from tests.agent.standin.values import Answer, Block, Expectation, Text, Thinking, ToolUse, Turn, Unknown, Usage

Fenced = Callable[[re.Match[str], str], Block | Expectation]
Change = Callable[[Turn, re.Match[str]], Turn]

# What announces a fence, and what the fence then is.
FENCES: tuple[tuple[str, Fenced], ...] = (
    (r"Says:", lambda _, fence: Text(fence)),
    (r"Thinks:", lambda _, fence: Thinking(fence)),
    (r"Calls `([\w-]+)`:", lambda match, fence: ToolUse(match[1], fence)),
    (r"Sends a block of a kind nobody knows:", lambda _, fence: Unknown(json.loads(fence))),
    (r"Expects:", lambda _, fence: Expectation(fence)),
    (r"Expects no:", lambda _, fence: Expectation(fence, present=False)),
)

# How the turn is changed.
CHANGES: tuple[tuple[str, Change], ...] = (
    (r"Expects `(.+)`\.", lambda turn, match: turn.expecting(match[1])),
    (r"Expects no `(.+)`\.", lambda turn, match: turn.expecting_no(match[1])),
    (r"Waits\.", lambda turn, _: turn.waiting()),
    (r"Waits before event (\d+)\.", lambda turn, match: turn.waiting(int(match[1]))),
    (r"Drips\.", lambda turn, _: turn.dripping()),
    (r"Takes (\d+) ms an event\.", lambda turn, match: turn.paced(int(match[1]) / 1000)),
    (r"Cuts after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]))),
    (r"Ends after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]), "ends")),
    (r"Resets after (\d+) events?\.", lambda turn, match: turn.cut(int(match[1]), "resets")),
    (r"Fails after (\d+) events? with `(\w+)`\.", lambda turn, match: turn.failing(int(match[1]), match[2])),
    (r"Comes in fragments of (\d+) bytes?\.", lambda turn, match: turn.in_fragments(int(match[1]))),
    (r"Sends an event of a kind nobody knows\.", lambda turn, _: turn.with_event("content_block_hint")),
    (r"Stops with `(\w+)`\.", lambda turn, match: _answer(turn, stop_reason=match[1])),
    (r"Uses (\d+) tokens in and (\d+) out\.", lambda turn, match: _answer(turn, usage=_usage(match))),
)

# What is a turn without an answer.
OTHERS: tuple[tuple[str, Callable[[re.Match[str]], Turn]], ...] = (
    (r"Refuses \((\w+)\): (.+)", lambda match: turns.refuses(match[1], match[2])),
    (r"Answers 429 with retry-after (\d+)\.", lambda match: turns.rate_limited(int(match[1]))),
    (r"Answers (\d{3}) with `(\w+)`\.", lambda match: turns.fails(int(match[1]), match[2], match[2])),
    (r"Answers HTML\.", lambda _: turns.html()),
    (r"Answers nothing\.", lambda _: turns.empty_stream()),
    (r"Redirects\.", lambda _: turns.redirects()),
    (r"Never answers\.", lambda _: turns.silent()),
    (r"Hangs up\.", lambda _: turns.hangs_up()),
)

VERBS = frozenset(re.split(r"[ :\\]", pattern)[0] for pattern, *_ in (*FENCES, *CHANGES, *OTHERS))


def _answer(turn: Turn, **fields: Any) -> Turn:
    assert isinstance(turn.act, Answer), f"{turn.name}: only an answer stops or uses tokens"
    return replace(turn, act=replace(turn.act, **fields))


def _usage(match: re.Match[str]) -> Usage:
    return Usage(int(match[1]), int(match[2]), cache_read=0, cache_creation=0)

"""What the stand-in has said: thinking blocks are bound to the model and to all that stood before them.

A conversation that comes back with a thinking block must come back as it was: the same model, system prompt, tools
and earlier messages (only `cache_control` may move), and the answer with all its blocks in their order.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.agent.standin.conversation import blocks
from tests.agent.standin.rejection import Rejection, invalid

_IGNORED = ("cache_control", "citations", "caller")
_THINKING = ("thinking", "redacted_thinking")


@dataclass(frozen=True, slots=True)
class _Said:
    prefix: str
    content: tuple[str, ...]  # each block, canonically


@dataclass(slots=True)
class Memory:
    by_signature: dict[str, _Said] = field(default_factory=dict)
    by_rest: dict[str, _Said] = field(default_factory=dict)  # by the answer without its thinking

    def keep(self, body: Mapping[str, Any], content: list[Mapping[str, Any]]) -> None:
        """The answer to this request was said."""
        said = _Said(_digest(body, len(body["messages"])), tuple(map(_canonical, content)))
        for block in content:
            if block["type"] == "thinking":
                self.by_signature[block["signature"]] = said
        if any(it["type"] in _THINKING for it in content):
            self.by_rest[_rest(content)] = said

    def rejection(self, body: Mapping[str, Any]) -> Rejection | None:
        """Why this conversation is not the one that was had."""
        messages = body["messages"]
        replies = [number for number, it in enumerate(messages) if it["role"] == "assistant"]
        for number in replies:
            content = blocks(messages[number]["content"])
            for place, block in enumerate(content):
                if block["type"] != "thinking":
                    continue
                here = f"messages.{number}.content.{place}"
                said = self.by_signature.get(block["signature"])
                if said is None or _canonical(block) not in said.content:
                    return invalid(f"{here}: Invalid `signature` in `thinking` block")
                if said.prefix != _digest(body, number):
                    return invalid(f"{here}: `thinking` blocks can't be used in another conversation than their own.")
        if replies:
            return self._latest(f"messages.{replies[-1]}.content", blocks(messages[replies[-1]]["content"]))
        return None

    def _latest(self, place: str, content: list[Mapping[str, Any]]) -> Rejection | None:
        """The latest answer is whole. Its thinking may be left out, but not between a call of a tool and its result."""
        kinds = {it["type"] for it in content}
        said = self.by_rest.get(_rest(content)) if "tool_use" in kinds or kinds & set(_THINKING) else None
        for it in content:
            if it["type"] == "thinking":
                said = self.by_signature[it["signature"]]
        if said is None or said.content == tuple(map(_canonical, content)):
            return None
        return invalid(
            f"{place}: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. "
            "These blocks must remain as they were in the original response."
        )


def _digest(body: Mapping[str, Any], count: int) -> str:
    """All that stands before the message of this number; messages of one role in a row are one."""
    merged: list[tuple[str, list[str]]] = []
    for message in body["messages"][:count]:
        content = [_canonical(it) for it in blocks(message["content"])]
        if merged and merged[-1][0] == message["role"]:
            merged[-1][1].extend(content)
        else:
            merged.append((message["role"], content))
    system = [_canonical(it) for it in blocks(body.get("system") or [])]
    tools = [_canonical(it) for it in body.get("tools") or []]
    return hashlib.sha256(json.dumps([body["model"], system, tools, merged]).encode()).hexdigest()


def _rest(content: list[Mapping[str, Any]]) -> str:
    return json.dumps([_canonical(it) for it in content if it["type"] not in _THINKING])


def _canonical(block: Any) -> str:
    return json.dumps(_plain(block), sort_keys=True)


def _plain(value: Any) -> Any:
    """Without cache_control, which may move, and without nulls, which clients drop."""
    if isinstance(value, Mapping):
        return {name: _plain(it) for name, it in value.items() if name not in _IGNORED and it is not None}
    return [_plain(it) for it in value] if isinstance(value, list) else value

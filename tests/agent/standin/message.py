"""An answer as the Messages API words it: a message in JSON, or the events of its stream in their order."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.agent.standin import tokens
from tests.agent.standin.values import Answer, Block, Text, Thinking, ToolUse, Usage

PIECE = 17  # characters of text or JSON in one event: odd, so that words and tokens are torn

Event = tuple[str, Mapping[str, Any]]


@dataclass(slots=True)
class Numbers:
    """Ids, counted: the same script gives the same ids."""

    counted: dict[str, int] = field(default_factory=dict)

    def next(self, prefix: str) -> str:
        self.counted[prefix] = self.counted.get(prefix, 0) + 1
        return f"{prefix}_standin{self.counted[prefix]:04}"


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, ready to be written: every block as it is in the finished message."""

    id: str
    model: str
    content: tuple[Mapping[str, Any], ...]
    stop_reason: str
    stop_details: Mapping[str, Any] | None
    usage: Mapping[str, Any]
    raw_input: Mapping[int, str]  # by the place of the block: the JSON of a call, perhaps no JSON

    def whole(self) -> dict[str, Any]:
        """The JSON of the finished message."""
        return {**self._head(), "content": list(self.content), **self._end(), "usage": self.usage}

    def events(self, pings: bool = True) -> Iterator[Event]:
        start = {**self._head(), "content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None}
        yield "message_start", {"message": {**start, "usage": {**self.usage, "output_tokens": 1}}}
        for index, block in enumerate(self.content):
            yield "content_block_start", {"index": index, "content_block": _opened(block)}
            if pings and index == 0:
                yield "ping", {}
            for delta in self._deltas(index, block):
                yield "content_block_delta", {"index": index, "delta": delta}
            yield "content_block_stop", {"index": index}
        yield "message_delta", {"delta": self._end(), "usage": self.usage}
        yield "message_stop", {}

    def _head(self) -> dict[str, Any]:
        return {"id": self.id, "type": "message", "role": "assistant", "model": self.model}

    def _end(self) -> dict[str, Any]:
        return {"stop_reason": self.stop_reason, "stop_sequence": None, "stop_details": self.stop_details}

    def _deltas(self, index: int, block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        if block["type"] == "text":
            for piece in _pieces(block["text"]):
                yield {"type": "text_delta", "text": piece}
        elif block["type"] == "thinking":
            for piece in _pieces(block["thinking"]):
                yield {"type": "thinking_delta", "thinking": piece}
            yield {"type": "signature_delta", "signature": block["signature"]}
        elif block["type"] == "tool_use":
            yield {"type": "input_json_delta", "partial_json": ""}
            for piece in _pieces(self.raw_input[index]):
                yield {"type": "input_json_delta", "partial_json": piece}


def compose(
    answer: Answer, body: Mapping[str, Any], thinking: bool, shown: bool, numbers: Numbers, cached: tuple[int, int]
) -> Message:
    """The message for this request. `thinking`: begin with a thinking block; `shown`: with the text of such blocks;
    `cached`: the tokens read from the prompt cache and written to it."""
    blocks = answer.blocks
    if thinking and answer.thinks and not isinstance(next(iter(blocks), None), Thinking):
        blocks = (Thinking(), *blocks)
    id_ = numbers.next("msg")
    raw = {}
    content = []
    for index, block in enumerate(blocks):
        if isinstance(block, ToolUse):
            raw[index] = block.input if isinstance(block.input, str) else json.dumps(block.input, ensure_ascii=False)
        content.append(_finished(block, f"{id_}/{index}", shown, numbers))
    called = any(isinstance(it, ToolUse) for it in blocks)
    return Message(
        id_,
        body["model"],
        tuple(content),
        answer.stop_reason or ("tool_use" if called else "end_turn"),
        answer.stop_details,
        _usage(answer.usage, body, blocks, cached),
        raw,
    )


def between_calls(answer: Answer, body: Mapping[str, Any]) -> Answer:
    """With thinking on, what is said between the result of a call and the next call comes as thinking."""
    last = body["messages"][-1]["content"]
    results = isinstance(last, list) and any(it["type"] == "tool_result" for it in last)
    if not results or not any(isinstance(it, ToolUse) for it in answer.blocks):
        return answer
    return replace(answer, blocks=tuple(Thinking(it.text) if isinstance(it, Text) else it for it in answer.blocks))


def _finished(block: Block, place: str, shown: bool, numbers: Numbers) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"type": "text", "text": block.text, "citations": None}
    if isinstance(block, Thinking):
        signature = base64.b64encode(hashlib.sha256(f"{place}/{block.text}".encode()).digest()).decode()
        return {"type": "thinking", "thinking": block.text if shown else "", "signature": signature}
    if isinstance(block, ToolUse):
        return {"type": "tool_use", "id": block.id or numbers.next("toolu"), "name": block.name, "input": _input(block)}
    return dict(block.fields)


def _input(block: ToolUse) -> Any:
    if not isinstance(block.input, str):
        return dict(block.input)
    try:
        return json.loads(block.input)
    except ValueError:  # no JSON, on purpose: only a stream can say it
        return {}


def _opened(block: Mapping[str, Any]) -> dict[str, Any]:
    """A block as its stream begins: its text is still to come."""
    empty: dict[str, dict[str, Any]] = {
        "text": {"text": ""},
        "thinking": {"thinking": "", "signature": ""},
        "tool_use": {"input": {}},
    }
    return {**block, **empty.get(block["type"], {})}


def _usage(usage: Usage, body: Mapping[str, Any], blocks: tuple[Block, ...], cached: tuple[int, int]) -> dict[str, Any]:
    read = cached[0] if usage.cache_read is None else usage.cache_read
    written = cached[1] if usage.cache_creation is None else usage.cache_creation
    said = sum(tokens.in_text(str(it)) for it in blocks) or 1
    return {
        "input_tokens": max(0, tokens.of(body) - sum(cached)) if usage.input is None else usage.input,
        "output_tokens": said if usage.output is None else usage.output,
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "cache_creation": {"ephemeral_5m_input_tokens": written, "ephemeral_1h_input_tokens": 0},
        "output_tokens_details": {"thinking_tokens": sum(isinstance(it, Thinking) for it in blocks)},
        "service_tier": "standard",
    }


def _pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), PIECE):
        yield text[start : start + PIECE]

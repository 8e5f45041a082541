"""What the hosted service rejects in `system` and `messages`, whatever was said before (that is memory.py)."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.agent.standin import tokens
from tests.agent.standin.models import Model
from tests.agent.standin.rejection import Rejection, invalid

# The fields of the blocks that our kind of client sends; blocks of other kinds pass.
_FIELDS = {
    "text": {"text", "citations"},
    "thinking": {"thinking", "signature"},
    "redacted_thinking": {"data"},
    "tool_use": {"id", "name", "input", "caller", "toolset_name"},
    "tool_result": {"tool_use_id", "content", "is_error"},
}
_NEEDED = {
    "text": ("text",),
    "thinking": ("thinking", "signature"),
    "redacted_thinking": ("data",),
    "tool_use": ("id", "name", "input"),
    "tool_result": ("tool_use_id",),
}


def rejections(body: Mapping[str, Any], model: Model) -> Iterator[Rejection]:
    messages = body["messages"]
    if not isinstance(messages, list) or not messages:
        yield invalid("messages: at least one message is required")
        return
    if not isinstance(body.get("system", []), str | list):
        yield invalid("system: Input should be a string or a list of blocks")
    system = blocks(body.get("system") or [])
    yield from _blocks(system, "system", ("text",))
    for number, message in enumerate(messages):
        yield from _message(message, f"messages.{number}")
    if messages[0]["role"] == "assistant":
        yield invalid('messages: first message must use the "user" role')
    yield from _results(messages)
    if messages[-1]["role"] == "assistant" and not model.prefill:
        yield invalid("Prefilling assistant messages is not supported for this model.")
    marks = tokens.breakpoints(body)
    if marks > 4:
        yield invalid(f"A maximum of 4 blocks with cache_control may be provided. Found {marks}.")
    size = tokens.of(body)
    if size > model.context:
        yield invalid(f"prompt is too long: {size} tokens > {model.context} maximum")


def blocks(content: Any) -> list[Any]:
    """Content as a list of blocks: a text is one block of text."""
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _message(message: Any, place: str) -> Iterator[Rejection]:
    if not isinstance(message, Mapping) or message.get("role") not in ("user", "assistant", "system"):
        yield invalid(f"{place}.role: Input should be 'user', 'assistant' or 'system'")
    for name in message:
        if name not in ("role", "content"):
            yield invalid(f"{place}.{name}: Extra inputs are not permitted")
    content = message.get("content")
    if not isinstance(content, str | list):
        yield invalid(f"{place}.content: Field required")
    if not content and message["role"] != "assistant":
        yield invalid(f"{place}: user messages must have non-empty content")
    yield from _blocks(blocks(content), f"{place}.content", None)


def _blocks(content: list[Any], place: str, kinds: tuple[str, ...] | None) -> Iterator[Rejection]:
    for number, block in enumerate(content):
        here = f"{place}.{number}"
        kind = block.get("type") if isinstance(block, Mapping) else None
        if not isinstance(kind, str) or (kinds is not None and kind not in kinds):
            yield invalid(f"{here}.type: Input should be a known kind of block")
            return
        for name in _NEEDED.get(kind, ()):
            if name not in block:
                yield invalid(f"{here}.{kind}.{name}: Field required")
        for name in block:
            if kind in _FIELDS and name not in _FIELDS[kind] | {"type", "cache_control"}:
                yield invalid(f"{here}.{kind}.{name}: Extra inputs are not permitted")
        if kind == "text" and not block["text"]:
            yield invalid(f"{here}: text content blocks must be non-empty")


def _results(messages: list[Any]) -> Iterator[Rejection]:
    """Each call of a tool is answered in the next message, and nothing else is."""
    asked: set[str] = set()
    for number, message in enumerate([*messages, None]):
        content = blocks(message["content"]) if message else []
        given = {it["tool_use_id"] for it in content if it["type"] == "tool_result"}
        for id_ in sorted(given - asked):
            yield invalid(f"messages.{number}.content: unexpected `tool_use_id` found in `tool_result` blocks: {id_}.")
        if asked - given:
            ids = ", ".join(sorted(asked - given))
            place = f"messages.{number - 1}"
            yield invalid(f"{place}: `tool_use` ids were found without `tool_result` blocks immediately after: {ids}.")
        asked = {it["id"] for it in content if it["type"] == "tool_use"}

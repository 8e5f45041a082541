"""Requests and answers as the Messages API words them, from our values and back to them."""

import json
from typing import Any

from lsp_server.agent.profiles import traits
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.talk import Asking, Call, Kind, Reply, Trouble, Usage


def body_of(asking: Asking, endpoint: Endpoint) -> dict[str, Any]:
    """A body that every current model accepts: no sampling, no prefill, no forced tool, no thinking switched off."""
    body: dict[str, Any] = {
        "model": asking.model,
        "max_tokens": asking.max_tokens,
        "system": [dict(it) for it in asking.system],
        "messages": [{"role": it.role, "content": [dict(block) for block in it.content]} for it in asking.turns],
    }
    if asking.tools:
        body["tools"] = [
            {"name": it.name, "description": it.description, "input_schema": dict(it.schema)} for it in asking.tools
        ]
    if asking.effort is not None and traits(endpoint).effort:
        body["output_config"] = {"effort": asking.effort}
    return body


def reply_of(message: Any, usage: Usage) -> Reply | Trouble:
    """The answer, if it is one and is whole."""
    if getattr(message, "type", None) != "message":
        return Trouble("wrong answer", "The model's service answered with something that is no message.", usage)
    stop = message.stop_reason
    if stop not in ("end_turn", "tool_use"):
        return Trouble(*_STOPPED.get(stop, _UNKNOWN_STOP), usage)
    blocks = [it.to_dict(exclude_unset=True) for it in message.content]
    blocks = [it for it in blocks if it.get("type") != "text" or it.get("text")]  # an empty one is not taken back
    text = "".join(it.get("text", "") for it in blocks if it.get("type") == "text")
    calls = tuple(_call(it) for it in blocks if it.get("type") == "tool_use")
    return Reply(tuple(blocks), text, calls, usage, str(message.model))


_UNKNOWN_STOP: tuple[Kind, str] = ("wrong answer", "The model stopped for a reason that Backline does not know.")
_STOPPED: dict[str | None, tuple[Kind, str]] = {
    None: ("cut", "The model's answer was cut off before its end."),
    "max_tokens": ("cut", "The model's answer grew too long, and was cut off."),
    "refusal": ("refused", "The model declined this task."),
    "model_context_window_exceeded": ("too long", "The task does not fit into the model's context."),
    "pause_turn": ("cut", "The model paused before its answer was whole."),
}


def _call(block: dict[str, Any]) -> Call:
    id_, name, found = block.get("id", ""), block.get("name", ""), block.get("input")
    if isinstance(found, str):  # some servers send the JSON as text
        try:
            found = json.loads(found)
        except ValueError as error:
            return Call(id_, name, {}, f"its input is no JSON: {error}")
    if not isinstance(found, dict):
        return Call(id_, name, {}, "its input is no object")
    return Call(id_, name, found)

"""What the hosted service rejects in `tools` and `tool_choice`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.agent.standin.models import Model
from tests.agent.standin.rejection import Rejection, invalid

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
_FIELDS = frozenset(
    "allowed_callers cache_control defer_loading description eager_input_streaming input_examples input_schema "
    "name strict type".split()
)


def rejections(body: Mapping[str, Any], model: Model, thinking: bool) -> Iterator[Rejection]:
    tools = body.get("tools") or []
    names = set()
    for number, tool in enumerate(tools):
        place = f"tools.{number}"
        yield from _tool(tool, place)
        if tool["name"] in names:
            yield invalid("tools: Tool names must be unique.")
        names.add(tool["name"])
    yield from _choice(body.get("tool_choice"), names, model, thinking)


def _tool(tool: Any, place: str) -> Iterator[Rejection]:
    if not isinstance(tool, Mapping):
        yield invalid(f"{place}: Input should be an object")
    if not isinstance(tool.get("name"), str):
        yield invalid(f"{place}.name: Field required")
    if tool.get("type") not in (None, "custom"):
        return  # one of the service's own tools; they have no input_schema
    if not _NAME.fullmatch(tool["name"]):
        yield invalid(f"{place}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")
    schema = tool.get("input_schema")
    if not isinstance(schema, Mapping):
        yield invalid(f"{place}.custom.input_schema: Field required")
    elif schema.get("type") != "object":
        yield invalid(f"{place}.custom.input_schema.type: Input should be 'object'")
    for name in tool:
        if name not in _FIELDS:
            yield invalid(f"{place}.custom.{name}: Extra inputs are not permitted")


def _choice(choice: Any, names: set[str], model: Model, thinking: bool) -> Iterator[Rejection]:
    if choice is None:
        return
    kind = choice.get("type") if isinstance(choice, Mapping) else None
    if kind not in ("auto", "any", "tool", "none"):
        yield invalid("tool_choice: Input should be an object with `type` auto, any, tool or none")
    if kind != "none" and not names:
        yield invalid("tool_choice: tool_choice may only be specified while providing tools.")
    if kind == "tool" and choice.get("name") not in names:
        yield invalid(f"tool_choice: Tool '{choice.get('name')}' not found in provided tools")
    if kind in ("any", "tool"):
        if not model.forced_tools:
            yield invalid(f'tool_choice: "{kind}" is not supported for this model. Use "auto" or "none".')
        elif thinking:
            yield invalid("Thinking may not be enabled when tool_choice forces tool use.")

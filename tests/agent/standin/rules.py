"""What the hosted service rejects in the body of a message, for the current models.

The status codes and the types of the errors are those of the service; the messages say the same in like
words, since the service promises nothing about them. Order as there: shape, model, settings, tools, messages.
Here as in its neighbours only the first rejection is asked for: code after a `yield` may rely on it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.agent.standin import conversation, tools
from tests.agent.standin.models import EFFORTS, Model
from tests.agent.standin.rejection import Rejection, invalid, not_found

_FIELDS = frozenset(
    "model max_tokens messages cache_control container diagnostics inference_geo metadata output_config "
    "service_tier speed stop_sequences stream system thinking tool_choice tools".split()
)
_NOT_COUNTED = frozenset("max_tokens container diagnostics metadata service_tier stop_sequences stream".split())
_SAMPLING = ("temperature", "top_p", "top_k")


def rejection(body: Mapping[str, Any], models: Mapping[str, Model], counting: bool = False) -> Rejection | None:
    """Why this body of `/v1/messages` (or, counting, of `/v1/messages/count_tokens`) is not taken; None if it is."""
    for it in _rejections(body, models, counting):
        return it
    return None


def thinking(body: Mapping[str, Any], model: Model) -> tuple[bool, bool]:
    """Whether the answer may hold thinking blocks, and whether they show their text."""
    wanted = body.get("thinking") or {}
    kind = wanted.get("type")
    if kind == "between_tools":
        return bool(body.get("tools")), True
    on = model.thinks if kind is None else kind in ("adaptive", "enabled")
    return on, wanted.get("display", "omitted" if model.thinks else "summarized") == "summarized"


def _rejections(body: Mapping[str, Any], models: Mapping[str, Model], counting: bool) -> Iterator[Rejection]:
    for name in ("model", "messages") if counting else ("model", "max_tokens", "messages"):
        if body.get(name) is None:
            yield invalid(f"{name}: Field required")
    if not isinstance(body["model"], str):
        yield invalid("model: Input should be a valid string")
    model = models.get(body["model"])
    if model is None or model.lifecycle == "retired":
        yield not_found(f"model: {body['model']}")
        return
    for name in _SAMPLING:
        if name in body:
            yield invalid(f"`{name}` is deprecated for this model.")
    for name in body:
        if name not in _FIELDS or (counting and name in _NOT_COUNTED):
            yield invalid(f"{name}: Extra inputs are not permitted")
    if not counting:
        yield from _limits(body, model)
    yield from _thinking(body, model)
    yield from _output(body, model)
    yield from tools.rejections(body, model, thinking(body, model)[0])
    yield from conversation.rejections(body, model)


def _limits(body: Mapping[str, Any], model: Model) -> Iterator[Rejection]:
    limit = body["max_tokens"]
    if not isinstance(limit, int) or isinstance(limit, bool):
        yield invalid("max_tokens: Input should be a valid integer")
    elif limit < 0:
        yield invalid("max_tokens: Input should be greater than or equal to 0")
    elif limit > model.output:
        yield invalid(
            f"max_tokens: {limit} > {model.output}, which is the maximum allowed number of output tokens for {model.id}"
        )
    if not isinstance(body.get("stream", False), bool):
        yield invalid("stream: Input should be a valid boolean")


def _thinking(body: Mapping[str, Any], model: Model) -> Iterator[Rejection]:
    thinking = body.get("thinking")
    if thinking is None:
        return
    kind = thinking.get("type") if isinstance(thinking, Mapping) else None
    if kind not in ("adaptive", "between_tools", "disabled", "enabled"):
        yield invalid("thinking: Input should be an object with `type` adaptive, between_tools, disabled or enabled")
    if kind not in model.thinking:
        instead = (
            'To turn thinking off on this model, send "thinking": {"type": "between_tools"}.'
            if kind == "disabled" and "between_tools" in model.thinking
            else 'Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.'
        )
        yield invalid(f'"thinking.type.{kind}" is not supported for this model. {instead}')
    if kind == "enabled":
        budget = thinking.get("budget_tokens")
        if not isinstance(budget, int):
            yield invalid("thinking.enabled.budget_tokens: Field required")
        elif budget < 1024:
            yield invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
        elif budget >= body.get("max_tokens", budget + 1):
            yield invalid("`max_tokens` must be greater than `thinking.budget_tokens`.")


def _output(body: Mapping[str, Any], model: Model) -> Iterator[Rejection]:
    output = body.get("output_config") or {}
    effort = output.get("effort")
    if effort is not None and effort not in EFFORTS:
        yield invalid(f"output_config.effort: Input should be one of {', '.join(EFFORTS)}")
    kind = (body.get("thinking") or {}).get("type")
    if kind == "between_tools" and effort in ("xhigh", "max"):
        yield invalid(f'"thinking.type.between_tools" is not supported at effort "{effort}".')
    schema = (output.get("format") or {}).get("schema")
    for place, it in _objects(schema, "output_config.format.schema"):
        if it.get("additionalProperties") is not False:
            yield invalid(f"{place}: For 'object' type, 'additionalProperties' must be explicitly set to false")


def _objects(schema: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The schemas of objects in a schema."""
    if isinstance(schema, Mapping):
        if schema.get("type") == "object":
            yield place, schema
        for name, it in schema.items():
            yield from _objects(it, f"{place}.{name}")
    elif isinstance(schema, list):
        for number, it in enumerate(schema):
            yield from _objects(it, f"{place}.{number}")

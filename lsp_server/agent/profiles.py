"""How servers differ that speak the Messages API, as far as it matters to a request; and telling them apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lsp_server.agent.choices import Choices
from lsp_server.agent.safety.endpoint import Endpoint, Profile


@dataclass(frozen=True, slots=True)
class Traits:
    """`effort`: it is told how much to think. `counts`: it counts the tokens of a prompt; else they are estimated, as
    they are in all prompts of ours. `context`: how many tokens a prompt may hold where the person says nothing."""

    effort: bool
    counts: bool
    context: int | None = None


TRAITS: Mapping[Profile, Traits] = {
    "hosted": Traits(effort=True, counts=True),
    "vllm": Traits(effort=False, counts=True, context=32_000),
    "ollama": Traits(effort=False, counts=False, context=32_000),
    "llamacpp": Traits(effort=False, counts=True, context=32_000),
    "generic": Traits(effort=False, counts=False),
}


def traits(endpoint: Endpoint) -> Traits:
    """Those of an endpoint; of one that nobody named, the most careful ones."""
    return TRAITS[endpoint.profile or "generic"]


def fitted(choices: Choices, endpoint: Endpoint) -> Choices:
    """The person's choices, with a context that the server is likely to have where they chose none."""
    context = traits(endpoint).context
    if context is None or choices.context_tokens != Choices().context_tokens:
        return choices
    return replace(choices, context_tokens=min(choices.context_tokens, context))


def told_by(counts: bool, models: Iterable[Mapping[str, Any]]) -> Profile:
    """Which server it is, from what it answers: whether it counts tokens, and how it lists its models."""
    listed = list(models)
    owners = {str(it.get("owned_by", "")).lower() for it in listed}
    if any(it.get("line") for it in listed):
        return "hosted"
    if "vllm" in owners:
        return "vllm"
    if "llamacpp" in owners:
        return "llamacpp"
    return "generic" if counts else "ollama"

"""One request, and one whole answer or one calm sentence.

Every way in which a service or a network fails becomes a `Trouble`; nothing but cancellation is raised.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from lsp_server.agent.connection import Connection
from lsp_server.agent.messages import body_of, reply_of
from lsp_server.agent.meter import Meter
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Asking, Reply, Trouble, Usage

log = logging.getLogger(__name__)

Hear = Callable[[str], None]
_NAMED = 5  # models in one sentence


@dataclass
class Provider:
    """What is asked of one endpoint. `underway`: what the request at hand has cost so far, for whoever stops it."""

    connection: Connection
    underway: Usage = field(default_factory=Usage)

    @property
    def endpoint(self) -> Endpoint:
        return self.connection.endpoint

    async def send(self, asking: Asking, hear: Hear = lambda _: None) -> Reply | Trouble:
        """Ask, and wait for the whole answer, which `hear` gets piece by piece as it is written.

        A service that gives up in mid-answer is asked once more; one that does not know the model, which ones it has.
        """
        answer = await self._try(asking, hear, Usage())
        if isinstance(answer, Trouble) and answer.kind == "overloaded" and answer.usage.answered:
            self.connection.retrying()
            again = await self._try(asking, hear, answer.usage)
            return replace(again, usage=again.usage + answer.usage)
        if isinstance(answer, Trouble) and _is_about_the_model(answer, asking):
            return replace(answer, sentence=await self._names_of_models(asking.model) or answer.sentence)
        return answer

    async def count(self, asking: Asking) -> int | None:
        """How many tokens a prompt has; None where the service does not say (Ollama)."""
        try:
            client = await self.connection.client()
            body = {key: it for key, it in body_of(asking, self.endpoint).items() if key not in _NOT_COUNTED}
            found = await client.messages.count_tokens(**body)
            return int(found.input_tokens)
        except Exception as error:  # noqa: BLE001 - a courtesy that many servers lack
            log.debug("no token count: %s", error)
            return None

    async def models(self) -> list[dict[str, Any]] | Trouble:
        """The models that the service lists, as it writes them."""
        try:
            client = await self.connection.client()
            page = await client.models.list()
            return [it.to_dict() for it in page.data]
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return self.connection.trouble(error, Usage())

    async def close(self) -> None:
        """Close what is open."""
        await self.connection.close()

    async def _try(self, asking: Asking, hear: Hear, before: Usage) -> Reply | Trouble:
        meter = Meter()
        self.underway = before
        try:
            client = await self.connection.client()
            async with client.messages.stream(**body_of(asking, self.endpoint)) as stream:
                async for event in stream:
                    piece = meter.hear(event)
                    self.underway = before + meter.usage
                    if piece:
                        hear(piece)
                whole = await stream.get_final_message()
            return reply_of(whole, meter.usage)
        except Exception as error:  # noqa: BLE001 - the border: whatever happens becomes a sentence
            return self.connection.trouble(error, meter.usage)

    async def _names_of_models(self, wanted: str) -> str | None:
        """A sentence with the models that there are, the likeliest first; None where the service does not tell."""
        listed = await self.models()
        if isinstance(listed, Trouble):
            return None
        names = [message(str(it.get("id", "")), 80) for it in listed if it.get("lifecycle") != "retired"]
        if not names or wanted in names:
            return None
        likely = sorted(names, key=lambda it: -SequenceMatcher(None, wanted, it).ratio())
        more = f" and {len(likely) - _NAMED} more" if len(likely) > _NAMED else ""
        return (
            f"{self.endpoint.host} has no model {wanted}; it has {', '.join(likely[:_NAMED])}{more}. "
            "Set ANTHROPIC_MODEL, or `model` in your settings."
        )


_NOT_COUNTED = frozenset(["max_tokens", "output_config", "extra_body"])


def _is_about_the_model(trouble: Trouble, asking: Asking) -> bool:
    """Whether a service refused a request for the model's name: most say 404, some 400 and the name."""
    return trouble.kind == "model" or (trouble.kind == "wrong answer" and asking.model in trouble.sentence)

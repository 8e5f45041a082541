"""The only file that knows `anthropic`: one request, one whole answer or one calm sentence.

The library takes 2 s to import, so it is imported in a thread when the first request is made. Every way in which
a service or a network fails becomes a `Trouble`; nothing but cancellation is raised.
"""

import asyncio
import importlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lsp_server.agent.clouds import Cloud
from lsp_server.agent.meter import Meter
from lsp_server.agent.profiles import traits
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.talk import Asking, Call, Reply, Trouble, Usage
from lsp_server.agent.troubles import Failure, said_by

log = logging.getLogger(__name__)

RETRY_WITHIN = 10  # seconds; who asks for more patience is told to the person instead
_CLASSES = {
    "anthropic": "AsyncAnthropic",
    "bedrock": "AsyncAnthropicBedrock",
    "vertex": "AsyncAnthropicVertex",
    "foundry": "AsyncAnthropicFoundry",
}

Hear = Callable[[str], None]


@dataclass
class Provider:
    """A connection to one endpoint. `leak` looks at the very bytes that are about to leave and names a secret in them.

    `hear` of `send` gets the answer as it is written, piece by piece; `retrying` is called before another try.
    """

    endpoint: Endpoint
    leak: Callable[[bytes], str | None] = lambda _: None
    cloud: Cloud = "anthropic"
    retrying: Callable[[], None] = lambda: None
    underway: Usage = field(default_factory=Usage)  # what the request at hand has cost so far, for whoever stops it
    _client: Any = None
    _leaked: list[str] = field(default_factory=list)

    async def send(self, asking: Asking, hear: Hear = lambda _: None) -> Reply | Trouble:
        """Ask, and wait for the whole answer. A service that gives up in mid-answer is asked once more."""
        trouble = await self._try(asking, hear)
        if isinstance(trouble, Trouble) and trouble.kind == "overloaded" and trouble.usage.answered:
            self.retrying()
            again = await self._try(asking, hear, trouble.usage)
            return _also_spent(again, trouble.usage)
        return trouble

    async def count(self, asking: Asking) -> int | None:
        """How many tokens a prompt has; None where the service does not say (Ollama)."""
        try:
            client = await self.client()
            body = {key: it for key, it in body_of(asking, self.endpoint).items() if key not in _NOT_COUNTED}
            found = await client.messages.count_tokens(**body)
            return int(found.input_tokens)
        except Exception as error:  # noqa: BLE001 - a courtesy that many servers lack
            log.debug("no token count: %s", error)
            return None

    async def models(self) -> list[dict[str, Any]] | Trouble:
        """The models that the service lists, as it writes them."""
        try:
            client = await self.client()
            page = await client.models.list()
            return [it.to_dict() for it in page.data]
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return self.trouble(error, Usage())

    async def close(self) -> None:
        """Close what is open."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def client(self) -> Any:
        """The library's own client, made when it is first wanted."""
        if self._client is None:
            library = await asyncio.to_thread(importlib.import_module, "anthropic")
            self._client = self._made(library)
        return self._client

    # ----------------------------------------------------------------- inner workings

    async def _try(self, asking: Asking, hear: Hear, before: Usage = Usage()) -> Reply | Trouble:  # noqa: B008 - frozen
        meter = Meter()
        self.underway = before
        try:
            client = await self.client()
            async with client.messages.stream(**body_of(asking, self.endpoint)) as stream:
                async for event in stream:
                    piece = meter.hear(event)
                    self.underway = before + meter.usage
                    if piece:
                        hear(piece)
                message = await stream.get_final_message()
            return reply_of(message, meter.usage)
        except Exception as error:  # noqa: BLE001 - the border: whatever happens becomes a sentence
            return self.trouble(error, meter.usage)

    def trouble(self, error: Exception, usage: Usage) -> Trouble:
        if self._leaked:
            kind = self._leaked.pop()
            sentence = f"The request was not sent: it would have held a secret ({kind})."
            return Trouble("refused", sentence)
        found = said_by(error, self.endpoint.host)
        if found.kind == "wrong answer":
            log.warning("the model's service: %s: %s", type(error).__name__, str(error)[:300])
        return Trouble(found.kind, found.sentence, usage)

    def _made(self, library: Any) -> Any:
        own = self.endpoint
        http = library.DefaultAsyncHttpxClient(
            follow_redirects=False, trust_env=not own.is_loopback, event_hooks={"request": [self._look]}
        )
        options: dict[str, Any] = {
            "http_client": http,
            "open_telemetry": False,
            "max_retries": 2,
            "middleware": [self._patience],
            "default_headers": dict(own.headers),
        }
        if self.cloud == "anthropic":
            options["base_url"] = own.base_url
            if own.credential is None:
                options["auth_token"] = "none"  # noqa: S105 - servers on this machine ask for none, the library for one
            else:
                options[own.credential.kind] = own.credential.reveal()
        return getattr(library, _CLASSES[self.cloud])(**options)

    async def _look(self, request: Any) -> None:
        """The last look at what leaves."""
        kind = self.leak(request.content)
        if kind is not None:
            self._leaked.append(kind)
            raise Failure("a secret in the request")

    async def _patience(self, request: Any, call_next: Callable[[Any], Any]) -> Any:
        """The library would sleep for as long as a service asks, an hour if it says so."""
        if request.retries_taken:
            self.retrying()
        response = await call_next(request)
        asked = response.http_response.headers.get("retry-after", "")
        if not asked.replace(".", "", 1).isdigit() or float(asked) > RETRY_WITHIN:
            response.http_response.headers["x-should-retry"] = "false" if asked else _own_word(response)
        return response


_NOT_COUNTED = frozenset(["max_tokens", "output_config", "extra_body"])


def _own_word(response: Any) -> str:
    """What the service itself says of another try; what it is by its status otherwise."""
    said = response.http_response.headers.get("x-should-retry")
    status = response.http_response.status_code
    return str(said) if said else ("true" if status in (408, 409, 429) or status >= 500 else "false")


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
    text = "".join(it.get("text", "") for it in blocks if it.get("type") == "text")
    calls = tuple(_call(it) for it in blocks if it.get("type") == "tool_use")
    return Reply(tuple(blocks), text, calls, usage, str(message.model))


_UNKNOWN_STOP = ("wrong answer", "The model stopped for a reason that Backline does not know.")
_STOPPED: dict[str | None, tuple[Any, str]] = {
    None: ("cut", "The model's answer was cut off before its end."),
    "max_tokens": ("cut", "The model's answer grew too long, and was cut off."),
    "refusal": ("refused", "The model declined this task."),
    "model_context_window_exceeded": ("too long", "The task does not fit into the model's context."),
    "pause_turn": ("cut", "The model paused before its answer was whole."),
}


def _call(block: dict[str, Any]) -> Call:
    found = block.get("input")
    if isinstance(found, str):  # some servers send the JSON as text
        try:
            found = json.loads(found)
        except ValueError as error:
            return Call(block.get("id", ""), block.get("name", ""), {}, f"its input is no JSON: {error}")
    if not isinstance(found, dict):
        return Call(block.get("id", ""), block.get("name", ""), {}, "its input is no object")
    return Call(block.get("id", ""), block.get("name", ""), found)


def _also_spent(answer: Reply | Trouble, usage: Usage) -> Reply | Trouble:
    if isinstance(answer, Trouble):
        return Trouble(answer.kind, answer.sentence, answer.usage + usage)
    return Reply(answer.content, answer.text, answer.calls, answer.usage + usage, answer.model)

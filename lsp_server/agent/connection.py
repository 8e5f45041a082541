"""A connection to one endpoint: the only file that knows `anthropic`.

The library takes 2 s to import, so it is imported in a thread when the first request is made. It is made careful:
no redirects, no telemetry, no endless patience, and nothing leaves without a last look.
"""

import asyncio
import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lsp_server.agent.clouds import Cloud
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.talk import Trouble, Usage
from lsp_server.agent.troubles import Failure, said_by

log = logging.getLogger(__name__)

RETRY_WITHIN = 10  # seconds; who asks for more patience is told to the person instead
_CLASSES = {
    "anthropic": "AsyncAnthropic",
    "bedrock": "AsyncAnthropicBedrock",
    "vertex": "AsyncAnthropicVertex",
    "foundry": "AsyncAnthropicFoundry",
}


@dataclass
class Connection:
    """`leak` looks at the very bytes that are about to leave and names a secret in them.

    `retrying` is called before another try.
    """

    endpoint: Endpoint
    leak: Callable[[bytes], str | None] = lambda _: None
    cloud: Cloud = "anthropic"
    retrying: Callable[[], None] = lambda: None
    _client: Any = None
    _leaked: list[str] = field(default_factory=list)

    async def client(self) -> Any:
        """The library's own client, made when it is first wanted."""
        if self._client is None:
            library = await asyncio.to_thread(importlib.import_module, "anthropic")
            self._client = self._made(library)
        return self._client

    async def close(self) -> None:
        """Close what is open."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def trouble(self, error: Exception, usage: Usage) -> Trouble:
        """What a request ended with, as a sentence; `usage` is what it cost all the same."""
        if self._leaked:
            kind = self._leaked.pop()
            return Trouble("refused", f"The request was not sent: it would have held a secret ({kind}).")
        found = said_by(error, self.endpoint.host)
        if found.kind == "wrong answer":
            log.warning("the model's service: %s: %s", type(error).__name__, str(error)[:300])
        return Trouble(found.kind, found.sentence, usage)

    # ----------------------------------------------------------------- how the client is made

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


def _own_word(response: Any) -> str:
    """What the service itself says of another try; what it is by its status otherwise."""
    said = response.http_response.headers.get("x-should-retry")
    status = response.http_response.status_code
    return str(said) if said else ("true" if status in (408, 409, 429) or status >= 500 else "false")

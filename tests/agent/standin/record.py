"""What the stand-in saw of one request, for tests to look at."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.agent.standin.rejection import Rejection

_CREDENTIALS = ("authorization", "x-api-key", "proxy-authorization", "cookie")


@dataclass(slots=True)
class Request:
    """One request. A credential is checked when it arrives and not kept: its header reads `Bearer (hidden)`."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    turn: str = ""  # the turn of the script that it got
    status: int | None = None  # what was answered; None: nothing was
    rejection: Rejection | None = None
    hung_up: bool = False  # the client closed the connection before the answer had ended
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """All texts of system prompt, tools and messages, one after the other: what the model reads."""
        return "\n".join(strings([self.json.get(name) for name in ("system", "tools", "messages")]))

    async def over(self) -> None:
        """Until the answer has been sent, or the client has hung up."""
        await self._over.wait()

    def end(self, hung_up: bool) -> None:
        self.hung_up = hung_up
        self._over.set()


def hidden(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without the values of credentials; `Bearer` is kept, since it says how they were sent."""
    return {name: _hidden(value) if name in _CREDENTIALS else value for name, value in headers.items()}


def _hidden(value: str) -> str:
    return "Bearer (hidden)" if value.lower().startswith("bearer ") else "(hidden)"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for it in value.values():
            yield from strings(it)
    elif isinstance(value, list):
        for it in value:
            yield from strings(it)

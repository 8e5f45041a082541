"""The real SDK for the stand-in's own tests: as the agent sets it up, and a body that every current model takes."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any

from anthropic import AsyncAnthropic, DefaultAsyncHttpxClient

from tests.agent.standin.server import StandIn

Start = Callable[..., Awaitable[StandIn]]
Connect = Callable[..., AsyncAnthropic]

MODEL = "claude-sonnet-5-5"
TOOL = {"name": "read_file", "input_schema": {"type": "object", "properties": {"path": {"type": "string"}}}}
ASK: dict[str, Any] = {
    "model": MODEL,
    "max_tokens": 1024,
    "messages": [{"role": "user", "content": "Write a service for Hero."}],
}


def connected(url: str, **options: Any) -> AsyncAnthropic:
    """A client that neither follows redirects nor uses a proxy nor, unless told, tries again."""
    http = DefaultAsyncHttpxClient(follow_redirects=False, trust_env=False, verify=False)  # there is no TLS to set up
    settings = {"api_key": "key", "max_retries": 0, "open_telemetry": False, "http_client": http, **options}
    return AsyncAnthropic(base_url=url, **settings)


async def streamed(client: AsyncAnthropic, **changes: Any) -> tuple[list[str], Any]:
    """The kinds of all events, and the finished message."""
    async with client.messages.stream(**{**ASK, **changes}) as stream:
        kinds: list[str] = [event.type async for event in stream]
        return kinds, await stream.get_final_message()


def text(message: Any) -> str:
    return "".join(it.text for it in message.content if it.type == "text")


def going_on(message: Any, result: str | None = None) -> list[dict[str, Any]]:
    """The conversation after this answer, which is passed back as it came, and the result of its last call."""
    said: dict[str, Any] = {"role": "assistant", "content": [it.to_dict() for it in message.content]}
    back: Any = "Go on."
    if result is not None:
        back = [{"type": "tool_result", "tool_use_id": message.content[-1].id, "content": result}]
    return [*deepcopy(ASK["messages"]), said, {"role": "user", "content": back}]

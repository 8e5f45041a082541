"""The Message Batches API: many requests at once, answered within a day at half the price."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsp_server.agent.connection import Connection
from lsp_server.agent.messages import body_of, reply_of
from lsp_server.agent.meter import usage_of
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Asking, Reply, Trouble, Usage

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Look:
    """How far a batch is."""

    ended: bool
    done: int
    all: int


@dataclass(frozen=True, slots=True)
class Batches:
    connection: Connection

    async def send(self, askings: Mapping[str, Asking]) -> str | Trouble:
        """Send requests under ids of one's own; the batch's id."""
        try:
            client = await self.connection.client()
            requests = [
                {"custom_id": id_, "params": body_of(it, self.connection.endpoint)} for id_, it in askings.items()
            ]
            # Once only: an answer that got lost may be that of a batch that is being worked on, and paid for.
            batch = await client.with_options(max_retries=0).messages.batches.create(requests=requests)
            if not isinstance(id_ := getattr(batch, "id", None), str) or _ID.fullmatch(id_) is None:
                return Trouble("wrong answer", f"{self.connection.endpoint.host} answered with no batch.")
            return id_
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return self._trouble(error)

    async def look(self, id_: str) -> Look | Trouble:
        """How far a batch is."""
        try:
            batch = await (await self.connection.client()).messages.batches.retrieve(id_)
            counts = batch.request_counts
            done = counts.succeeded + counts.errored + counts.canceled + counts.expired
            return Look(batch.processing_status == "ended", done, done + counts.processing)
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return self._trouble(error)

    async def results(self, id_: str) -> Mapping[str, Reply | Trouble] | Trouble:
        """The answers of a batch that has ended, by the ids of the requests."""
        try:
            found: dict[str, Reply | Trouble] = {}
            async for it in await (await self.connection.client()).messages.batches.results(id_):
                found[it.custom_id] = _answer(it.result)
            return found
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return self._trouble(error)

    def _trouble(self, error: Exception) -> Trouble:
        if getattr(error, "status_code", None) in (404, 405):
            host = self.connection.endpoint.host
            return Trouble("wrong answer", f"{host} knows no such batch, or has no batches at all.")
        return self.connection.trouble(error, Usage())


def _answer(result: Any) -> Reply | Trouble:
    match result.type:
        case "succeeded":
            return reply_of(result.message, usage_of(getattr(result.message, "usage", None)))
        case "expired":
            return Trouble("overloaded", "The service did not come to it within a day.")
        case "canceled":
            return Trouble("refused", "The batch was canceled.")
        case _:
            said = getattr(getattr(getattr(result, "error", None), "error", None), "message", "") or ""
            return Trouble(
                "wrong answer", f"The service could not answer: {message(said, 150) or 'it does not say why'}."
            )

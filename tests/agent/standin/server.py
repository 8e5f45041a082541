"""The stand-in on a port of this machine: real HTTP, one request per connection.

    async with standin(says("…").expecting("class Hero"), overloaded()) as server:
        ...server.url...
        server.requests[0].json

What goes against the script (a request too many, an expectation that does not hold, a redirect that was
followed) is answered with 500 and raised at the end of the `with`.
"""

import asyncio
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.agent.standin.batches import Batches
from tests.agent.standin.dialects import HOSTED, Dialect
from tests.agent.standin.gate import Gate
from tests.agent.standin.listening import listening
from tests.agent.standin.record import Request
from tests.agent.standin.reply import Pause, Reply
from tests.agent.standin.script import Script
from tests.agent.standin.service import Service
from tests.agent.standin.values import Turn
from tests.agent.standin.wire import Wire

MEGABYTE = 1024 * 1024


class StandIn:
    """A running server. `gate` lets turns that wait go on; `requests` is what was asked, in order."""

    url: str

    def __init__(self, service: Service, credential: str | None) -> None:
        self.gate = Gate()
        self.requests: list[Request] = []
        self._service = service
        self._credential = credential
        self._arrived = asyncio.Condition()

    @property
    def messages(self) -> list[Request]:
        """The requests for an answer of the model, without those that count, list or look up."""
        return [it for it in self.requests if it.path == "/v1/messages"]

    @property
    def complaints(self) -> list[str]:
        """What went against the script; a test that wants it takes it out of this list."""
        return self._service.script.complaints

    @property
    def turns_left(self) -> int:
        return self._service.script.left

    @property
    def batches(self) -> Batches:
        return self._service.batches

    async def asked(self, count: int) -> Request:
        """The request of this number (from 1), as soon as it is here."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= count)
        return self.requests[count - 1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        wire = Wire(reader, writer)
        try:
            got = await wire.request(self._credential)
            if got is not None:
                await self._answer(wire, *got)
        except ConnectionError:
            pass  # the client is gone; what that means for a request is in its record
        finally:
            writer.close()

    async def _answer(self, wire: Wire, request: Request, bearer: bool, authorized: bool) -> None:
        try:
            reply = self._service.reply(request, bearer, authorized)
        except Exception:
            reply = self._service.broken(f"It failed on {request.method} {request.path}:\n{traceback.format_exc()}")
        async with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()
        sending = asyncio.create_task(self._send(wire, request, reply))
        leaving = asyncio.create_task(wire.left())
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone = leaving.done() and not sending.done()
            for it in (sending, leaving):
                it.cancel()
            failed, _ = await asyncio.gather(sending, leaving, return_exceptions=True)
            request.end(hung_up=gone or isinstance(failed, ConnectionError))
        if isinstance(failed, Exception) and not isinstance(failed, ConnectionError):
            self._service.script.complain(f"It could not send its answer: {failed!r}")

    async def _send(self, wire: Wire, request: Request, reply: Reply) -> None:
        if reply.waits:
            await self.gate.wait()
        if reply.head is not None:
            await wire.part_of_head(reply)
            if reply.stays:
                await asyncio.Event().wait()  # until the client has enough
            return
        request.status = reply.status
        await wire.head(reply)
        for step in reply.steps:
            if isinstance(step, Pause):
                await (asyncio.sleep(step.seconds) if step.seconds else self.gate.wait())
            else:
                await wire.body(step)
        await wire.end(reply.ending)


@asynccontextmanager
async def standin(
    *turns: Turn,
    dialect: Dialect = HOSTED,
    credential: str | None = None,
    limit: int = 32 * MEGABYTE,
    polls: int = 1,
) -> AsyncIterator[StandIn]:
    """The stand-in with this script. With `credential` only this one is let in; else any that is not empty.
    `limit`: the bytes of a request; `polls`: how often a batch is retrieved before it has ended."""
    script = Script(turns)

    async def trap(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script.complain("A redirect was followed, or somebody else called the trap.")

    async with listening(trap) as elsewhere:
        service = Service(script, dialect, limit, elsewhere)
        server = StandIn(service, credential)
        async with listening(server.serve) as server.url:
            service.batches.url, service.batches.polls = server.url, polls
            try:
                yield server
            except BaseException as error:
                for it in script.complaints:
                    error.add_note(f"The stand-in complains: {it}")
                raise
    assert not script.complaints, "The stand-in complains:\n" + "\n".join(script.complaints)

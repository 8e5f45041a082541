"""One HTTP connection: h11 reads the request and frames the answer; what goes wrong on purpose is done by hand."""

import asyncio
import socket
import struct
from urllib.parse import parse_qsl, urlsplit

import h11

from tests.agent.standin.record import Request, hidden
from tests.agent.standin.reply import Reply
from tests.agent.standin.values import Ending

_CHUNK = 64 * 1024


class Wire:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER)

    async def request(self, credential: str | None) -> tuple[Request, bool, bool] | None:
        """The request, whether it brought a bearer token, and whether its credential is the right one.
        None: the client left before it had asked anything, or what it said is no HTTP."""
        head: h11.Request | None = None
        body = bytearray()
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError:
                return None
            if event is h11.NEED_DATA:
                self._http.receive_data(await self._reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                head = event
                if dict(head.headers).get(b"expect") == b"100-continue":
                    await self._write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])))
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                break
            else:
                return None
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
        url = urlsplit(head.target.decode("ascii"))
        token = headers.get("authorization", "").removeprefix("Bearer ")
        bearer = bool(token) and headers["authorization"].startswith("Bearer ")
        sent = token if bearer else headers.get("x-api-key", "")
        request = Request(head.method.decode(), url.path, dict(parse_qsl(url.query)), hidden(headers), bytes(body))
        return request, bearer, bool(sent) and credential in (None, sent)

    async def left(self) -> None:
        """Until the client has closed the connection."""
        try:
            while await self._reader.read(_CHUNK):
                pass
        except ConnectionError:
            return

    async def head(self, reply: Reply) -> None:
        await self._write(self._head(reply))

    async def part_of_head(self, reply: Reply) -> None:
        """The first bytes of the head, and no more."""
        assert reply.head is not None
        await self._write(self._head(reply)[: reply.head])

    async def body(self, data: bytes) -> None:
        await self._write(self._http.send(h11.Data(data=data)))

    async def end(self, ending: Ending) -> None:
        if ending == "ends":
            await self._write(self._http.send(h11.EndOfMessage()))
        elif ending == "resets":
            linger = struct.pack("ii", 1, 0)  # close by a reset instead of a farewell
            self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._writer.transport.abort()

    def _head(self, reply: Reply) -> bytes:
        headers = [*reply.headers, ("connection", "close")]
        if reply.length:
            size = sum(len(it) for it in reply.steps if isinstance(it, bytes))
            headers.append(("content-length", str(size if reply.promised is None else reply.promised)))
        response = h11.Response(status_code=reply.status, headers=headers, reason=b"")
        return self._http.send(response) or b""

    async def _write(self, data: bytes | None) -> None:
        if data:
            self._writer.write(data)
            await self._writer.drain()

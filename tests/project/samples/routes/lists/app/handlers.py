"""Handlers that know nothing of the routes they are given."""

from typing import Annotated

from fastapi import Depends, Request, Response, WebSocket


def page(limit: int = 10) -> int:
    return limit


def read(key: int, limit: Annotated[int, Depends(page)]) -> dict[str, int]:
    return {"key": key, "limit": limit}


def write(key: int, values: dict[str, int]) -> dict[str, int]:
    return values


async def listen(websocket: WebSocket) -> None:
    await websocket.accept()


async def plain(request: Request) -> Response:
    return Response(str(request.url))

"""Starlette's own ways to declare routes, in an application of FastAPI."""

from functools import partial

from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint, WebSocketEndpoint
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route, Router, WebSocketRoute
from starlette.websockets import WebSocket


class Home(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        return PlainTextResponse("")

    async def post(self, request: Request) -> Response:
        return PlainTextResponse("")


class Base(HTTPEndpoint):
    def get(self, request: Request) -> Response:
        return PlainTextResponse("")


class Derived(Base):
    def delete(self, request: Request) -> Response:
        return PlainTextResponse("")

    def helper(self) -> None: ...


class Echo(WebSocketEndpoint):
    async def on_receive(self, websocket: WebSocket, data: str) -> None: ...


async def plain(request: Request) -> Response:
    return PlainTextResponse("")


async def talk(websocket: WebSocket) -> None: ...


app = FastAPI(
    routes=[
        Route("/home", Home),
        Route("/plain", plain, methods=["POST"]),
        Route("/part", partial(plain)),
        WebSocketRoute("/echo", Echo),
    ]
)
app.routes.append(Route("/derived", Derived))
app.router.routes.append(Route("/named", Derived, name="named"))
app.add_route("/added", Home)
app.add_route("/added-plain", plain, ["PUT"])
app.add_route("/hidden", plain, methods=["PUT"], include_in_schema=False)
app.add_api_websocket_route("/talk", talk)
app.router.add_route("/own", plain)

router = APIRouter(prefix="/p")
router.add_route("/added", Home)
router.add_route("/added-plain", plain)
router.routes.extend([Route("/listed", Home), WebSocketRoute("/listed-echo", Echo)])
app.include_router(router, prefix="/v1")

star = Starlette(routes=[Route("/s", Home), Mount("/m", routes=[Route("/x", plain)])])
app.mount("/star", star)
app.mount("/anonymous", Router([Route("/y", Derived)]))


@router.route("/decorated", methods=["GET"])
class Decorated(HTTPEndpoint):
    async def get(self, request: Request) -> Response:
        return PlainTextResponse("")

    async def post(self, request: Request) -> Response:
        return PlainTextResponse("")


@app.websocket_route("/heard")
class Heard(WebSocketEndpoint):
    async def on_connect(self, websocket: WebSocket) -> None: ...


router.add_websocket_route("/told", Echo)
router.add_websocket_route("/told-plain", talk)
app.include_router(router, prefix="/v2")

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from app.routers import ROUTERS, heroes


def create_app(routers: list[APIRouter] = ROUTERS, prefix: str = "/v1") -> FastAPI:
    app = FastAPI()
    for router in routers:
        app.include_router(router, prefix=prefix)
    return app


def create_sub(routers: list[APIRouter] = ROUTERS) -> FastAPI:
    sub = FastAPI()
    for router in routers:
        sub.include_router(router)
    return sub


def add(routers: Sequence[APIRouter], app: FastAPI, prefix: str = "") -> None:
    for router in routers:
        app.include_router(router, prefix=prefix)


def add_more(app: FastAPI, routers: list[APIRouter]) -> None:
    routers = [heroes]
    for router in routers:
        app.include_router(router, prefix="/more")


class Server:
    def __init__(self, routers: list[APIRouter], prefix: str = "/server") -> None:
        self.app = FastAPI()
        for router in routers:
            self.app.include_router(router, prefix=prefix)

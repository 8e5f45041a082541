"""Routers that get their names in every way that Python has."""

from fastapi import APIRouter

heroes, teams = APIRouter(prefix="/heroes", tags=["heroes"]), APIRouter(prefix="/teams")
first = second = APIRouter(prefix="/both")
(walrus := APIRouter(prefix="/walrus"))
(leader, *others, last) = APIRouter(prefix="/leader"), 1, 2, APIRouter(prefix="/last")
[(nested, _), inner] = [(APIRouter(prefix="/nested"), None), APIRouter(prefix="/inner")]


class Held:
    public, private = APIRouter(prefix="/public"), APIRouter(prefix="/private")

    def __init__(self) -> None:
        self.mine, self.yours = APIRouter(prefix="/mine"), APIRouter(prefix="/yours")
        self.mine.add_api_route("/of-self", self.read)

    def read(self) -> str:
        return ""


def made() -> APIRouter:
    here, there = APIRouter(prefix="/here"), APIRouter(prefix="/there")

    @there.get("/inside")
    def inside() -> None: ...

    here.include_router(there)
    return here


@heroes.get("")
def read_heroes() -> list[str]:
    return []


@teams.get("", tags=["more"])
def read_teams() -> list[str]:
    return []


@first.get("/first")
def read_first() -> None: ...


@second.get("/second")
def read_second() -> None: ...


@walrus.get("/walrus")
def read_walrus() -> None: ...


@leader.get("/leader")
def read_leader() -> None: ...


@last.get("/last")
def read_last() -> None: ...


@nested.get("/nested")
def read_nested() -> None: ...


@inner.get("/inner")
def read_inner() -> None: ...


@Held.public.get("/held")
def read_held() -> None: ...

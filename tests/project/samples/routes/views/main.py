"""Class-based views of fastapi-utils: what the class asks for is asked of every one of its routes."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, FastAPI, Header
from fastapi_utils.cbv import cbv

router = APIRouter(prefix="/views", tags=["views"], dependencies=[Depends(lambda: None)])
plain = APIRouter(prefix="/plain")


def engine() -> str:
    return ""


def user(x_user: Annotated[str, Header()], url: Annotated[str, Depends(engine)]) -> str:
    return x_user + url


UserDep = Annotated[str, Depends(user)]


class Base:
    url: str = Depends(engine)


@cbv(router)
class Views:
    session: str = Depends(engine)
    who: UserDep
    limit: int = 10
    shared: ClassVar[int] = 3
    plain = 3

    def __init__(self, dry: bool = False) -> None:
        self.dry = dry

    @router.get("/{key}")
    def read(self, key: int) -> str:
        return self.session

    @router.post("/", status_code=201)
    async def create(self, values: dict[str, int], url: Annotated[str, Depends(engine)]) -> str:
        return url

    def helper(self) -> None: ...


@cbv(plain)
class Inherited(Base):
    @plain.get("/inherited")
    def read(self) -> str:
        return self.url


app = FastAPI()
app.include_router(router, prefix="/api")
app.include_router(plain)

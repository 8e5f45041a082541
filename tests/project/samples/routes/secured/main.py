"""Scopes and caches of dependencies at every level: application, router, include, route, parameter, below each other."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import APIKeyHeader, HTTPBasic, OAuth2PasswordBearer, SecurityScopes

scheme = OAuth2PasswordBearer(tokenUrl="token", scopes={"me": "", "items": ""})
key = APIKeyHeader(name="x-key", auto_error=False)
ITEMS = ["items"]


def session() -> Iterator[int]:
    yield 1


SessionDep = Annotated[int, Depends(session)]
FreshDep = Annotated[int, Depends(session, use_cache=False)]


class User:
    def __init__(self, scopes: SecurityScopes, db: SessionDep, token: str = Security(scheme, scopes=["me"])) -> None:
        self.name = token


async def active(user: Annotated[User, Security(User, scopes=["me", "items"])], fresh: FreshDep) -> User:
    return user


UserDep = Annotated[User, Security(active, scopes=ITEMS)]


class Checker:
    def __init__(self, role: str) -> None:
        self.role = role

    def __call__(self, user: UserDep, basic: Annotated[str, Depends(HTTPBasic())]) -> None: ...


app = FastAPI(dependencies=[Depends(session, use_cache=False)])
router = APIRouter(prefix="/items", dependencies=[Security(active, scopes=["router"])])


@app.get("/me")
def read_me(user: Annotated[User, Security(User, scopes=["me"])], plain: Annotated[User, Depends()]) -> str:
    return user.name


@router.get("", dependencies=[Security(Checker("admin"), scopes=["admin", "items"], use_cache=False)])
def read_items(user: UserDep, again: UserDep, db: SessionDep = 0) -> list[str]:
    return []


@router.post("")
async def add_item(token: str = Security(key), user: User = Security(active, scopes=("a", "b"))) -> None: ...


app.include_router(router, dependencies=[Security(scheme, scopes=["included"])])

"""Classes whose methods are routes by their names: fastapi-class, and fastapi-utils with addresses on the class."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header
from fastapi.responses import PlainTextResponse
from fastapi_class import Method, View, endpoint
from fastapi_utils.cbv import cbv
from fastapi_utils.cbv_base import set_responses
from pydantic import BaseModel

router = APIRouter(prefix="/v1", tags=["verbs"])
tools = APIRouter(prefix="/tools")
BASE = "/items"


class Item(BaseModel):
    name: str


def user(x_user: Annotated[str, Header()]) -> str:
    return x_user


class Listing:
    async def get(self, q: str = "", who: str = Depends(user)) -> list[Item]:
        return []


@View(router, path=BASE)
class ItemView(Listing):
    response_model = {"post": Item}

    async def post(self, item: Item) -> Item:
        return item

    @endpoint(("PUT", Method.PATCH), path="/{item_id}", status_code=202, response_model=Item, name="change")
    async def change(self, item_id: int, item: Item) -> Item:
        return item

    @endpoint("DELETE", path="/all")
    async def remove(self) -> None: ...

    @endpoint()
    async def put(self) -> None: ...

    def helper(self) -> None: ...


@View(router, path="/plain", default_status_code=201)
class PlainTextView:
    response_class = {"get": PlainTextResponse}

    async def get(self) -> str:
        return ""


@View(router)
class RootThings:
    async def delete(self) -> None: ...


@cbv(tools, "/one", "/two/{key}")
class Tools:
    who: str = Depends(user)

    def get(self, key: int = 0) -> str:
        return self.who

    @set_responses(Item, 203)
    def post(self, item: Item) -> Item:
        return item

    @tools.get("/own")
    def own(self) -> str:
        return ""

    def helper(self) -> None: ...


app = FastAPI()
app.include_router(router)
app.include_router(tools)

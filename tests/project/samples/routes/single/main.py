from enum import Enum
from typing import Annotated, Literal

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, Request, Response, UploadFile, status
from pydantic import BaseModel, Field

app = FastAPI()


class Color(str, Enum):
    RED = "red"
    BLUE = "blue"


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=20)
    price: float = Field(gt=0)


class ItemOut(Item):
    id: int


class Filters(BaseModel):
    limit: int = 10
    q: str | None = None


def paging(skip: int = 0, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> tuple[int, int]:
    return skip, limit


@app.get("/")
def root() -> dict[str, str]:
    return {}


@app.get("/items", tags=["items"])
def read_items(
    request: Request,
    page: Annotated[tuple[int, int], Depends(paging)],
    q: str | None = None,
    color: Color = Color.RED,
    kind: Literal["a", "b"] = "a",
    ids: Annotated[list[int] | None, Query()] = None,
    x_token: Annotated[str | None, Header()] = None,
    session_id: Annotated[str | None, Cookie(alias="sid")] = None,
) -> list[ItemOut]:
    return []


@app.post("/items", status_code=status.HTTP_201_CREATED, response_model=ItemOut, tags=["items"])
def create_item(item: Item, response: Response, notify: bool = False):
    return item


@app.put("/items/{item_id}")
def update_item(item_id: Annotated[int, Path(ge=1)], item: Item, importance: Annotated[int, Body()] = 1) -> ItemOut: ...


@app.patch("/items/{item_id}")
def patch_item(item_id: int, item: Annotated[Item, Body(embed=True)]) -> ItemOut: ...


@app.delete("/items/{item_id}", status_code=204)
def delete_item(item_id: int) -> None: ...


@app.post("/login")
def login(username: Annotated[str, Form()], password: Annotated[str, Form()]) -> None: ...


@app.post("/files")
def upload(file: UploadFile, note: Annotated[str, Form()], raw: Annotated[bytes | None, File()] = None) -> None: ...


@app.get("/files/{file_path:path}")
def read_file(file_path: str, q: str = Query(default="x", alias="query")) -> None: ...


@app.api_route("/both", methods=["GET", "POST"])
def both() -> None: ...


@app.get("/one")
@app.get("/two", include_in_schema=False)
def stacked() -> None: ...


@app.post("/many")
def many(items: list[Item]) -> int:
    return len(items)


@app.post("/raw")
def raw(data: dict[str, int]) -> Response: ...


def added(name: str) -> str:
    return name


app.add_api_route("/added/{name}", added, methods=["GET"], tags=["added"])

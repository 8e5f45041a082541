from collections.abc import Iterable, Sequence
from functools import partial
from typing import Annotated

from fastapi import (
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    Path,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    params,
    status,
)
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.security import HTTPBearer, OAuth2PasswordRequestForm
from pydantic import RootModel
from shapes import Camel, Checker, Headers, Hero, Lengths, Login, Names, Narrow, Order, Page, Window, require

app = FastAPI(title="parameters")
checker = Checker(3)
PageDep = Annotated[Page, Depends()]
Positive = Annotated[int, Query(gt=0)]
limit = Depends(Checker(5))


def guard(role: str) -> params.Depends:
    return Depends(require(role))


def scaled(factor: int, value: int = 1) -> int:
    return factor * value


@app.get("/simple/{key}")
def simple(key: str, q: str, count: int = 3, order: Order = Order.up, flag: bool | None = None) -> None: ...


@app.get("/said/{key}")
def said(
    request: Request,
    response: Response,
    tasks: BackgroundTasks,
    key: Annotated[int, Path(ge=1)],
    words: Annotated[list[str], Query(min_length=1)],
    amount: Positive,
    user_agent: Annotated[str | None, Header()] = None,
    x_raw: Annotated[str | None, Header(convert_underscores=False)] = None,
    token: str = Cookie(...),
    short: str = Query("a", alias="s", max_length=5),
    made: Annotated[int, Query(default_factory=int)] = ...,  # type: ignore[assignment]
) -> None: ...


@app.get("/models")
def models(page: Annotated[Page, Query()], headers: Annotated[Headers, Header()]) -> None: ...


@app.get("/depends")
def depends(
    page: PageDep,
    window: Annotated[Window, Depends()],
    scope: Annotated[Narrow, Depends(Narrow)],
    level: int = Depends(checker),
    other: int = limit,
    plain: int = Depends(checker.plain),
    role: str = Depends(require("admin")),
    scale: int = Depends(partial(scaled, 3)),
) -> None: ...


@app.get("/guarded", dependencies=[guard("admin"), Security(HTTPBearer(), scopes=["a"])])
def guarded() -> None: ...


@app.post("/heroes", status_code=status.HTTP_201_CREATED)
def create(hero: Hero) -> Hero:
    return hero


@app.put("/heroes/{key}", response_model=Hero | None, name="replace-hero")
def replace(key: int, hero: Hero, extra: Annotated[str, Body()], note: dict[str, int] | None = None) -> object:
    return hero


@app.patch("/heroes", tags=["patched", Order.up])
def embedded(hero: Annotated[Hero, Body(embed=True)]) -> list[Hero]:
    return [hero]


@app.post("/many")
def many(heroes: list[Hero]) -> JSONResponse:
    return JSONResponse([])


@app.post("/raw")
def raw(text: str = Body(max_length=9)) -> RedirectResponse:
    return RedirectResponse(text)


@app.post("/form")
def form(name: Annotated[str, Form()], age: int = Form(3), photo: UploadFile | None = None) -> None: ...


@app.post("/files")
def files(photos: list[UploadFile], one: Annotated[bytes, File()]) -> None: ...


@app.post("/login")
def login(data: Annotated[Login, Form()]) -> None: ...


@app.post("/token")
def token(data: Annotated[OAuth2PasswordRequestForm, Depends()]) -> None: ...


def lower(depth: int = 0) -> int:
    return depth


def upper(height: int, low: Annotated[int, Depends(lower)], *rest: int, **more: int) -> int:
    return height + low


@app.get("/nested", dependencies=[Depends(upper)])
def nested(low: Annotated[int, Depends(lower)]) -> Sequence[str]:
    return [""]


@app.get("/pieces")
def pieces() -> Iterable[str]:
    yield ""


@app.post("/factory")
def factory(amounts: Annotated[list[int], Body(default_factory=list)], note: str = Body("")) -> None: ...


@app.get("/away", response_class=RedirectResponse, response_model=None)
def away() -> str:
    return "/"


@app.post("/names")
def names(names: Names) -> None: ...


@app.post("/lengths")
def lengths(lengths: Lengths | None = None) -> None: ...


@app.post("/plain-root")
def plain_root(values: RootModel[list[str]], note: Annotated[str, Body()] = "") -> None: ...


@app.get("/camel")
def camel(camel: Annotated[Camel, Depends()]) -> None: ...


@app.get("/camel-query")
def camel_query(camel: Annotated[Camel, Query()]) -> None: ...


@app.post("/password")
def password(password: Annotated[str, Body(embed=True)]) -> None: ...

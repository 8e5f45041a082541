"""Each route ends in one error, always; a test asks for it and compares the status."""

import functools
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Annotated, Any, NoReturn

from app import service
from app.errors import TEAPOT, Clash, Even, Given, Gone, Missing, Named, Odd, Paid, Prime, Silent, forbidden
from app.handlers import always, register
from app.service import Inner, Service, Store, store
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.responses import JSONResponse

NOT_HERE = 404
router = APIRouter()


def get_service() -> Service:
    return Service()


ServiceDep = Annotated[Service, Depends(get_service)]


@router.get("/plain")
def plain() -> None:
    raise HTTPException(NOT_HERE, detail="Not here")


@router.get("/function")
def function() -> None:
    raise forbidden("entry")


@router.get("/constant")
def constant() -> None:
    raise TEAPOT


@router.get("/subclass")
def subclass() -> None:
    raise Gone("hero")


@router.get("/named")
def named() -> None:
    raise Named(status_code=423)


@router.get("/class-attribute")
def class_attribute() -> None:
    raise Missing


@router.get("/nearer-attribute")
def nearer_attribute() -> None:
    raise Clash("x")


@router.get("/given")
def given() -> None:
    raise Given("x", status_code=422)


@router.get("/given-default")
def given_default() -> None:
    raise Given("x")


@router.get("/passed-up")
def passed_up() -> None:
    raise Paid(3)


@router.get("/table")
def table() -> None:
    raise Even


@router.get("/table-of-subclass")
def table_of_subclass() -> None:
    raise Prime()


@router.get("/made-handler")
def made_handler() -> None:
    raise Odd()


@router.get("/library")
def library() -> None:
    raise KeyError("x")


@router.get("/library-too")
def library_too() -> None:
    raise IndexError("x")


@router.get("/in-constructor")
def in_constructor() -> None:
    raise ValueError("x")


@router.get("/inherited")
def inherited() -> object:
    return Store().get()


@router.get("/module")
def module() -> None:
    service.store.put()


@router.get("/instance")
def instance() -> None:
    store.put()


@router.get("/injected")
async def injected(given: ServiceDep) -> None:
    await given.put()


@router.get("/default")
async def default(given=Depends(get_service)) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    await given.put()


@router.get("/deep")
async def deep(given: ServiceDep) -> None:
    await given.deep()


@router.get("/class-method")
def class_method() -> None:
    Inner.make()


@router.get("/local")
def local() -> None:
    one = Store()
    found = one
    found.get()


@router.get("/converted")
def converted() -> None:
    try:
        service.silent()
    except Silent as error:
        raise HTTPException(406, str(error)) from error


@router.get("/by-base")
def by_base() -> None:
    try:
        raise Clash
    except (Missing, OSError):
        raise HTTPException(status_code=405) from None


@router.get("/again")
def again() -> None:
    try:
        raise HTTPException(407)
    except HTTPException:
        raise
    except Exception:
        return


@router.get("/swallowed")
def swallowed() -> None:
    try:
        raise HTTPException(404)
    except Exception:
        raise HTTPException(503) from None


@router.get("/in-else")
def in_else() -> None:
    try:
        pass
    except Missing:
        pass
    else:
        raise Missing


def converts(function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(function)
    async def inner(*args: Any, **kwargs: Any) -> Any:
        try:
            return await function(*args, **kwargs)
        except Silent:
            raise HTTPException(451) from None

    return inner


def refuses(status: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Any:
            if status:
                raise HTTPException(401)
            return function(*args, **kwargs)

        return inner

    return decorate


@router.get("/decorated")
@converts
async def decorated() -> None:
    service.silent()


@router.get("/refused")
@refuses(1)
def refused() -> None: ...


def who() -> NoReturn:
    raise HTTPException(status_code=401, detail="Who?")


class Guard:
    def __init__(self, status: int) -> None:
        self.status = status

    def __call__(self) -> None:
        raise HTTPException(403)


def needs(role: str) -> Callable[[], None]:
    def check() -> None:
        raise HTTPException(403, f"Needs {role}")

    return check


@router.get("/dependency")
def dependency(user: Annotated[str, Depends(who)]) -> None: ...


@router.get("/guard", dependencies=[Depends(Guard(3))])
def guard() -> None: ...


@router.get("/made-dependency", dependencies=[Depends(needs("admin"))])
def made_dependency() -> None: ...


def below(user: Annotated[str, Depends(who)]) -> str:
    return user


@router.get("/below")
def below_dependency(user: str = Depends(below)) -> None: ...


@router.get("/super")
def above() -> object:
    return service.louder.get()


@router.get("/annotated")
def annotated() -> object:
    return service.quiet.get()


@router.get("/call")
def call() -> None:
    service.louder()


@router.get("/entered")
def entered() -> None:
    with nullcontext(Store()) as unknown, Opened() as opened:
        assert unknown
        opened.put()


class Opened(Store):
    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_: object) -> None: ...


@router.get("/chosen")
def chosen(which: int = 1) -> None:
    raise HTTPException(404) if which else HTTPException(404)


@router.get("/in-loop")
def in_loop() -> None:
    for _ in range(3):
        error = HTTPException(status_code=409)
        raise error


app = FastAPI(exception_handlers={ValueError: always(428)})
register(app)
app.include_router(router)

# Another application, with its own answer to the same exception.
second = FastAPI()


@second.exception_handler(Missing)
async def second_missing(request: object, error: Missing) -> JSONResponse:
    return JSONResponse({}, 431)


@second.get("/second")
def second_route() -> None:
    raise Missing


app.mount("/other", second)

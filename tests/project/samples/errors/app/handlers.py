from collections.abc import Awaitable, Callable
from contextlib import suppress

from app.errors import AppError, Even, Given, Odd, Prime
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

Handler = Callable[[Request, Exception], Awaitable[JSONResponse]]
TABLE = {Even: 411, Prime: 412}


def answer(error: Exception, status: int) -> JSONResponse:
    return JSONResponse({"detail": str(error)}, status)


async def of_app(request: Request, exc: AppError) -> JSONResponse:
    return JSONResponse(status_code=exc.status_code, content={})


async def of_given(request: Request, exc: Given) -> JSONResponse:
    code = getattr(exc, "status_code", 500)
    return answer(exc, code)


async def of_table(request: Request, exc: Exception) -> JSONResponse:
    return answer(exc, TABLE.get(type(exc), 500))


def always(status: int) -> Handler:
    async def handler(request: Request, exc: Exception) -> JSONResponse:
        return answer(exc, status)

    return handler


async def of_key(request: Request, exc: Exception) -> JSONResponse:
    if isinstance(exc, KeyError):
        return JSONResponse({}, status_code=424)
    return JSONResponse({}, status_code=425)


async def of_http(request: Request, exc: HTTPException) -> JSONResponse:
    with suppress(ValueError):
        try:
            return JSONResponse({"detail": exc.detail}, status_code=exc.status_code or 500)
        finally:
            pass


HANDLERS = {KeyError: of_key, IndexError: of_key}


def register(app: FastAPI) -> None:
    app.add_exception_handler(AppError, of_app)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(Given, of_given)
    for class_ in (Even, Prime):
        app.add_exception_handler(class_, of_table)
    for class_, handler in HANDLERS.items():
        app.add_exception_handler(class_, handler)
    app.add_exception_handler(Odd, always(416))

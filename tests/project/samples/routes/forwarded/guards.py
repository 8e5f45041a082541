from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Security
from fastapi.security import OAuth2PasswordBearer

oauth2 = OAuth2PasswordBearer(tokenUrl="token")
internal = APIRouter(prefix="/internal", tags=["internal"])
path = "/not-the-parameter"


def audit() -> None: ...


def protected(method: Any, path: str, scopes: list[str] | None = None, **kwargs: Any) -> Callable[..., Any]:
    def decorator(func: Callable[..., Any]) -> Any:
        fn = Security(oauth2, scopes=scopes or [])
        return method(path, dependencies=[fn], **kwargs)(func)

    return decorator


def on_internal(path: str, *, status_code: int = 202) -> Callable[..., Any]:
    def decorator(func: Callable[..., Any]) -> Any:
        internal.post(path, dependencies=[Depends(audit)], status_code=status_code)(func)
        return func

    return decorator


def get(router: APIRouter, path: str = "/") -> Callable[..., Any]:
    return router.get(path, tags=["got"])


def unrelated(path: str) -> Callable[..., Any]:
    def decorator(func: Callable[..., Any]) -> Any:
        return partial(func)(path)

    return decorator

"""Routers that are no plain APIRouter."""

from typing import Any

from fastapi import APIRouter, FastAPI


class Versioned(APIRouter):
    """A subclass of FastAPI's router."""


def make_router_class(name: str) -> type[APIRouter]:
    class Made(APIRouter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)

    Made.__name__ = name
    return Made


Custom = make_router_class("Custom")


def mount_all(target: FastAPI, first: APIRouter, *, second: APIRouter) -> None:
    target.include_router(first, prefix="/first")
    nest(target, second)


def nest(application: FastAPI, child: APIRouter) -> None:
    application.include_router(child, prefix="/second")

"""Dependencies named by aliases: generic ones, aliases of aliases, and the values that `type X = …` makes."""

from typing import Annotated, TypeVar

from fastapi import Body, Depends, FastAPI, Query
from pydantic import BaseModel
from typing_extensions import TypeAliasType

T = TypeVar("T")
K = TypeVar("K")


def engine() -> str:
    return ""


class Service:
    def __init__(self, url: Annotated[str, Depends(engine)], limit: int = 3) -> None:
        self.url = url


class Item(BaseModel):
    name: str


Dep = Annotated[T, Depends()]
Inner = Dep[T]
Limited = Annotated[T, Query(gt=0)]
Embedded = Annotated[T, Body(embed=True)]
Maybe = T | None
ServiceDep = Dep[Service]
EngineDep = TypeAliasType("EngineDep", Annotated[str, Depends(engine)])
Pairs = dict[K, list[T]]

app = FastAPI()


@app.get("/dep")
def dep(service: Dep[Service], other: Inner[Service]) -> None: ...


@app.get("/named")
def named(service: ServiceDep) -> None: ...


@app.get("/alias")
def alias(url: EngineDep, q: Maybe[str] = None) -> None: ...


@app.get("/given")
def given(service: Annotated[Service, Depends()], page: Limited[int] = 1) -> None: ...


@app.get("/limited")
def limited(size: Limited[int], sizes: Limited[float] = 2.0) -> None: ...


@app.post("/embedded")
def embedded(item: Embedded[Item]) -> None: ...


@app.post("/pairs")
def pairs(found: Pairs[str, Item]) -> Maybe[Item]:
    return None

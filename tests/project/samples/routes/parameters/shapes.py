from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel


class Order(str, Enum):
    up = "up"
    down = "down"


class Page(BaseModel):
    limit: int = Field(10, ge=1, le=100)
    offset: int = 0
    order_by: Literal["name", "age"] | None = None


class Headers(BaseModel):
    trace_id: str
    save_data: bool = False


class Hero(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    age: int | None = None


class Login(BaseModel):
    user: str
    password: str


class Camel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    page: int = Query(1)
    per_page: int = Field(30, ge=1)
    sort_by: str = Field("name", alias="sort")
    group_by: str = ""


class Names(RootModel[list[str]]):
    pass


class Lengths(RootModel):  # type: ignore[type-arg]
    root: dict[str, int]


@dataclass
class Window:
    start: int
    stop: int = 10
    words: Annotated[list[str] | None, Query(alias="w")] = None


class Scope:
    def __init__(self, tenant: str, strict: bool = False) -> None:
        self.tenant, self.strict = tenant, strict


class Narrow(Scope):
    """Takes what the class above takes."""


class Checker:
    def __init__(self, least: int) -> None:
        self.least = least

    def __call__(self, level: int = 0) -> int:
        return max(level, self.least)

    def plain(self, depth: int) -> int:
        return depth


def require(role: str):  # type: ignore[no-untyped-def]
    def check(token: str, role_hint: str = role) -> str:
        return token + role_hint

    return check

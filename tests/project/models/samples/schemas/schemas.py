"""Request and response shapes, with every way to constrain and name a field."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, Optional, TypeVar
from uuid import UUID

from annotated_types import Ge, Interval, MaxLen
from pydantic import (
    BaseModel, ConfigDict, EmailStr, Field, HttpUrl, PrivateAttr, RootModel, StringConstraints, computed_field, confloat,
    conlist,
)
from sqlmodel import Relationship
from pydantic.alias_generators import to_camel

T = TypeVar("T")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]


class Kind(str, Enum):
    A = "a"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)


class ItemBase(BaseModel):
    name: Name
    price: Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)]
    email: Optional[EmailStr] = None
    site: HttpUrl | None = Field(None, description="home")
    tags: list[str] = Field(default_factory=list, max_length=10)
    kind: Kind = Kind.A
    mode: Literal["r", "w"] = "r"
    quantity: Annotated[int, Ge(1)] = 1
    code: str = Field(default=..., pattern=r"^\d{3}$", min_length=3)
    nested: dict[str, list[int]] = {}
    anything: Any = None
    _private: int = PrivateAttr(default=1)


class ItemCreate(ItemBase):
    owner: Annotated[str, MaxLen(9)] | None = None
    rating: confloat(ge=0, le=5) = 0.0
    few: conlist(int, min_length=1, max_length=3)
    span: Annotated[int, Interval(ge=1, lt=10)] = 2


class ItemUpdate(BaseModel):
    name: Optional[Name] = None
    price: Decimal | None = Field(default=None, gt=0)


class ItemPublic(ItemBase):
    id: UUID
    created_at: datetime
    price: float

    @computed_field
    @property
    def label(self) -> str:
        return self.name


class CamelItem(Strict):
    first_name: str
    item_2_count: int = 0
    given: str = Field(alias="GIVEN")
    validated: str = Field(validation_alias="VALID", default="")


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int = Field(ge=0)


class ItemPage(Page[ItemPublic]):
    pass


class Wrapped(RootModel[list[int]]):
    pass


class Odd(BaseModel):
    """A relationship means nothing to pydantic: it is a default like any other."""

    item: ItemPublic = Relationship()
    items: list[ItemPublic] = Relationship(back_populates="odd")

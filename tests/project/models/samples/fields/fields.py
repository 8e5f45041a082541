"""Every usual spelling of a field, with and without Field(...)."""

import datetime as dt
import uuid
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, NewType, Optional, Union

import sqlalchemy as sa
from annotated_types import Gt, Len
from pydantic import AwareDatetime, EmailStr, NaiveDatetime, PositiveInt, StringConstraints, conint, constr
from sqlalchemy import JSON, Column, DateTime, Numeric, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlmodel import AutoString, Field, Relationship, SQLModel

LONGEST = 40
SHORT = Annotated[str, Field(max_length=LONGEST)]
Code = Annotated[str, StringConstraints(min_length=2, max_length=8, pattern=r"^[A-Z]+$")]
MaybeShort = SHORT | None
HeroId = NewType("HeroId", int)
Score = Annotated[int, Gt(0)]


class Colour(str, Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Plain(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    nickname: str | None
    age: Optional[int] = None
    power: Union[float, None] = Field(None)
    alive: bool = True
    born: date = Field(...)
    wakes: time | None = Field(default=..., index=True)
    rest: timedelta = timedelta(hours=8)
    raw: bytes = b""
    picture: Path | None = None
    limit: ClassVar[int] = 3
    colour: Colour = Colour.RED
    level: "Level | None" = None
    mail: EmailStr = Field(unique=True, index=True, max_length=255)


class Keyed(SQLModel, table=True):
    __tablename__ = "keyed_things"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    owner_id: int = Field(foreign_key="plain.id", ondelete="CASCADE", index=True)
    other_id: int | None = Field(default=None, foreign_key="plain.id", ondelete="SET NULL", nullable=True)
    must: str | None = Field(default=None, nullable=False)
    may: str = Field(default="x", nullable=True)
    code: Code = Field(unique=True)
    short: SHORT = "short"
    maybe: MaybeShort = None
    both: Annotated[str, Field(max_length=3, index=True)] = Field(default="a", unique=True)
    twice: Annotated[int, Field(default=1, ge=0, alias="one")] = Field(default=2, le=9, alias="two")
    few: list[str] = Field(default=["a"], min_items=1, max_items=3, sa_type=JSON)
    one_of: Annotated[int, Field(ge=1, le=9)] = 5
    score: Score
    items: Annotated[str, Len(1, 5)] = "ab"
    positive: PositiveInt = 1
    con: constr(min_length=1, max_length=7) = "c"  # type: ignore[valid-type]
    count: conint(ge=0, lt=100) | None = None  # type: ignore[valid-type]
    ratio: float = Field(default=0.5, gt=0, lt=1.5, multiple_of=0.5)
    price: Decimal = Field(default=Decimal("1.00"), max_digits=10, decimal_places=2, ge=0)
    regex: str = Field(default="a", regex="^a")
    reference: HeroId = Field(default=0, sa_type=sa.Integer)
    named: str = Field(default="n", alias="realName")


class Drawn(SQLModel, table=True):
    id: int = Field(default_factory=lambda: 7, primary_key=True)


class Columns(SQLModel, table=True):
    __table_args__ = {"schema": "public"}

    id: int = Field(primary_key=True)
    moment: datetime = Field(sa_type=DateTime(timezone=True), default_factory=lambda: datetime.now(timezone.utc))
    naive: datetime = Field(default_factory=datetime.now, sa_type=sa.DateTime)
    aware: AwareDatetime | None = None
    plain_naive: NaiveDatetime | None = None
    created: dt.datetime = Field(
        default=None, sa_column=Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    )
    updated: datetime | None = Field(
        default=None, sa_column_kwargs={"onupdate": func.now(), "server_default": text("now()")}
    )
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON))
    tags: list[str] = Field(default=[], sa_type=JSONB)
    renamed: str = Field(sa_column=Column("real_name", String(30), unique=True, index=True))
    body: str = Field(sa_column=Column(Text, nullable=False))
    cost: Decimal = Field(sa_type=Numeric(10, 2))
    kind: Literal["a", "b"] = Field(default="a", sa_type=AutoString)
    given: int = Field(default=0, sa_column_args=[sa.ForeignKey("public.columns.id", ondelete="RESTRICT")])
    linked: int | None = Field(default=None, sa_column=Column(sa.Integer, sa.ForeignKey("public.columns.id")))
    forced: int = Field(default=1, sa_column_kwargs={"nullable": True, "unique": True, "name": "forced_name"})
    token: uuid.UUID = Field(sa_column=Column(UUID(as_uuid=True), primary_key=True))
    dictionary: dict | None = Field(default=None, sa_column_kwargs=dict(comment="free"), sa_type=JSON)


class Bond(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    people: list["Relationship"] = Relationship(back_populates="bond")


class Relationship(SQLModel, table=True):
    """Named like what its own body calls: there the name still means SQLModel's."""

    id: int | None = Field(default=None, primary_key=True)
    bond_id: int = Field(foreign_key="bond.id")
    bond: Bond = Relationship(back_populates="people")

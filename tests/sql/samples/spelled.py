"""Types and table arguments in the spellings that projects give them."""

import enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import JSON, Column, Enum, Index, Select, String, TextClause, UniqueConstraint, column, select, text
from sqlalchemy.dialects.postgresql import ENUM, JSONB
from sqlalchemy.ext.mutable import Mutable, MutableDict, MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NOW: TextClause = text("TIMEZONE('utc', now())")


class Base(DeclarativeBase):
    pass


class Role(enum.Enum):
    ADMIN = "admin"
    USER = "a user"


class Watched(Mutable, dict):
    pass


def _stored_json(**kwargs: Any) -> sa.types.TypeEngine:
    """JSON, and on PostgreSQL its better kind."""
    return JSON(**kwargs).with_variant(JSONB(**kwargs), "postgresql")


def _words(most: int = 20, *, collation: str | None = None) -> String:
    return String(most, collation=collation)


def _values(members):
    return [str(it.value) for it in members]


def _enumerated(of: type[enum.Enum], **kwargs: Any) -> Enum:
    return Enum(of, values_callable=lambda obj: [e.value for e in obj], **kwargs)


class Hero(Base):
    __tablename__ = "heroes"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_open", "id", postgresql_where=column("role").is_(None)),
        dict(comment="Heroes"),  # noqa: C408
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(
            20,  # "ISO" code
        ),
        server_default=text("'a  #b'"),
    )
    since: Mapped[str] = mapped_column(server_default=NOW)
    traits: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSONB))
    more: Mapped[list] = mapped_column(MutableList.as_mutable(JSONB(none_as_null=True)))
    other = Column(Watched.as_mutable(JSON))
    data: Mapped[dict] = mapped_column(_stored_json(none_as_null=True))
    name: Mapped[str] = mapped_column(_words())
    short: Mapped[str] = mapped_column(_words(5, collation="C"))
    role: Mapped[Role | None] = mapped_column(Enum(Role, values_callable=lambda e: [m.value for m in e]))
    second: Mapped[Role] = mapped_column(
        Enum(Role, native_enum=False, length=20, values_callable=lambda obj: [e.value for e in obj])
    )
    third: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, values_callable=_values))
    fourth: Mapped[Role] = mapped_column(_enumerated(Role, name="fourth_role"))
    fifth: Mapped[Role] = mapped_column(ENUM(Role, name="fifth_role", values_callable=lambda e: list(m.name for m in e)))


class Villain(Base):
    __tablename__ = "villains"
    __table_args__ = dict(comment="Others")  # noqa: C408
    id: Mapped[int] = mapped_column(primary_key=True)


class ByMap(DeclarativeBase):
    """SQLAlchemy makes the same of each enumeration that the map says of all."""

    type_annotation_map = {
        enum.Enum: Enum(enum.Enum, native_enum=False, length=9, values_callable=lambda e: [m.value for m in e])
    }


class Plot(ByMap):
    __tablename__ = "plots"
    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role]
    other: Mapped[Role | None] = mapped_column(index=True)
    written: Mapped[Role] = mapped_column(Enum(Role))


class ByNativeMap(DeclarativeBase):
    type_annotation_map = {enum.Enum: sa.Enum(enum.Enum, values_callable=lambda e: [m.value for m in e])}


class Scene(ByNativeMap):
    __tablename__ = "scenes"
    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role]


def heroes() -> Select:
    return select(Hero.id).where(Hero.role == Role.USER)


def without_role() -> Select:
    return select(Hero.role).where(column("role").is_(None))


def called(name: str) -> Select:
    return select(Hero.name).where(Hero.name == name, Hero.second == Role.USER)


def villains() -> Select:
    return select(Villain)

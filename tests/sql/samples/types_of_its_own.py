"""Column types that a project makes, names of constraints by convention, defaults through enumerations."""

import enum
import json
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Enum, ForeignKey, MetaData, Select, TypeDecorator, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.sql.functions import FunctionElement

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}
metadata = MetaData(naming_convention=NAMES)


class Base(DeclarativeBase):
    metadata = metadata


class Kind(enum.Enum):
    HERO = "hero"
    VILLAIN = "villain"


class Json(sa.JSON):
    pass


class Stored(TypeDecorator):
    cache_ok = True

    def __init__(self, kind: type[enum.Enum], **kwargs) -> None:
        super().__init__(**kwargs)
        self.kind = kind


class Text(Stored):
    impl = sa.Unicode


def _stored_as(model: type):
    class Made(TypeDecorator):
        impl = Json()
        cache_ok = True

        def __init__(self, encoder=json):
            self.encoder = encoder
            super(Made, self).__init__()

    return Made


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    kind: Mapped[Kind] = mapped_column(Text(Kind))
    mood: Mapped[Kind] = mapped_column(Text(Kind, length=20), server_default=Kind.HERO.value)
    role: Mapped[Kind] = mapped_column(Enum(Kind, native_enum=False), server_default=Kind.HERO.name)
    said: Mapped[str] = mapped_column(sa.String(10), server_default=sa.text(f"'{Kind.VILLAIN.value}'"))
    traits: Mapped[dict] = mapped_column(_stored_as(dict))
    notes: Mapped[dict] = mapped_column(Json)
    more: Mapped[dict] = mapped_column(Json())


def heroes() -> Select:
    return select(Hero)


def of_team(team_id: int) -> Select:
    return select(Hero.id).where(Hero.team_id == team_id)


def moods() -> Select:
    return select(Hero.mood, Team.name).join(Team, Hero.team_id == Team.id)


def teams() -> Select:
    return select(Team.name).order_by(Team.name)


Document = sa.JSON().with_variant(JSONB(), "postgresql")
short: sa.String = sa.String(7)


class Now(FunctionElement):
    inherit_cache = True
    type = sa.DateTime()


class Made(FunctionElement):
    inherit_cache = True
    type = sa.Uuid()


@compiles(Now)
def _now(element, compiler, **kw) -> str:
    return "now()"


@compiles(Now, "postgresql")
def _now_of_postgresql(element, compiler, **kw) -> str:
    """By the clock."""
    return "clock_timestamp()"


@compiles(Made)
def _made_by(element, compiler, **kw) -> str:
    return "gen_random_uuid()"


class Registered(DeclarativeBase):
    """A base that says all of this in its registry."""

    registry = registry(
        metadata=MetaData(naming_convention={"pk": "%(table_name)s_key"}),
        type_annotation_map={dict: Document, str: short},
    )


class Villain(Registered):
    __tablename__ = "villain"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    plans: Mapped[dict]
    more: Mapped[dict] = mapped_column(Document)
    height: Mapped[float]
    full_name: Mapped[str] = mapped_column("called")
    weight: Mapped[float | None] = mapped_column(sa.Float)
    since: Mapped[datetime] = mapped_column(server_default=Now())
    token: Mapped[UUID] = mapped_column(server_default=Made())


class Plot(Registered):
    __tablename__ = "plot"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()
    full_name: Mapped[str] = mapped_column("called")

    @declared_attr.directive
    @classmethod
    def __table_args__(cls):
        """As mixins write them."""
        return (sa.Index("ix_plot_name", cls.name, cls.full_name, unique=True), sa.UniqueConstraint("called"))


def villains() -> Select:
    return select(Villain.plans).where(Villain.name == "x")

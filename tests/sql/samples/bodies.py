"""What class bodies hold besides columns of their own: composites, casts, constraints as bare statements."""

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, String, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, declared_attr, mapped_column


class Base(DeclarativeBase):
    __allow_unmapped__ = True


@dataclass
class Point:
    x: float
    y: float | None


class Money:
    def __init__(self, amount, currency):
        self.amount, self.currency = amount, currency

    def __composite_values__(self):
        return self.amount, self.currency


class Place(Base):
    __tablename__ = "places"
    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[Point] = composite(mapped_column("lat"), mapped_column("lng"))
    name: Mapped[str]
    other = composite(Point, mapped_column("ox", Float), mapped_column("oy", Float, nullable=True))
    mixed: Mapped[Point] = composite("name", mapped_column("my"))
    plain: Mapped["Point | None"] = composite(mapped_column(), mapped_column(index=True))
    price = composite(Money, mapped_column("amount", Integer), Column("currency", String(3)))


class Filled(Base):
    __tablename__ = "filled"
    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[Point] = composite()
    other: Mapped[Point] = composite(mapped_column("first"), column_template="other_%s")


class Bare(Base):
    __tablename__ = "bare"
    id = Column(Integer, primary_key=True)
    a = Column(String, nullable=False, unique=True)
    b: Mapped[str] = mapped_column("second", ForeignKey("places.name"))
    c = Column(String)
    meta: dict[str, Any] = cast(dict[str, Any], Column(JSONB, nullable=False))
    UniqueConstraint(a, c, name="uix")
    Index("ix_a", a)
    CheckConstraint(c != "x", name="ck")
    x = UniqueConstraint(c)
    UniqueConstraint("a", "c", name="of_no_column")
    __table_args__ = (UniqueConstraint("a", "second", name="of_table"),)
    UniqueConstraint(b, name="of_mapped")


class Mixin:
    id = Column(Integer, primary_key=True)
    z = Column(String)
    UniqueConstraint(z, name="of_mixin")


class Mixed(Mixin, Base):
    __tablename__ = "mixed"


class Indexed:
    id = Column(Integer, primary_key=True)
    z = Column(String)

    @declared_attr.directive
    def __table_args__(cls):
        return (
            Index(f"idx_{cls.__tablename__}_z", "z"),
            Index("idx_" + cls.__name__, "id"),
            UniqueConstraint("z", name=f"uq_{cls.__name__}"),
        )


class One(Indexed, Base):
    __tablename__ = "one"


class Two(Indexed, Base):
    __tablename__ = "two"


def all_of_it():
    return select(Place)


def inside():
    return select(Place.lat, Place.my).where(Place.currency == "EUR")


def filled():
    return select(Filled)


def bare():
    return select(Bare.meta).where(Bare.b == "x")

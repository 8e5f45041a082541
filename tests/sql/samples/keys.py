"""Keys: who numbers the rows, and columns whose type is that of what they point to."""

from typing import Annotated

from sqlalchemy import BigInteger, Column, Identity, Integer, Select, SmallInteger, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Org(Base):
    __tablename__ = "orgs"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str]


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Rank(Base):
    __tablename__ = "ranks"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)


class Hero(Base):
    __tablename__ = "heroes"
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)


class Villain(Base):
    __tablename__ = "villains"
    id = Column(Integer, Identity(start=5), primary_key=True)


Key = Annotated[int, mapped_column(BigInteger, primary_key=True)]


class Plot(Base):
    __tablename__ = "plots"
    id: Mapped[Key]


def orgs() -> Select:
    return select(Org)


def org_called(name: str) -> Select:
    return select(Org.id).where(Org.name == name)


def heroes() -> Select:
    return select(Hero.id).where(Hero.id > 5)


def teams() -> Select:
    return select(Team.id).order_by(Team.id)

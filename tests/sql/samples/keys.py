"""Keys: who numbers the rows, and columns whose type is that of what they point to."""

from datetime import datetime
from typing import Annotated, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Integer,
    Select,
    Sequence,
    SmallInteger,
    String,
    select,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlmodel import Field, SQLModel

OrgId = Annotated[str, mapped_column(ForeignKey("orgs.id"))]
ShortOrgId = Annotated[str, mapped_column(String(40), ForeignKey("orgs.id"))]


class Base(DeclarativeBase):
    type_annotation_map = {str: String(77)}


class Org(Base):
    __tablename__ = "orgs"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    code: Mapped[Literal["a", "bc"]] = mapped_column(String, unique=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), unique=True)


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
    before_id: Mapped[int | None] = mapped_column(ForeignKey("plots.id"))


class Numbered(Base):
    """One of two is numbered because the code says so."""

    __tablename__ = "numbered"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class Given(Base):
    __tablename__ = "given"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


BIG = True
id_key = Annotated[
    int,
    mapped_column(BigInteger, primary_key=True) if BIG else mapped_column(BigInteger, primary_key=True, unique=True),
]
Either = Annotated[str, mapped_column(String(9)) if Column.__doc__ else mapped_column(String(9))]


class Chosen(Base):
    __tablename__ = "chosen"
    id: Mapped[id_key]
    name: Mapped[Either]


class Task(Base):
    __tablename__ = "tasks"
    id = Column(Integer, Sequence("task_ids", start=5), primary_key=True, autoincrement=True)


class OfOrg:
    @declared_attr
    def org_id(cls) -> Mapped[str]:
        return mapped_column(ForeignKey(Org.id), index=True)


class Numbers:
    """What functions of a mixin make comes after its other columns."""

    @declared_attr
    def first(cls) -> Mapped[str]:
        return mapped_column(String(1))

    second: Mapped[int]
    third: Mapped[int] = mapped_column()
    fourth = Column(String(4))
    fifth: Mapped[int]


class Mixed(Numbers, Base):
    __tablename__ = "mixed"
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr
    def own(cls):
        return Column(String(5))

    last: Mapped[str]


class Office(OfOrg, Base):
    """Its key is a foreign key, and others point to it."""

    __tablename__ = "offices"
    __table_args__ = (ForeignKeyConstraint(["name"], ["orgs.name"]),)
    id: Mapped[str] = mapped_column(ForeignKey("orgs.id"), primary_key=True)
    name: Mapped[str] = mapped_column(ForeignKey("orgs.name", ondelete="SET NULL"))
    code: Mapped[Literal["a", "bc"]] = mapped_column(ForeignKey("orgs.code"))
    since: Mapped[datetime] = mapped_column(ForeignKey("orgs.since"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    rank_id = Column(ForeignKey("ranks.id"))
    one: Mapped[OrgId]
    two: Mapped[ShortOrgId]
    three: Mapped[OrgId] = mapped_column(String(4))


class Room(Base):
    __tablename__ = "rooms"
    __table_args__ = (ForeignKeyConstraint(["name"], ["orgs.name"]),)
    id: Mapped[str] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    beside: Mapped[str | None] = mapped_column(ForeignKey("rooms.id"))
    name: Mapped[str]


class Big(SQLModel, table=True):
    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))


class Small(SQLModel, table=True):
    """SQLModel makes a type of the annotation, but none of what `sa_column` makes."""

    id: int | None = Field(default=None, primary_key=True)
    big_id: int = Field(foreign_key="big.id")
    second_id: int = Field(sa_column=Column(ForeignKey("big.id")))
    third_id: int = Field(sa_column_args=[ForeignKey("big.id")])


def orgs() -> Select:
    return select(Org)


def org_called(name: str) -> Select:
    return select(Org.id).where(Org.name == name)


def heroes() -> Select:
    return select(Hero.id).where(Hero.id > 5)


def rooms(name: str) -> Select:
    return select(Room.id).join(Office, Room.id == Office.id).where(Office.name == name)


def teams() -> Select:
    return select(Team.id).order_by(Team.id)

from typing import TYPE_CHECKING, List, Optional

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship
from sqlmodel import Field, Relationship, SQLModel

from app.models.link import HeroTeamLink

if TYPE_CHECKING:
    from app.models.team import Team


class Hero(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("name", "age", name="uq_name_age"),
        Index("ix_age_name", "age", "name"),
        {"comment": "heroes"},
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    age: int
    boss_id: int | None = Field(default=None, foreign_key="hero.id")

    teams: List["Team"] = Relationship(back_populates="heroes", link_model=HeroTeamLink)
    boss: Optional["Hero"] = Relationship(
        back_populates="minions", sa_relationship_kwargs={"remote_side": "Hero.id", "lazy": "joined"}
    )
    minions: list["Hero"] = Relationship(back_populates="boss", sa_relationship_kwargs=dict(lazy="selectin"))
    homes: list["Person"] = Relationship(sa_relationship_kwargs={"uselist": False, "viewonly": True})
    home: "Person" = Relationship(back_populates="hero", sa_relationship_kwargs={"uselist": False})


class Person(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    hero_id: int | None = Field(default=None, foreign_key="hero.id", unique=True)

    hero: Mapped[Hero | None] = Relationship(back_populates="home")
    pets: list["Pet"] = Relationship(cascade_delete=True)


class Pet(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    person: Person | None = Relationship(
        sa_relationship=relationship("Person", lazy="selectin", overlaps="pets")
    )

"""Statements that write, and selects that are put together. Each function without underscore returns one statement."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import delete, func, insert, literal, union, union_all, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from sqlmodel import Field, SQLModel, col, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True)
    power: int = 3
    team_id: int | None = Field(default=None, foreign_key="team.id")
    seen_at: datetime | None = Field(default=None, sa_column_kwargs={"onupdate": func.now()})


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    parent_id: int | None = Field(default=None, foreign_key="team.id")


class Base(DeclarativeBase): ...


class Entry(Base):
    __tablename__ = "entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=func.now())
    touched_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True), onupdate=func.now())
    kind: Mapped[str] = mapped_column(default="note")
    rank: Mapped[int] = mapped_column(server_default="0")


def rename(hero_id: Any, name: Any) -> Any:
    return update(Hero).where(col(Hero.id) == hero_id).values(name=name)


def strengthen() -> Any:
    return update(Hero).where(Hero.power < 10).values(power=Hero.power + 1, team_id=None)  # type: ignore[arg-type]


def strengthen_by_column(amount: Any) -> Any:
    return sa.update(Hero).values({Hero.power: Hero.power * amount}).returning(Hero.id, Hero.power)


def move(team: Any) -> Any:
    wanted = select(Team.id).where(Team.name == team).scalar_subquery()
    return update(Hero).where(Hero.team_id.is_(None)).values(team_id=wanted)  # type: ignore[union-attr]


def touch(title: Any) -> Any:
    return update(Entry).where(Entry.id.in_([1, 2])).values(title=title)


def from_team() -> Any:
    return update(Hero).where(Hero.team_id == Team.id, Team.name == "x").values(name=Hero.name + "!")


def dismiss(name: Any) -> Any:
    return delete(Hero).where(Hero.name == name).returning(Hero)


def dismiss_all() -> Any:
    return delete(Hero)


def dismiss_lonely() -> Any:
    return delete(Team).where(~sa.exists().where(Hero.team_id == Team.id)).execution_options(synchronize_session=False)


def add(name: Any) -> Any:
    return insert(Hero).values(name=name, power=5)


def add_with_defaults(name: Any) -> Any:
    return insert(Hero).values(name=name).returning(Hero.id)


def add_two() -> Any:
    return insert(Team).values([{"name": "a"}, {"name": "b"}])


def add_entry(title: Any) -> Any:
    return insert(Entry).values(title=title)


def copy(team_id: Any) -> Any:
    return insert(Team).from_select(["name"], select(Hero.name).where(Hero.team_id == team_id))


def put(name: Any, power: Any) -> Any:
    statement = pg_insert(Hero).values(name=name, power=power)
    return statement.on_conflict_do_update(
        index_elements=[Hero.name], set_={"power": statement.excluded.power, "team_id": None}
    )


def put_under_condition(name: Any) -> Any:
    statement = pg_insert(Hero).values(name=name, power=1)
    return statement.on_conflict_do_update(
        constraint="hero_name_key", set_=dict(power=Hero.power + statement.excluded.power), where=Hero.power < 100
    ).returning(Hero.id)


def keep(name: Any) -> Any:
    return pg_insert(Team).values(name=name).on_conflict_do_nothing(index_elements=["id"])


def keep_any(name: Any) -> Any:
    return pg_insert(Team.__table__).values(name=name).on_conflict_do_nothing()  # type: ignore[attr-defined]


def all_names() -> Any:
    return union(select(Hero.name), select(Team.name)).order_by("name")


def all_names_again(name: Any) -> Any:
    found = union_all(select(Hero.name, literal("hero").label("kind")), select(Team.name, literal("team").label("kind")))
    both = found.subquery()
    return select(both.c.name, both.c.kind).where(both.c.name == name).limit(3)


def counted() -> Any:
    sizes = select(Hero.team_id, func.count().label("size")).group_by(col(Hero.team_id)).cte("sizes")
    return select(Team.name, sizes.c.size).join(sizes, sizes.c.team_id == Team.id).where(sizes.c.size > 2)


def below(team_id: Any) -> Any:
    tree = select(Team.id, Team.parent_id).where(Team.id == team_id).cte("tree", recursive=True)
    child = aliased(Team)
    whole = tree.union_all(select(child.id, child.parent_id).join(tree, child.parent_id == tree.c.id))
    return select(func.count()).select_from(whole)


def dismiss_counted() -> Any:
    old = select(Hero.id).where(Hero.power < 1).cte("old")
    return delete(Hero).where(col(Hero.id).in_(select(old.c.id)))


def only_columns() -> Any:
    return select(Hero).where(Hero.power > 3).with_only_columns(func.count(Hero.id))  # type: ignore[arg-type]


def only_columns_kept() -> Any:
    return select(Hero.name).join(Team).with_only_columns(Hero.id, maintain_column_froms=True)  # type: ignore[arg-type]

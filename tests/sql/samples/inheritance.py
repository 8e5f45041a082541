"""Classes that share one table, and keys that only the mapper knows."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlmodel import Field, SQLModel


class Base(DeclarativeBase): ...


class Employee(Base):
    __tablename__ = "employee"
    __table_args__ = (sa.Index("ix_employee_kind", "kind"),)
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(sa.String(20))


class Manager(Employee):
    __mapper_args__ = {"polymorphic_identity": "manager"}  # noqa: RUF012

    budget: Mapped[int | None]
    started: Mapped[int | None] = mapped_column(use_existing_column=True)


class Boss(Manager):
    __mapper_args__ = {"polymorphic_identity": "boss"}  # noqa: RUF012

    bonus: Mapped[int | None] = mapped_column(index=True)


class Engineer(Employee):
    __mapper_args__ = {"polymorphic_identity": "engineer"}  # noqa: RUF012

    started: Mapped[int | None] = mapped_column(use_existing_column=True)
    boss_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employee.id"))


sa.Index("ix_engineer_started", Engineer.started, unique=True, postgresql_where=sa.text("started IS NOT NULL"))
by_name = sa.Index("ix_employee_name", sa.func.lower(Employee.name), Employee.id.desc())


class Event(Base):
    """A view: PostgreSQL has no key, SQLAlchemy needs one."""

    __tablename__ = "event"
    __mapper_args__ = {"primary_key": ["number"]}  # noqa: RUF012

    number: Mapped[int]
    note: Mapped[str | None]


class Device(SQLModel, table=True):
    __tablename__ = "device_view"
    __mapper_args__ = {"primary_key": ["code"]}  # noqa: RUF012

    code: str
    spare: int | None = Field(default=None)


class DeviceWithKey(SQLModel, table=True):
    __mapper_args__ = {"primary_key": ["id"]}  # noqa: RUF012

    id: int = Field(primary_key=True)


def employees() -> Any:
    return select(Employee).where(Employee.name == "x")


def managers(limit: Any) -> Any:
    return select(Manager).where(Manager.budget > limit)


def engineers() -> Any:
    return select(Engineer.boss_id).order_by(Engineer.id)


def events() -> Any:
    return select(Event).where(Event.number == 3)


def devices() -> Any:
    return select(Device.spare)

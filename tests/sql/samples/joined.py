"""Classes with a table each, whose rows are joined; and single-table classes that are loaded with the one above."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase): ...


class Company(Base):
    __tablename__ = "company"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    staff: Mapped[list["Employee"]] = relationship(back_populates="company")


class Employee(Base):
    __tablename__ = "employee"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "employee"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    company_id: Mapped[int] = mapped_column(sa.ForeignKey("company.id"))
    company: Mapped[Company] = relationship(back_populates="staff")


class Engineer(Employee):
    __tablename__ = "engineer"
    __mapper_args__ = {"polymorphic_identity": "engineer"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(sa.ForeignKey("employee.id"), primary_key=True)
    level: Mapped[int | None]


class Chief(Engineer):
    __tablename__ = "chief"
    __mapper_args__ = {"polymorphic_identity": "chief"}  # noqa: RUF012

    chief_id: Mapped[int] = mapped_column("id", sa.ForeignKey("engineer.id"), primary_key=True)
    budget: Mapped[int]


class Clerk(Employee):
    __mapper_args__ = {"polymorphic_identity": "clerk"}  # noqa: RUF012

    desk: Mapped[str | None]


class Document(Base):
    """Nothing tells the classes apart: SQLAlchemy joins them all the same."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Invoice(Document):
    __tablename__ = "invoice"

    id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"), primary_key=True)
    total: Mapped[int]


class Pet(Base):
    __tablename__ = "pet"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "pet"}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]


class Cat(Pet):
    __mapper_args__ = {"polymorphic_identity": "cat", "polymorphic_load": "inline"}  # noqa: RUF012

    lives: Mapped[int | None]


class Dog(Pet):
    __mapper_args__ = {"polymorphic_identity": "dog"}  # noqa: RUF012

    tricks: Mapped[int | None]


def employees() -> Any:
    return select(Employee)


def engineers(name: Any) -> Any:
    return select(Engineer).where(Engineer.name == name, Engineer.level > 2)


def chiefs() -> Any:
    return select(Chief).order_by(Chief.name)


def columns() -> Any:
    return select(Engineer.id, Engineer.name, Chief.budget).join(Chief, Chief.id == Engineer.id)


def of_company(company_id: Any) -> Any:
    return select(Engineer).join(Engineer.company).where(Company.id == company_id)


def companies() -> Any:
    return select(Company).join(Company.staff).where(Employee.kind == "x")


def clerks() -> Any:
    return select(Clerk)


def counted() -> Any:
    return select(func.count(Engineer.id)).select_from(Engineer)


def invoices() -> Any:
    return select(Invoice).where(Invoice.title == "a")


def documents() -> Any:
    return select(Document)


def promoted() -> Any:
    return update(Employee).where(Employee.id == 1).values(name="a")


def pets() -> Any:
    return select(Pet)


def dogs() -> Any:
    return select(Dog)

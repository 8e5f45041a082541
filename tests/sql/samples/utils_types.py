"""Column types of SQLAlchemy-Utils."""

import enum
import uuid
from typing import Any

import sqlalchemy as sa
import sqlalchemy_utils
from sqlalchemy import Column, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy_utils import ChoiceType, CountryType, EmailType, IPAddressType, ScalarListType, URLType, UUIDType
from sqlalchemy_utils.types import JSONType
from sqlalchemy_utils.types.ts_vector import TSVectorType
from sqlmodel import Field, SQLModel


class Kind(enum.Enum):
    one = 1
    two = 2


class Base(DeclarativeBase): ...


class Account(Base):
    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(UUIDType, primary_key=True)
    old: Mapped[uuid.UUID] = mapped_column(UUIDType(native=False))
    older: Mapped[uuid.UUID] = mapped_column(UUIDType(binary=False, native=False))
    email: Mapped[str] = mapped_column(EmailType, unique=True)
    mail: Mapped[str] = mapped_column(EmailType(100))
    url: Mapped[str | None] = mapped_column(URLType)
    kind: Mapped[Kind] = mapped_column(ChoiceType(Kind, impl=sa.Integer()))
    size: Mapped[str] = mapped_column(ChoiceType([("s", "Small"), ("l", "Large")]))
    address: Mapped[str] = mapped_column(IPAddressType)
    country: Mapped[str] = mapped_column(CountryType)
    names: Mapped[list[str]] = mapped_column(ScalarListType())
    settings: Mapped[dict[str, Any]] = mapped_column(JSONType)
    words = Column(TSVectorType())
    simple = Column(TSVectorType("names", "url", regconfig="pg_catalog.simple", weights={"names": "A"}))


class Owner(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, sa_column=Column(UUIDType(binary=False), primary_key=True))
    account_id: uuid.UUID = Field(sa_type=sqlalchemy_utils.UUIDType)


def by_url(url: Any) -> Any:
    return select(Account.id, Account.email).where(Account.url == url)


def of_kind() -> Any:
    return select(Owner.id).join(Account, Account.id == Owner.account_id)


def sizes() -> Any:
    return select(Account.size).distinct()


def countries() -> Any:
    return select(Account.country).group_by(Account.country)


def of_mail(mail: Any) -> Any:
    return select(Account.id).where(Account.email == mail, Account.mail != "A@b.c", Account.mail.is_(None))


def like_mail() -> Any:
    return select(Account.id).where(Account.email.ilike("A%") | Account.email.in_(["A@b.c", "d"]))


def same_mail() -> Any:
    return select(Account.id).where(Account.email == Account.mail, Account.email != None)  # noqa: E711


def no_mail() -> Any:
    return select(Account.email).where(Account.email.startswith("X"), Account.email.notin_(["A"])).order_by(Account.mail)


def of_name(name: Any) -> Any:
    return select(Account.id).where(Account.country == name, Account.email.contains("X"))


def found(words: Any) -> Any:
    return select(Account.id).where(Account.words.match(words), Account.simple.match("a & b"))


def renamed() -> Any:
    return sa.update(Account).where(Account.email == "A@b.c").values(mail="New@b.c")

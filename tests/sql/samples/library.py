"""The same for SQLAlchemy's own declarative classes."""

import enum
import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from sqlalchemy import BigInteger, DateTime, ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

Key = Annotated[int, mapped_column(primary_key=True)]
ShortText = Annotated[str, mapped_column(String(30))]


class Shelf(enum.Enum):
    upper = "upper"
    lower = "lower"


class Base(DeclarativeBase):
    type_annotation_map = {datetime: DateTime(timezone=True)}


class Dated:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Author(Dated, Base):
    __tablename__ = "authors"
    id: Mapped[Key]
    name: Mapped[ShortText] = mapped_column(index=True)
    born: Mapped[int | None]
    books: Mapped[list["Book"]] = relationship(back_populates="author")


class Book(Dated, Base):
    __tablename__ = "books"
    __table_args__ = (Index("ix_books_title_lower", text("lower(title)"), unique=True),)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    title: Mapped[str] = mapped_column("book_title", String(200))
    price: Mapped[Decimal]
    shelf: Mapped[Shelf] = mapped_column(default=Shelf.lower)
    language: Mapped[Literal["de", "en"]]
    content: Mapped[str] = mapped_column(String, deferred=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id", ondelete="CASCADE"))
    author: Mapped[Author] = relationship(back_populates="books", lazy="joined")


def joined_by_default():
    return select(Book)


def not_twice():
    return select(Book).options(joinedload(Book.author)).where(Book.title.like("A%"))


def of_an_author(name: str):
    return select(Book.title).join(Book.author).where(Author.name == name).order_by(Book.title)


def per_author():
    return select(Author.name, func.count(Book.id)).join(Author.books).group_by(Author.name)

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends
from sqlalchemy import Select
from sqlalchemy.orm import selectinload
from sqlmodel import SQLModel, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import SessionDep
from app.models import Author, Book, BookTag, Entry, Tag

M = TypeVar("M", bound=SQLModel)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    def base(self) -> Select[Any]:
        return select(self.model)

    async def all(self, statement: Select[Any]) -> Sequence[M]:
        return (await self.session.execute(statement)).scalars().unique().all()

    async def page(self, statement: Select[Any], limit: int) -> tuple[Sequence[M], int]:
        total = select(func.count()).select_from(statement.subquery())
        return await self.all(statement.limit(limit)), (await self.session.execute(total)).scalar_one()

    async def get(self, id: int) -> M | None:
        return await self.session.get(self.model, id)

    async def create(self, row: M) -> M:
        self.session.add(row)
        await self.session.commit()
        return row


class BookRepository(Repository[Book]):
    model = Book

    async def search(self, text: str | None, author: str | None, tag: str | None, limit: int) -> Any:
        conditions = []
        if text:
            conditions.append(col(Book.title).ilike(f"%{text}%"))
        statement = self.base().where(*conditions)
        if author:
            statement = statement.join(Author).where(or_(Author.name == author, col(Author.name).is_(None)))
        if tag:
            statement = statement.where(col(Book.tags).any(Tag.name == tag))
        return await self.page(statement.order_by(col(Book.id)), limit)

    async def with_tags(self, id: int) -> Book | None:
        statement = self.base().where(Book.id == id).options(selectinload(Book.tags))
        found = await self.all(statement)
        return found[0] if found else None


class TagRepository(Repository[Tag]):
    model = Tag

    async def used(self) -> Sequence[Tag]:
        inner = select(BookTag.tag_id).distinct().subquery()
        return await self.all(self.base().where(col(Tag.id).in_(select(inner.c.tag_id))))


class Crud:
    """The model comes by the constructor."""

    def __init__(self, model: type[SQLModel], session: AsyncSession) -> None:
        self.model = model
        self.session = session

    async def first(self) -> SQLModel | None:
        return (await self.session.exec(select(self.model).limit(1))).first()


class EntryCrud(Crud):
    def __init__(self, session: SessionDep) -> None:
        super().__init__(Entry, session)

    async def record(self, text: str) -> None:
        self.session.add(Entry(text=text))
        await self.session.flush()


def get_books(session: SessionDep) -> BookRepository:
    return BookRepository(session)


def get_tags(session: SessionDep) -> TagRepository:
    return TagRepository(session)


BooksDep = Annotated[BookRepository, Depends(get_books)]
TagsDep = Annotated[TagRepository, Depends(get_tags)]
EntriesDep = Annotated[EntryCrud, Depends()]

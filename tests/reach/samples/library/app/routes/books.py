from typing import Any

from fastapi import APIRouter, BackgroundTasks, HTTPException
from sqlalchemy import text
from sqlmodel import SQLModel

from app.db import KeyDep, SessionDep, maker
from app.models import Book, Entry, Tag
from app.repositories import BooksDep, EntriesDep, TagsDep

router = APIRouter(prefix="/books")


class TagPublic(SQLModel):
    name: str


class BookPublic(SQLModel):
    id: int
    title: str


class BookWithTags(BookPublic):
    tags: list[TagPublic]


@router.get("")
async def search(
    books: BooksDep, q: str | None = None, author: str | None = None, tag: str | None = None
) -> dict[str, Any]:
    found, total = await books.search(q, author, tag, 10)
    return {"data": [BookPublic.model_validate(it) for it in found], "total": total}


@router.get("/tags", response_model=list[TagPublic])
async def used_tags(tags: TagsDep) -> Any:
    return await tags.used()


@router.get("/numbers")
async def numbers(session: SessionDep) -> dict[str, int]:
    rows = await session.execute(text("SELECT count(*) FROM books JOIN author ON author.id = books.author_id"))
    return {"books": rows.scalar_one()}


@router.get("/{id}", response_model=BookWithTags)
async def read(id: int, books: BooksDep) -> Book:
    book = await books.with_tags(id)
    if book is None:
        raise HTTPException(404)
    return book


async def note(text: str) -> None:
    async with maker() as session:
        session.add(Entry(text=text))
        await session.commit()


@router.post("", status_code=201, response_model=BookPublic)
async def create(title: str, books: BooksDep, key: KeyDep, tasks: BackgroundTasks) -> Book:
    tasks.add_task(note, f"{title} is new")
    return await books.create(Book(title=title))


@router.put("/{id}/tags/{tag_id}", response_model=BookWithTags)
async def tag(id: int, tag_id: int, books: BooksDep, tags: TagsDep, session: SessionDep) -> Book:
    book, found = await books.with_tags(id), await tags.get(tag_id)
    if book is None or found is None:
        raise HTTPException(404)
    book.tags.append(found)
    await session.commit()
    return book


@router.get("/history/first")
async def first_entry(entries: EntriesDep) -> Any:
    return await entries.first()


@router.get("/nothing/here")
async def nothing() -> str:
    return Tag.__name__

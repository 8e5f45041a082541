"""Synchronous routes, where relationships load when they are read."""

from typing import Any

from fastapi import APIRouter, HTTPException
from sqlmodel import Session, SQLModel, delete, exists, select

from app.db import SyncDep
from app.models import Author, Book, Loan

router = APIRouter(prefix="/classic")


class BookTitle(SQLModel):
    title: str


class AuthorPublic(SQLModel):
    name: str
    books: list[BookTitle] = []


class AuthorsPublic(SQLModel):
    data: list[AuthorPublic]


@router.get("/authors", response_model=AuthorsPublic)
def authors(session: SyncDep) -> Any:
    found = session.exec(select(Author)).all()
    return AuthorsPublic(data=found)


@router.get("/authors/{id}", response_model=AuthorPublic)
def author(id: int, session: SyncDep) -> Author:
    return get_or_404(session, Author, id)


@router.get("/authors/{id}/name")
def author_name(id: int, session: SyncDep) -> str:
    return get_or_404(session, Author, id).name


@router.delete("/authors/{id}")
def remove_author(id: int, session: SyncDep) -> None:
    session.delete(get_or_404(session, Author, id))
    session.commit()


@router.delete("/books/{id}")
def remove_book(id: int, session: SyncDep) -> None:
    session.delete(get_or_404(session, Book, id))
    session.commit()


@router.get("/books/{id}/borrowers")
def borrowers(id: int, session: SyncDep) -> list[str]:
    book = get_or_404(session, Book, id)
    return [loan.member.name for loan in book.loans if loan.member]


@router.get("/idle")
def idle(session: SyncDep) -> list[str]:
    lent = exists().where(Loan.book_id == Book.id)
    return list(session.exec(select(Book.title).where(~lent)).all())


@router.delete("/loans")
def forget(session: SyncDep) -> None:
    session.exec(delete(Loan).where(Loan.returned == True))  # noqa: E712
    session.commit()


@router.get("/query")
def legacy(session: SyncDep) -> int:
    return session.query(Book).join(Author).filter(Author.name == "Ada").count()


def get_or_404(session: Session, model: type[Any], id: int) -> Any:
    row = session.get(model, id)
    if row is None:
        raise HTTPException(404)
    return row

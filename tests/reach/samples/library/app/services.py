from typing import Annotated

from fastapi import Depends, HTTPException
from sqlmodel import update

from app.db import SessionDep
from app.models import Book, Loan, Member
from app.repositories import BooksDep, EntriesDep


class LoanService:
    def __init__(self, session: SessionDep, books: BooksDep, entries: EntriesDep) -> None:
        self.session = session
        self.books = books
        self.entries = entries

    async def lend(self, book_id: int, member_id: int) -> Loan:
        book = await self._book(book_id)
        if await Member.find(self.session, member_id) is None:
            raise HTTPException(404)
        loan = Loan(book_id=book.id, member_id=member_id)
        await self.entries.record(f"{book.title} is lent")
        self.session.add(loan)
        await self.session.commit()
        return loan

    async def return_all(self, member_id: int) -> int:
        statement = update(Loan).where(Loan.member_id == member_id).values(returned=True)
        result = await self.session.exec(statement)
        await self.session.commit()
        return result.rowcount

    async def _book(self, id: int) -> Book:
        book = await self.books.get(id)
        if book is None:
            raise HTTPException(404)
        return book


LoansDep = Annotated[LoanService, Depends(LoanService)]

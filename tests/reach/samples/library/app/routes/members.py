from fastapi import APIRouter, HTTPException
from sqlmodel import SQLModel

from app.db import SessionDep
from app.models import Loan, Member
from app.services import LoansDep

router = APIRouter()


class CardPublic(SQLModel):
    number: str


class MemberPublic(SQLModel):
    name: str
    cards: list[CardPublic] = []


class LoanPublic(SQLModel):
    id: int
    returned: bool


@router.get("/members", response_model=list[MemberPublic])
async def members(session: SessionDep, name: str) -> list[Member]:
    return await Member.matching(session, name=name)


@router.get("/members/count")
async def count(session: SessionDep) -> int:
    return await Member.count(session)


@router.patch("/members/{id}", response_model=MemberPublic)
async def rename(id: int, name: str, session: SessionDep) -> Member:
    member = await Member.find(session, id)
    if member is None:
        raise HTTPException(404)
    member.name = name
    return await member.save(session)


@router.delete("/members/{id}", status_code=204)
async def remove(id: int, session: SessionDep) -> None:
    member = await Member.find(session, id)
    if member is not None:
        await member.remove(session)


@router.post("/loans", status_code=201, response_model=LoanPublic)
async def lend(book_id: int, member_id: int, loans: LoansDep) -> Loan:
    return await loans.lend(book_id, member_id)


@router.post("/members/{id}/return")
async def give_back(id: int, loans: LoansDep) -> int:
    return await loans.return_all(id)

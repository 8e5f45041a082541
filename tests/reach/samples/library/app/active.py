"""Rows that load and save themselves."""

from typing import Any, Self

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Active(SQLModel):
    @classmethod
    async def find(cls, session: AsyncSession, id: int) -> Self | None:
        return await session.get(cls, id)

    @classmethod
    async def matching(cls, session: AsyncSession, **fields: Any) -> list[Self]:
        statement = select(cls)
        for name, value in fields.items():
            statement = statement.where(getattr(cls, name) == value)
        return list((await session.exec(statement)).all())

    @classmethod
    async def count(cls, session: AsyncSession) -> int:
        return (await session.exec(select(func.count()).select_from(cls))).one()

    async def save(self, session: AsyncSession) -> Self:
        session.add(self)
        await session.commit()
        await session.refresh(self)
        return self

    async def remove(self, session: AsyncSession) -> None:
        await session.delete(self)
        await session.commit()


__all__ = ["Active", "col"]

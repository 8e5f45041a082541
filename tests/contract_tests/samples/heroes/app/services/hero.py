from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from app.database import SessionDep
from app.errors import Conflict, NotFound
from app.models.hero import Hero, HeroCreate, HeroUpdate
from app.models.team import Team


class HeroService:
    def __init__(self, session: SessionDep) -> None:
        self.session = session

    async def create(self, data: HeroCreate) -> Hero:
        await self._check_team(data.team_id)
        hero = Hero.model_validate(data)
        self.session.add(hero)
        try:
            await self.session.commit()
        except IntegrityError as error:
            await self.session.rollback()
            raise Conflict("name") from error
        await self.session.refresh(hero)
        return hero

    async def get(self, hero_id: int) -> Hero:
        hero = await self.session.get(Hero, hero_id)
        if hero is None:
            raise NotFound("Hero")
        return hero

    async def list(self, *, offset: int, limit: int) -> tuple[Sequence[Hero], int]:
        heroes = await self.session.exec(select(Hero).order_by(col(Hero.id)).offset(offset).limit(limit))
        total = await self.session.exec(select(func.count()).select_from(Hero))
        return heroes.all(), total.one()

    async def update(self, hero_id: int, data: HeroUpdate) -> Hero:
        hero = await self.get(hero_id)
        changes = data.model_dump(exclude_unset=True)
        if "team_id" in changes:
            await self._check_team(changes["team_id"])
        hero.sqlmodel_update(changes)
        self.session.add(hero)
        try:
            await self.session.commit()
        except IntegrityError as error:
            await self.session.rollback()
            raise Conflict("name") from error
        await self.session.refresh(hero)
        return hero

    async def delete(self, hero_id: int) -> None:
        await self.session.delete(await self.get(hero_id))
        await self.session.commit()

    async def _check_team(self, team_id: int | None) -> None:
        if team_id is not None and await self.session.get(Team, team_id) is None:
            raise NotFound("Team")


HeroServiceDep = Annotated[HeroService, Depends()]

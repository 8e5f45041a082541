from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, HTTPException
from sqlalchemy import text
from sqlmodel import select

from app.db import SessionDep
from app.models import Hero
from app.services.guilds import join


class HeroService:
    def __init__(self, session: SessionDep) -> None:
        self.session = session

    def get(self, id: int) -> Hero:
        hero = self.session.get(Hero, id)
        if hero is None:
            raise HTTPException(404)
        return hero

    def list(self) -> Sequence[Hero]:
        return self.session.exec(select(Hero)).all()

    def create(self, name: str, guild_id: int) -> Hero:
        hero = join(self.session, Hero(name=name), guild_id)
        self.session.commit()
        return hero

    def tidy(self, statement: str) -> None:
        self.session.execute(text(statement))


HeroesDep = Annotated[HeroService, Depends()]

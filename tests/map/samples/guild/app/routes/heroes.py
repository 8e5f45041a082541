from fastapi import APIRouter
from sqlmodel import select

from app.db import SessionDep
from app.models import Guild, Hero
from app.services.heroes import HeroesDep

router = APIRouter(prefix="/heroes")


@router.get("")
def list_heroes(heroes: HeroesDep) -> list[Hero]:
    return list(heroes.list())


@router.get("/{id}")
def read_hero(id: int, heroes: HeroesDep) -> Hero:
    return heroes.get(id)


@router.post("", status_code=201)
def create_hero(name: str, guild_id: int, heroes: HeroesDep) -> Hero:
    return heroes.create(name, guild_id)


@router.post("/tidy")
def tidy(statement: str, heroes: HeroesDep) -> None:
    heroes.tidy(statement)


@router.get("/{id}/guild")
def read_guild(id: int, session: SessionDep) -> Guild | None:
    return session.exec(select(Guild).join(Hero).where(Hero.id == id)).first()

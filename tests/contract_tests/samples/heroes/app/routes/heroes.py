from typing import Annotated

from fastapi import APIRouter, Query, status

from app.models.hero import Hero, HeroCreate, HeroesPublic, HeroPublic, HeroUpdate
from app.services.hero import HeroServiceDep

router = APIRouter(prefix="/heroes", tags=["heroes"])


@router.post("", response_model=HeroPublic, status_code=status.HTTP_201_CREATED)
async def create_hero(data: HeroCreate, service: HeroServiceDep) -> Hero:
    """Add a hero."""
    return await service.create(data)


@router.get("", response_model=HeroesPublic)
async def list_heroes(
    service: HeroServiceDep,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> object:
    heroes, count = await service.list(offset=offset, limit=limit)
    return {"data": heroes, "count": count}


@router.get("/{hero_id}", response_model=HeroPublic)
async def get_hero(hero_id: int, service: HeroServiceDep) -> Hero:
    return await service.get(hero_id)


@router.patch("/{hero_id}", response_model=HeroPublic)
async def update_hero(hero_id: int, data: HeroUpdate, service: HeroServiceDep) -> Hero:
    return await service.update(hero_id, data)


@router.delete("/{hero_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_hero(hero_id: int, service: HeroServiceDep) -> None:
    await service.delete(hero_id)

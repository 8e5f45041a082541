from uuid import UUID

from fastapi import APIRouter

router = APIRouter(tags=["heroes"])
nested = APIRouter(prefix="/{hero_id}/powers")


@router.get("")
async def list_heroes(offset: int = 0) -> list[str]:
    return []


@router.get("/{hero_id}", response_model=str)
async def read_hero(hero_id: UUID): ...


@nested.post("/", status_code=201)
async def add_power(hero_id: UUID, power: str) -> str:
    return power


router.include_router(nested, tags=["powers"])

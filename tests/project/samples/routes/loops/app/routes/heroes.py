from fastapi import APIRouter, Header

router = APIRouter()
powers = APIRouter(include_in_schema=False)


@router.get("/{hero_id}")
def read_hero(hero_id: int, x_trace: str | None = Header(None)) -> str:
    return f"{hero_id}{x_trace}"


@powers.get("")
def list_powers() -> list[str]:
    return []

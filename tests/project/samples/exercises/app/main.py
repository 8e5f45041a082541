from fastapi import APIRouter, FastAPI, Request

from app.admin import admin

router = APIRouter(prefix="/api/heroes", tags=["heroes"])
teams = APIRouter(prefix="/api/teams")


@router.get("")
def list_heroes() -> list[int]:
    return []


@router.post("", status_code=201)
def create_hero() -> dict[str, int]:
    return {"id": 1}


@router.get("/best")
def best_hero() -> dict[str, int]:
    return {"id": 1}


@router.get("/{hero_id}")
def read_hero(hero_id: int) -> dict[str, int]:
    return {"id": hero_id}


@router.put("/{hero_id}")
def update_hero(hero_id: int) -> dict[str, int]:
    return {"id": hero_id}


@router.delete("/{hero_id}", status_code=204)
def delete_hero(hero_id: int) -> None: ...


@teams.get("/{team_id}/heroes/{hero_id}")
def read_member(team_id: int, hero_id: int) -> dict[str, int]:
    return {"id": hero_id, "team": team_id}


@teams.get("")
def list_teams() -> list[int]:
    return []


@teams.post("")
def create_team(request: Request) -> dict[str, str]:
    return {"url": str(request.url_for("read_member", team_id=1, hero_id=2))}


app = FastAPI()
app.include_router(router)
app.include_router(teams)
app.mount("/admin", admin)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}

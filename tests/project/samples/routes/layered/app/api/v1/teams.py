from fastapi import APIRouter

PREFIX = "/by-name"
team_router = APIRouter(prefix=PREFIX)


@team_router.get("/{name}", tags=["teams"])
def read_team(name: str) -> str:
    return name

from fastapi import APIRouter

heroes = APIRouter(prefix="/heroes")
teams = APIRouter(prefix="/teams")
cities = APIRouter(prefix="/cities")
ROUTERS = [heroes, teams]


@heroes.get("/")
def list_heroes() -> list[str]:
    return []


@teams.get("/")
def list_teams() -> list[str]:
    return []


@cities.get("/")
def list_cities() -> list[str]:
    return []

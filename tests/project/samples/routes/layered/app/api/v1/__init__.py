from fastapi import APIRouter

from . import heroes, teams
from .admin import router as admin_router

router = APIRouter()
for part, prefix in ((heroes.router, "/heroes"), (teams.team_router, "/teams")):
    router.include_router(part, prefix=prefix)

__all__ = ["admin_router", "router"]

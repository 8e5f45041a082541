from app.routes import heroes, teams
from app.routes.cities import router as cities_router

MODULES = [heroes, teams]
NAMED = {"/cities": cities_router}
EXTRA = [(cities_router, "/towns")]

__all__ = ["EXTRA", "MODULES", "NAMED"]

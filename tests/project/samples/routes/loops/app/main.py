from app.routes import EXTRA, MODULES, NAMED, heroes
from fastapi import APIRouter, Depends, FastAPI, Query

VERSION = "v2"
BASE = f"/api/{VERSION}"


def page(limit: int = Query(10, le=100)) -> int:
    return limit


GUARDS = [Depends(page)]
ROUTERS = [
    {"router": heroes.router, "prefix": "/all" + "/heroes", "tags": ["all"], "dependencies": GUARDS},
    {"router": heroes.powers, "prefix": "/powers"},
]
MORE = [*ROUTERS, dict(router=heroes.router, prefix="/more")]

inner = APIRouter(prefix="/inner")
for module in MODULES:
    inner.include_router(module.router, prefix="/of")
for path, router in NAMED.items():
    inner.include_router(router, prefix=path)
for router, path in EXTRA:
    inner.include_router(router, prefix=path)


def create_app() -> FastAPI:
    app = FastAPI()
    prefix = BASE + "/local"
    for options in MORE:
        app.include_router(**options)
    app.include_router(inner, prefix=prefix)
    [app.include_router(it.router, prefix="/listed") for it in MODULES]
    return app


app = create_app()

from fastapi import APIRouter, FastAPI

from app.routes import make_area, make_router, not_handed_back, register, with_health


def create_app() -> FastAPI:
    application = FastAPI()
    application.include_router(make_router(), prefix="/made")
    register(application)

    inner = APIRouter(prefix="/inner")

    @inner.get("/here")
    def here() -> str:
        return "here"

    application.include_router(inner)
    return application


cities = make_area(area="cities", kind="big")
listed = [make_area("rivers"), make_area("lakes", version=2)]
default = with_health(APIRouter())
tenants = with_health(router=APIRouter(prefix="/{tenant}"))
named = APIRouter(prefix="/named")
other = not_handed_back(APIRouter(prefix="/lost"))
app = create_app()
app.include_router(default)
app.include_router(tenants)
app.include_router(with_health(named))
app.include_router(other)
app.include_router(make_area("seas"))
app.include_router(cities)
for it in listed:
    app.include_router(it, prefix="/listed")
for name in ("woods", "hills"):
    app.include_router(make_area(name))

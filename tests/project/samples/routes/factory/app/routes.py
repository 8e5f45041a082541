from fastapi import APIRouter, FastAPI

health = APIRouter()


@health.get("/health")
def check() -> str:
    return "ok"


def make_router() -> APIRouter:
    router = APIRouter(prefix="/things", tags=["things"])

    @router.get("/{thing_id}")
    def read(thing_id: int) -> int:
        return thing_id

    return router


def with_health(router: APIRouter) -> APIRouter:
    router.include_router(health, prefix="/checked")
    return router


def not_handed_back(router: APIRouter) -> APIRouter:
    router = APIRouter(prefix="/own")
    router.include_router(health)
    return router


area = "not the parameter"


def make_area(area: str, kind: str = "plain", version: int = 1) -> APIRouter:
    path = f"/areas/{area}"
    router = APIRouter(prefix=path, tags=[area])

    @router.get("/{key}")
    def read_area(key: str) -> str:
        return key

    @router.get(f"/{kind}/all")
    def read_all() -> str:
        return kind

    return router


def register(app: FastAPI) -> None:
    app.include_router(health, prefix="/ops")

    @app.get("/version")
    def version() -> str:
        return "1"

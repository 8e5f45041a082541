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


def register(app: FastAPI) -> None:
    app.include_router(health, prefix="/ops")

    @app.get("/version")
    def version() -> str:
        return "1"

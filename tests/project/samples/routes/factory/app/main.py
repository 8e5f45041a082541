from fastapi import APIRouter, FastAPI

from app.routes import make_router, register


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


app = create_app()

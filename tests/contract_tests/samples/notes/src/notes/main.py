from fastapi import FastAPI

from src.notes.api import notes


def create_app() -> FastAPI:
    app = FastAPI(title="Notes")
    app.include_router(notes.router, prefix="/api/v1")
    return app


app = create_app()

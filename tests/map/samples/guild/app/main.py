from fastapi import FastAPI

from app.routes import heroes

app = FastAPI()
app.include_router(heroes.router, prefix="/api")


@app.get("/ping")
def ping() -> str:
    return "pong"

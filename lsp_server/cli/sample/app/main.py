from fastapi import FastAPI

from app.routes import teams

app = FastAPI(title="Heroes")
app.include_router(teams.router, prefix="/api/v1")

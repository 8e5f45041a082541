from fastapi import FastAPI

from app import errors
from app.routes import heroes

app = FastAPI(title="Heroes")
errors.install(app)
app.include_router(heroes.router, prefix="/api")

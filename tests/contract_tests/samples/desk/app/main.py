from fastapi import APIRouter, FastAPI

from app.api import items, users

api_router = APIRouter()
api_router.include_router(users.router)
api_router.include_router(items.router)

app = FastAPI(title="Desk")
app.include_router(api_router, prefix="/api/v1")

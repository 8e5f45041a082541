from fastapi import Depends, FastAPI

from app.api import v1 as api
from app.api.v1 import admin_router
from app.config import settings


def audit(trace: str | None = None) -> None: ...


app = FastAPI(dependencies=[Depends(audit)])
app.include_router(api.router, prefix=settings.API_V1_STR)
app.include_router(admin_router, prefix=f"{settings.API_V1_STR}/admin", tags=["admin"])

from fastapi import APIRouter, FastAPI

from app.config import ROOT, get_other, get_settings, settings

router = APIRouter(prefix=get_settings().api_root)


@router.get("/heroes")
def heroes() -> list[str]:
    return []


app = FastAPI()
app.include_router(router)
app.include_router(router, prefix=ROOT)
app.include_router(router, prefix=settings.version)
app.include_router(router, prefix=get_settings().area)
app.include_router(router, prefix=get_other().api_root)

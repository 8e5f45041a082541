from fastapi import APIRouter

router = APIRouter(tags=["teams"])


@router.get("/")
def list_teams() -> list[str]:
    return []

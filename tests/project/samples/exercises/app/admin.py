"""An application that the main one mounts, and one that stands beside it."""

from fastapi import APIRouter, FastAPI

users = APIRouter(prefix="/users")


@users.get("")
def list_users() -> list[int]:
    return []


@users.get("/{user_id}")
def read_user(user_id: int) -> dict[str, int]:
    return {"id": user_id}


admin = FastAPI()
admin.include_router(users)


@admin.get("/health")
def admin_health() -> dict[str, str]:
    return {"status": "ok"}


def make_worker() -> FastAPI:
    worker = FastAPI()

    @worker.get("/health")
    def worker_health() -> dict[str, str]:
        return {"status": "ok"}

    return worker

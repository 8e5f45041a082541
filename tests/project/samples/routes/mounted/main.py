from fastapi import APIRouter, Depends, FastAPI, WebSocket

app = FastAPI(dependencies=[Depends(lambda: None)])
admin = FastAPI()
deep = FastAPI(dependencies=[])
callbacks = APIRouter()
router = APIRouter(prefix="/items")


@router.get("/{item_id:int}/files/{path:path}", status_code=206)
def read_file(item_id: int, path: str) -> str:
    return f"{item_id}{path}"


@router.websocket("/live/{room}")
async def live(websocket: WebSocket, room: str, token: str = "") -> None:
    await websocket.accept()
    await websocket.send_text(room + token)


@admin.get("/users")
def list_users(q: str | None = None) -> list[str]:
    return [q or ""]


@deep.delete("/{key}", status_code=204)
def drop(key: str) -> None: ...


admin.mount("/deep", deep)
app.include_router(router)
admin.include_router(router, prefix="/again")
app.mount("/admin/", admin)

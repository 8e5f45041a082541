from app import routers
from app.routers import first, heroes, teams
from fastapi import FastAPI

app, admin = FastAPI(), FastAPI()
app.include_router(heroes, prefix="/v1")
app.include_router(second := teams, prefix="/v1")
app.include_router(first, prefix="/v1")
for it in (routers.walrus, routers.leader, routers.last, routers.nested, routers.inner, routers.Held.public):
    app.include_router(it)
held, other = routers.Held(), 1
app.include_router(held.mine)
app.include_router(routers.made(), prefix="/made")


@admin.get("/users")
def read_users() -> list[str]:
    return []


app.mount("/admin", admin)

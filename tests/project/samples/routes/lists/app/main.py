"""Routes as values: in lists that are passed on, appended and extended, and mounts with lists of their own."""

from app.handlers import listen, page, plain, read, write
from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount, Route, Router, WebSocketRoute

class Logged(APIRoute):
    """A class of the project."""


inner = FastAPI(
    routes=[
        APIRoute("/read/{key}", read),
        APIRoute(path="/write/{key}", endpoint=write, methods=["PUT"], status_code=202, tags=["written"]),
    ]
)
heroes = APIRouter(
    prefix="/heroes",
    tags=["heroes"],
    routes=[APIRoute("/read/{key}", read, name="hero"), APIWebSocketRoute("/live", listen)],
)
plain_routes = [Route("/plain", plain), Route("/both", endpoint=plain, methods=["GET", "POST"], name="both")]


@inner.get("/decorated")
def decorated() -> str:
    return ""


@heroes.get("/decorated")
def hero_decorated() -> str:
    return ""


team_routes = [
    Route("/", plain, include_in_schema=False),
    Mount("/{team_id}", routes=[Route("/members", plain), WebSocketRoute("/live", listen)]),
]

app = FastAPI(
    routes=[
        *plain_routes,
        Mount("/inner", app=inner),
        Mount("/teams", routes=team_routes),
        Mount("/routed", Router(routes=[Route("/one", plain)])),
    ]
)
app.include_router(heroes, prefix="/api", dependencies=[Depends(page)])
app.routes.append(APIRoute("/appended/{key}", read, dependencies=[Depends(page)]))
app.router.routes.append(Mount("/late", routes=[Route("/plain", plain)]))
app.routes.extend([Route("/extended", plain), APIRoute("/extended/{key}", write, methods={"POST"})])
app.routes.insert(0, Route("/first", plain))
heroes.routes.append(Logged("/heroes/appended/{key}", read))
heroes.routes += [Route("/heroes/added", plain)]

invoices = APIRouter()
hooks = APIRouter(prefix="/hooks")
app.router.routes.append(Mount("/unlisted", routes=[APIRoute("/{key}", read, dependencies=[Depends(page)])]))
app.mount("/mounted", Router([Route("/one", plain, name="mounted")]))
heroes.mount("/sub", inner)
documented = FastAPI(webhooks=hooks)
app.mount("/documented", documented)


@invoices.post("{$callback_url}/invoices/{$request.body.id}")
def invoice_paid(key: int) -> None:
    """What somebody else's service is called with: no route of this application."""


@hooks.post("/subscribed")
def subscribed(key: int) -> None:
    """The same."""


@app.webhooks.post("new-subscription")
def new_subscription(key: int) -> None:
    """The same."""


@app.post("/invoices", callbacks=invoices.routes)
def create_invoice(key: int) -> None: ...


@documented.get("/told")
def told() -> str:
    return ""

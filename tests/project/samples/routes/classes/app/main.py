from app.controllers import Controller, Grouped
from app.routing import Custom, Versioned, mount_all
from fastapi import FastAPI, Request

app = FastAPI()
controller = Controller()
app.include_router(controller.router)

versioned = Versioned(prefix="/versioned")
custom = Custom(prefix="/custom")


@versioned.api_route("/both", methods=["GET", "DELETE"])
@versioned.get("/twice")
async def both() -> None:
    return None


@custom.get("/it", response_model=None)
async def it(request: Request) -> dict[str, str]:
    return {"url": str(request.url)}


mount_all(app, versioned, second=custom)


class Api:
    def __init__(self, target: FastAPI) -> None:
        target.add_api_route("/health", self.health)
        self.app = target

    def health(self) -> str:
        return "ok"

    def never(self) -> None:
        """Nobody calls this, and nobody can tell which application it would be."""
        self.app.add_api_route("/never", self.health)


Api(app)


def ping() -> str:
    return "pong"


app.include_router(Grouped.router)
app.include_router(Grouped.alias, prefix="/again")


def declare(target, extra=None):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201
    @target.get("/declared")
    def declared() -> str:
        return ""


declare(app)
app.get("/ping")(ping)
app.router.add_api_route("/pong", ping, name="pong")

from fastapi import APIRouter


class Controller:
    """Holds its routes, as people do who come from other frameworks."""

    def __init__(self) -> None:
        self.router = APIRouter(prefix="/controlled")
        self.router.add_api_route("/{key}", self.read, methods=["GET"])
        self.router.add_api_route("/", self.create, methods=["POST", "PUT"], status_code=201)

    def read(self, key: str, deep: bool = False) -> dict[str, str]:
        return {"key": key, "deep": str(deep)}

    async def create(self, values: dict[str, int]) -> dict[str, int]:
        return values


class Grouped:
    """Routers in a class body, and routes beside them."""

    router = APIRouter(prefix="/grouped")
    alias = router

    @staticmethod
    @router.get("/static")
    def read(key: int) -> int:
        return key

from fastapi import APIRouter, FastAPI
from guards import get, internal, on_internal, protected

router = APIRouter(prefix="/states")


@protected(router.get, "/{key}", tags=["read"])
def read_state(key: int) -> int:
    return key


@protected(router.api_route, path="/", methods=["PUT", "POST"])
def write_state(value: int) -> int:
    return value


@on_internal("/jobs")
@on_internal(path="/work", status_code=201)
def work(count: int = 1) -> int:
    return count


@get(router)
def read_states() -> list[int]:
    return []


app = FastAPI()


@protected(app.delete, "/states")
def clear() -> None: ...


app.include_router(router, prefix="/api")
app.include_router(internal)

"""Routes against the application itself: the sample is imported, and its own OpenAPI document is the oracle."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lsp_server.discover import snapshot
from lsp_server.project.routes import Dependency, Route
from lsp_server.snapshot import of
from lsp_server.text import Document

SAMPLES = Path(__file__).parent / "samples" / "routes"
DUMP = "import json, sys; sys.path.insert(0, '.'); from {} import app; print(json.dumps(app.openapi()))"


def sample(name: str) -> tuple[tuple[Route, ...], dict[str, Any]]:
    """What Backline reads of a sample, and what the running application says of itself."""
    folder = SAMPLES / name
    module = "main" if (folder / "main.py").exists() else "app.main"
    done = subprocess.run(
        [sys.executable, "-c", DUMP.format(module)], cwd=folder, capture_output=True, text=True, check=True
    )
    return snapshot(folder).project.routes, json.loads(done.stdout)


NAMES = sorted(it.name for it in SAMPLES.iterdir() if it.is_dir())


@pytest.mark.parametrize("name", NAMES)
def test_paths_methods_statuses_and_parameters_are_what_the_application_says(name: str) -> None:
    routes, openapi = sample(name)
    ours = {
        f"{it.method} {_template(it.path)}": it
        for it in routes
        if it.include_in_schema and it.known and it.method != "WEBSOCKET"
    }
    theirs = {f"{method.upper()} {path}": it for path, item in openapi["paths"].items() for method, it in item.items()}

    assert set(ours) == set(theirs)
    for key, operation in theirs.items():
        route = ours[key]
        assert str(route.status) in operation["responses"], key
        assert _sent(route) == {(it["in"], it["name"], it["required"]) for it in operation.get("parameters", ())}, key
        bodies = [it for it in route.parameters if it.place in ("body", "form", "file")]
        assert bool(bodies) == ("requestBody" in operation), key
        assert list(route.tags) == operation.get("tags", []), key
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if route.request is not None and "$ref" in schema:
            assert schema["$ref"].rpartition("/")[2] == route.request.name.rpartition(".")[2], key
        answer = (
            operation["responses"][str(route.status)].get("content", {}).get("application/json", {}).get("schema", {})
        )
        if "$ref" in answer:
            assert route.response is not None, key
            assert answer["$ref"].rpartition("/")[2] == route.response.name.rpartition(".")[2], key


def _template(path: str) -> str:
    """A path as OpenAPI writes it, without Starlette's converters."""
    return re.sub(r":\w+}", "}", path)


def _sent(route: Route) -> set[tuple[str, str, bool]]:
    places = ("path", "query", "header", "cookie")
    return {(it.place, it.alias or it.name, it.required) for it in route.parameters if it.place in places}


def routes_of(**files: str) -> tuple[Route, ...]:
    return of([Document(f"{name}.py", text) for name, text in files.items()]).project.routes


def names(dependencies: tuple[Dependency, ...]) -> list[Any]:
    return [(it.name, it.kind, names(it.children)) if it.children else (it.name, it.kind) for it in dependencies]


def test_dependencies_are_a_tree_with_kinds() -> None:
    (route,) = routes_of(
        main="""\
from typing import Annotated
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from sqlmodel import Session, create_engine

engine = create_engine("postgresql://")
scheme = OAuth2PasswordBearer("token")

def get_session():
    with Session(engine) as session:
        yield session

SessionDep = Annotated[Session, Depends(get_session)]

def current_user(session: SessionDep, token: Annotated[str, Depends(scheme)]) -> str:
    raise HTTPException(401, "Who are you?")

class HeroService:
    def __init__(self, session: SessionDep) -> None: ...

def audit() -> None: ...

app = FastAPI(dependencies=[Depends(audit)])

@app.get("/heroes")
def read(service: Annotated[HeroService, Depends()], user: str = Depends(current_user)): ...
"""
    )

    assert names(route.dependencies) == [
        ("audit", "other"),
        ("HeroService", "service", [("get_session", "session")]),
        ("current_user", "auth", [("get_session", "session"), ("scheme", "auth")]),
    ]
    assert [(it.status, it.detail, it.where) for it in route.raises] == [(401, "Who are you?", "current_user")]


def test_errors_are_followed_from_the_handler_to_the_status() -> None:
    (route,) = routes_of(
        main="""\
from fastapi import FastAPI, HTTPException, Request, status
from fastapi.responses import JSONResponse
from service import Conflict, HeroService, NotFound

app = FastAPI()
gone = HTTPException(status.HTTP_410_GONE, "Gone")

class Teapot(HTTPException):
    def __init__(self) -> None:
        super().__init__(status_code=418)

@app.exception_handler(NotFound)
async def not_found(request: Request, error: NotFound) -> JSONResponse:
    return JSONResponse({}, status_code=404)

async def conflict(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({}, status_code=409)

app.add_exception_handler(Conflict, conflict)

def forbidden(what: str) -> HTTPException:
    return HTTPException(status_code=403, detail=f"No {what}")

@app.get("/heroes/{id}")
def read(id: int):
    service = HeroService()
    if id < 0:
        raise gone
    if id == 0:
        raise forbidden("zero")
    if id == 1:
        raise Teapot()
    return service.get(id)
""",
        service="""\
class DomainError(Exception): ...
class NotFound(DomainError): ...
class HeroNotFound(NotFound): ...
class Conflict(DomainError): ...
class Strange(DomainError): ...

class HeroService:
    def get(self, id: int) -> None:
        if id == 2:
            raise HeroNotFound("none")
        self.check(id)

    def check(self, id: int) -> None:
        if id == 3:
            raise Conflict
        raise Strange
""",
    )

    assert [(it.status, it.via) for it in route.raises] == [
        (410, None),
        (403, None),
        (418, "Teapot"),
        (404, "HeroNotFound"),
        (409, "Conflict"),
        (None, "Strange"),
    ]


@pytest.mark.parametrize(
    ("source", "path", "known"),
    [
        ("app = FastAPI()\nr = APIRouter(prefix='/r')\n@r.get('/x')\ndef f(): ...", "/r/x", False),
        ("r = APIRouter(prefix='/r')\n@r.get('/x')\ndef f(): ...", "/r/x", True),
        (
            "import os\napp = FastAPI()\nr = APIRouter(prefix=os.environ['P'])\napp.include_router(r)\n"
            "@r.get('/x')\ndef f(): ...",
            "/x",
            False,
        ),
        (
            "app = FastAPI()\napp.include_router(app)\nr = APIRouter()\nr.include_router(r)\n"
            "@r.get('/x')\ndef f(): ...",
            "/x",
            False,
        ),
    ],
)
def test_what_is_not_known_is_said(source: str, path: str, known: bool) -> None:
    (route,) = routes_of(main=f"from fastapi import APIRouter, FastAPI\n{source}\n")

    assert (route.path, route.known) == (path, known)


@pytest.mark.parametrize(
    "broken", ["@app.get(", "@app.get('/x'", "app.include_router(", "app.include_router()", "@app.get()\ndef g(): ..."]
)
def test_half_typed_code_leaves_the_other_routes_alone(broken: str) -> None:
    source = f"from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/a')\ndef f(): ...\n\n{broken}\n"

    assert "/a" in [it.path for it in routes_of(main=source)]

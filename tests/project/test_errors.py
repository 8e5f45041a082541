"""What routes raise, against the application itself: each route of the sample ends in one error; it is asked for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.discover import snapshot
from lsp_server.project.routes.values import ExceptionHandler, Route
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document

SAMPLE = Path(__file__).parent / "samples" / "errors"
ASK = """
import asyncio, json, sys
sys.path.insert(0, ".")
from app.main import app
from httpx import ASGITransport, AsyncClient

async def main():
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        print(json.dumps({path: (await client.get(path)).status_code for path in json.loads(sys.argv[1])}))

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def project() -> Project:
    return snapshot(SAMPLE).project


@pytest.fixture(scope="module")
def answers(project: Project) -> dict[str, int]:
    """The status of each route of the running application."""
    paths = json.dumps([it.path for it in project.routes])
    done = subprocess.run([sys.executable, "-c", ASK, paths], cwd=SAMPLE, capture_output=True, text=True, check=True)
    answered: dict[str, int] = json.loads(done.stdout)
    return answered


ROUTES = [it.path for it in snapshot(SAMPLE).project.routes]


@pytest.mark.parametrize("path", ROUTES)
def test_the_status_of_each_error_is_the_one_that_clients_get(
    path: str, project: Project, answers: dict[str, int]
) -> None:
    (route,) = [it for it in project.routes if it.path == path]
    assert [it.status for it in route.raises] == [answers[path]]


def test_the_sample_answers_with_errors_only(answers: dict[str, int]) -> None:
    assert len(answers) >= 42 and all(status >= 400 for status in answers.values())


def test_handlers_with_the_status_that_they_always_answer(project: Project) -> None:
    def shown(it: ExceptionHandler) -> tuple[str, str, int | None]:
        return it.exception, it.handler, it.status

    assert [shown(it) for it in project.exception_handlers] == [
        ("AppError", "of_app", 500),
        ("HTTPException", "of_http", None),
        ("Given", "of_given", 400),
        ("Even", "of_table", 411),
        ("Prime", "of_table", 412),
        ("KeyError", "of_key", 424),
        ("IndexError", "of_key", 425),
        ("Odd", "always.handler", 416),
        ("ValueError", "always.handler", 428),
        ("Missing", "second_missing", 431),
    ]


def routes_of(source: str) -> tuple[Route, ...]:
    head = "from fastapi import *\nfrom fastapi.responses import JSONResponse\napp = FastAPI()\n"
    return of([Document("main.py", head + source)]).project.routes


def raised(source: str) -> list[tuple[int | None, str | None, str | None]]:
    (route,) = routes_of(source)
    return [(it.status, it.detail, it.via) for it in route.raises]


def test_details_and_names_of_what_is_raised() -> None:
    assert raised(
        """\
class Lost(Exception): ...
WHAT = "Not here"

@app.get("/x")
def x(a: int):
    if a == 1:
        raise HTTPException(404, WHAT)
    if a == 2:
        raise HTTPException(404, f"No {a} here")
    if a == 3:
        raise HTTPException(404, {"code": 1})
    if a == 4:
        raise HTTPException(status_code=unknown)
    raise Lost("Lost it")
"""
    ) == [
        (404, "Not here", None),
        (404, "No {} here", None),
        (404, None, None),
        (None, None, None),
        (None, "Lost it", "Lost"),
    ]


def test_functions_that_call_each_other_end() -> None:
    assert raised(
        """\
def a(): return b()
def b():
    a()
    raise HTTPException(409)
class C:
    def m(self): return self.m() or self.n()
    def n(self): return super().n() or C().m()
@app.get("/x")
def x(): return a() or C().m() or x()
"""
    ) == [(409, None, None)]


def test_what_is_far_below_is_left_unsaid() -> None:
    calls = "".join(f"def f{i}(): return f{i + 1}()\n" for i in range(20))
    assert raised(f"{calls}def f20(): raise HTTPException(409)\n@app.get('/x')\ndef x(): return f0()\n") == []


def test_what_everything_is_mapped_to_is_no_promise() -> None:
    assert raised(
        """\
class Lost(Exception): ...
@app.exception_handler(Exception)
def anything(request, error): return JSONResponse({}, 500)
@app.get("/x")
def x(): raise Lost
"""
    ) == [(None, None, "Lost")]


@pytest.mark.parametrize(
    "handler",
    [
        "@app.exception_handler(Lost)\ndef h(request, error): return JSONResponse({}, request.state.status)",
        "@app.exception_handler(Lost)\ndef h(request, error):\n    if request.url: return JSONResponse({}, 404)\n"
        "    return JSONResponse({}, 410)",
        "@app.exception_handler(Lost)\ndef h(request, error): return h(request, error)",
        "@app.exception_handler(Lost)\ndef h(): ...",
        "app.add_exception_handler(Lost, lambda request, error: 1)",
        "app.add_exception_handler(Lost)",
        "@app.exception_handler(Lost\ndef h(request, error): return JSONResponse({}, )",
    ],
)
def test_handlers_whose_answer_is_not_known(handler: str) -> None:
    routes = routes_of(f"class Lost(Exception): ...\n@app.get('/x')\ndef x(): raise Lost\n{handler}\n")
    assert [it.status for it in routes[0].raises] == [None]


def test_each_application_has_its_own_answer() -> None:
    routes = routes_of(
        """\
class Lost(Exception): ...
def answer(status):
    def handler(request, error): return JSONResponse({}, status)
    return handler
def strict(target):
    target.add_exception_handler(Lost, answer(404))
def lenient(target: FastAPI):
    target.add_exception_handler(Lost, answer(410))
other = FastAPI()
strict(app)
lenient(other)
third = FastAPI()
def find(): raise Lost
@app.get("/a")
def a(): find()
@other.get("/b")
def b(): find()
@third.get("/c")
def c(): find()
"""
    )

    assert [(it.path, [one.status for one in it.raises]) for it in routes] == [
        ("/a", [404]),
        ("/b", [410]),
        ("/c", [None]),
    ]


@pytest.mark.parametrize(
    ("caught", "statuses"),
    [
        ("LookupError", []),
        ("(ValueError, KeyError)", []),
        ("ERRORS", []),
        ("ValueError", [424]),
        ("unknown.Error", [424]),
        ("", []),
    ],
)
def test_what_is_caught_is_not_raised(caught: str, statuses: list[int]) -> None:
    found = raised(
        f"""\
ERRORS = (KeyError, OSError)
@app.exception_handler(KeyError)
def key_error(request, error): return JSONResponse({{}}, 424)
@app.get("/x")
def x():
    try:
        raise KeyError("x")
    except {caught}:
        pass
"""
    )

    assert [it[0] for it in found] == statuses

"""Tests and fixtures of a project: which route a request means, what is asserted, what a fixture gives."""

import pytest

from lsp_server.project.tests.values import Test, may_mean
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document

CONFTEST = """
import pytest, pytest_asyncio
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient

@pytest_asyncio.fixture(loop_scope="session")
async def client(session) -> AsyncIterator[AsyncClient]:
    yield AsyncClient(transport=ASGITransport(app=app))

@pytest.fixture(name="session", scope="module")
def session_fixture():
    with Session(engine) as session:
        yield session

@pytest.fixture
def auth_headers(client):
    token = client.post("/login").json()["access_token"]
    return {"Authorization": f"Bearer {token}"}

@pytest.fixture
def hero() -> "Hero": ...

def helper(): ...
"""

MODULE = """
from fastapi import status
from http import HTTPStatus
pytestmark = pytest.mark.asyncio(loop_scope="session")
BASE = "/api/heroes"

async def test_create(client):
    created = await client.post(BASE, json={"name": "x"})
    assert created.status_code == 201
    again = await client.post(f"{BASE}?dry=1", json={})
    assert again.status_code in (HTTPStatus.CONFLICT, status.HTTP_400_BAD_REQUEST)
    created = await client.get(BASE + "/" + created.json()["id"], params={"full": True})
    assert 200 == created.status_code

class TestPages:
    @pytest.mark.slow
    async def test_settings(self, client):
        assert (await client.request("GET", f"{settings.API}/heroes/{hero.id}/")).status_code == 404
        headers.get("no/path" if x else "y"); {}.get("key")
    async def helper(self): ...

def check_not_a_test(): ...
"""


def project(**files: str) -> Project:
    return of(Document(path.replace("__", "/") + ".py", text) for path, text in files.items()).project


def collected(text: str) -> dict[str, Test]:
    return {it.name: it for it in project(tests__test_heroes=text).tests}


def test_a_test_is_what_pytest_collects() -> None:
    assert list(collected(MODULE)) == ["test_create", "TestPages.test_settings"]
    assert project(tests__heroes=MODULE).tests == ()


def test_requests_carry_the_statuses_that_are_asserted_of_them() -> None:
    calls = collected(MODULE)["test_create"].calls
    assert [(it.method, it.path, it.statuses, it.query) for it in calls] == [
        ("POST", "/api/heroes", (201,), ()),
        ("POST", "/api/heroes", (409, 400), ("dry",)),
        ("GET", "/api/heroes/{}", (200,), ("full",)),
    ]
    assert [(it.method, it.path, it.statuses) for it in collected(MODULE)["TestPages.test_settings"].calls] == [
        ("GET", "{}/heroes/{}/", (404,))
    ]


def test_marks_of_function_class_and_module() -> None:
    assert collected(MODULE)["TestPages.test_settings"].marks == (
        "pytest.mark.slow",
        'pytest.mark.asyncio(loop_scope="session")',
    )


@pytest.mark.parametrize(
    ("said", "path", "meant"),
    [
        ("/heroes", "/heroes", True),
        ("/heroes/", "/heroes", True),
        ("/heroes", "/heroes/", True),
        ("/heroes/7", "/heroes/{hero_id}", True),
        ("/heroes/{}", "/heroes/{hero_id}", True),
        ("/heroes/{}", "/heroes", False),
        ("/heroes/{}", "/heroes/me", False),
        ("{}/heroes/7", "/api/v1/heroes/{hero_id}", True),
        ("{}{}", "/api/{x}", False),
        ("{}/heroes/{}", "/api/v1/heroes/{hero_id}", True),
        ("{}/heroes", "/api/v1/heroes/{hero_id}", False),
        ("{}/heroes", "/api/v1/heroes/{hero_id}/heroes", False),
        ("/heroes/{}/team", "/heroes/{hero_id}/team", True),
        ("/a.b", "/axb", False),
    ],
)
def test_which_route_a_path_means(said: str, path: str, meant: bool) -> None:
    assert may_mean(said, path) is meant


def test_what_fixtures_give() -> None:
    found = {it.name: it for it in project(tests__conftest=CONFTEST).fixtures}
    assert {name: (it.kind, it.gives, it.scope, it.loop_scope, it.needs) for name, it in found.items()} == {
        "client": ("client", "AsyncClient", "function", "session", ("session",)),
        "session": ("session", "Session", "module", None, ()),
        "auth_headers": ("headers", "dict", "function", None, ("client",)),
        "hero": ("other", None, "function", None, ()),
    }
    assert found["client"].is_async and not found["session"].is_async
    assert found["client"].reaches("tests/api/test_x.py") and not found["client"].reaches("other/test_x.py")


@pytest.mark.parametrize(
    "text", ["", "def test_", "class Test:\n  def test_x(self", "@pytest.fixture(\ndef x", "\r\n\t💥"]
)
def test_half_typed_files_are_ordinary(text: str) -> None:
    found = project(tests__test_x=text, tests__conftest=text)
    assert isinstance(found.tests, tuple) and isinstance(found.fixtures, tuple)


def test_a_call_by_route_name() -> None:
    call = collected('def test_x(client):\n    client.get(app.url_path_for("read_hero", id=1))\n')["test_x"].calls
    assert [it.route_name for it in call] == ["read_hero"]


def test_which_tests_send_requests_to_a_route() -> None:
    found = project(
        app__main="""
from fastapi import FastAPI
app = FastAPI()
@app.get("/heroes/me")
def read_me(): ...
@app.get("/heroes/{hero_id}")
def read_hero(hero_id: int): ...
@app.delete("/heroes/{hero_id}")
def delete_hero(hero_id: int): ...
""",
        tests__test_heroes="""
def test_me(client):
    client.get("/heroes/me")
def test_one_and_again(client, hero):
    client.get("/heroes/7"); client.get(f"{API}/heroes/{hero.id}")
def test_named(client):
    client.get(app.url_path_for("read_hero", hero_id=1))
def test_nothing_of_ours(client):
    client.get("/teams"); client.put("/heroes/7")
""",
    )
    told = {route.handler: [it.name for it in found.tests_of(route)] for route in found.routes}
    # "/heroes/me" is text for a hero's id, too, but the route that is written so goes before.
    assert told == {"read_me": ["test_me"], "read_hero": ["test_one_and_again", "test_named"], "delete_hero": []}
    assert [it.call.path for it in found.exercises_of(found.routes[1])] == ["/heroes/7", "{}/heroes/{}", ""]

"""Requests in every way in which tests send them."""

import pytest
from app.main import app
from fastapi.testclient import TestClient

from tests import helpers
from tests.helpers import create, created_id, fetch, send

BASE = "/api/heroes"
PAGES = ["/api/heroes", "/api/teams"]


def _removed(client: TestClient, hero_id: int) -> int:
    return client.delete(f"{BASE}/{hero_id}").status_code


def test_plain(client: TestClient) -> None:
    assert client.get("/api/heroes").status_code == 200


def test_formatted(client: TestClient) -> None:
    hero_id = 7
    url = f"{BASE}/{hero_id}"
    assert client.get(url).status_code == 200
    assert client.put(BASE + "/" + str(hero_id)).status_code == 200


def test_literal_before_parameter(client: TestClient) -> None:
    assert client.get(f"{BASE}/best?full=1").status_code == 200


def test_with_format(client: TestClient) -> None:
    assert client.get("/api/teams/{}/heroes/{}".format(1, 2)).status_code == 200
    assert client.get("%s/%d" % (BASE, 3)).status_code == 200


@pytest.mark.parametrize("path", ["/api/heroes", "/api/heroes/best", pytest.param("/api/teams", id="teams")])
def test_parametrized(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(("method", "url"), [("GET", f"{BASE}/3"), ("DELETE", f"{BASE}/3"), ("PUT", "/api/heroes/3")])
def test_methods(client: TestClient, method: str, url: str) -> None:
    assert client.request(method, url).status_code < 300


@pytest.mark.parametrize("kind", ["heroes", "teams"])
def test_parts(client: TestClient, kind: str) -> None:
    assert client.get(f"/api/{kind}").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_a_constant(client: TestClient, page: str) -> None:
    assert client.get(page).status_code == 200


def test_loop(client: TestClient) -> None:
    for path in PAGES:
        assert client.get(path).status_code == 200
    for method, path in (("GET", "/api/heroes/1"), ("DELETE", "/api/heroes/2")):
        assert client.request(method, path).status_code < 300


def test_helper(client: TestClient) -> None:
    assert create(client).status_code == 201
    assert helpers.create(client, kind="teams").status_code == 200


def test_helper_of_a_helper(client: TestClient) -> None:
    assert _removed(client, created_id(client)) == 204


def test_helper_with_a_path(client: TestClient) -> None:
    assert fetch(client, "/teams/1/heroes/2").status_code == 200


def test_helper_with_a_method(client: TestClient) -> None:
    assert send(client, "PUT", url=f"{BASE}/1").status_code == 200


def test_by_name(client: TestClient) -> None:
    assert client.get(app.url_path_for("read_member", team_id="1", hero_id="2")).status_code == 200


def test_other_fixture(api: TestClient, hero: dict[str, int]) -> None:
    assert api.get(f"{BASE}/{hero['id']}").status_code == 200


def test_own_client() -> None:
    with TestClient(app, base_url="http://testserver/api") as client:
        assert client.get("/teams").status_code == 200


def test_client_of_a_fixture(under_api: TestClient) -> None:
    assert under_api.get("/teams").status_code == 200


def test_not_a_request(client: TestClient) -> None:
    seen = {"/api/heroes": 1}
    assert seen.get("/api/heroes") == 1
    assert client.headers.get("/api/teams") is None
    answer = client.post("/api/teams").json()
    assert answer.get("/api/heroes/best") is None


class TestInAClass:
    def _read(self, client: TestClient, hero_id: int) -> int:
        return client.get(f"{BASE}/{hero_id}").status_code

    def test_method_of_the_class(self, client: TestClient) -> None:
        assert self._read(client, 3) == 200

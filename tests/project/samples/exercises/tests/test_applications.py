"""Clients of several applications, whose paths say the same."""

from collections.abc import Callable, Iterator

import pytest
from app.admin import admin, make_worker
from app.main import app
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient
from httpx import Response

whole = TestClient(app)


def fetch(client: TestClient, path: str) -> Response:
    return client.get(path)


@pytest.fixture
def sub_application() -> FastAPI:
    return admin


@pytest.fixture
def sub_client(sub_application: FastAPI) -> Iterator[TestClient]:
    with TestClient(sub_application) as client:
        yield client


@pytest.fixture
def other_name(sub_client: TestClient) -> TestClient:
    return sub_client


@pytest.fixture
def client_for() -> Callable[[FastAPI], TestClient]:
    def made(served: FastAPI) -> TestClient:
        return TestClient(served)

    return made


@pytest.fixture
def made_client(client_for: Callable[[FastAPI], TestClient]) -> Iterator[TestClient]:
    with client_for(admin) as client:
        yield client


def test_mounted_by_a_client_that_a_fixture_makes(made_client: TestClient) -> None:
    assert made_client.get("/users/3").status_code == 200


def test_mounted() -> None:
    assert TestClient(admin).get("/users").status_code == 200


def test_mounted_with_a_parameter() -> None:
    client = TestClient(admin)
    assert client.get("/users/3").status_code == 200


def test_through_the_mount() -> None:
    with TestClient(app) as client:
        assert client.get("/admin/users").status_code == 200


def test_not_there_in_the_whole() -> None:
    assert whole.get("/users").status_code == 404


def test_whole_health() -> None:
    assert whole.get("/health").status_code == 200


def test_mounted_health(sub_client: TestClient) -> None:
    assert sub_client.get("/health").status_code == 200


def test_mounted_health_by_another_name(other_name: TestClient) -> None:
    assert other_name.get("/health").status_code == 200


def test_mounted_health_of_a_helper() -> None:
    assert fetch(TestClient(admin), "/health").status_code == 200


def test_both_of_a_helper(sub_client: TestClient) -> None:
    assert fetch(sub_client, path="/health").status_code == 200
    assert fetch(whole, "/admin/users/3").status_code == 200


def test_worker() -> None:
    assert TestClient(make_worker()).get("/health").status_code == 200


@pytest.mark.anyio
async def test_async() -> None:
    transport = ASGITransport(app=admin)
    async with AsyncClient(transport=transport, base_url="http://test") as client:
        assert (await client.get("/health")).status_code == 200


@pytest.mark.anyio
async def test_async_inside() -> None:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test") as client:
        assert (await client.get("/health")).status_code == 200

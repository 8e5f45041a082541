from collections.abc import Iterator

import pytest
from app.main import app
from fastapi.testclient import TestClient


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as found:
        yield found


@pytest.fixture
def under_api() -> Iterator[TestClient]:
    with TestClient(app, base_url="http://testserver/api") as found:
        yield found


@pytest.fixture
def api(client: TestClient) -> TestClient:
    return client


@pytest.fixture
def hero(client: TestClient) -> dict[str, int]:
    return client.post("/api/heroes").json()  # type: ignore[no-any-return]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def teams_url() -> str:
    return "/api/teams"


@pytest.fixture
def url() -> str:
    return "/api/teams"

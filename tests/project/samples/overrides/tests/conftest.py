from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import deps
from app.main import app as application


class Quick(deps.Service):
    number = 5


def session_of_tests() -> int:
    return 2


@pytest.fixture
def app() -> Iterator[FastAPI]:
    application.dependency_overrides[deps.get_session] = session_of_tests
    yield application
    application.dependency_overrides.clear()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.deps import Service, current_user, get_session
from tests.conftest import Quick


def nobody() -> str:
    return ""


@pytest.fixture
def signed_in(app: FastAPI) -> None:
    def somebody() -> str:
        return "somebody"

    app.dependency_overrides[current_user] = somebody


@pytest.mark.usefixtures("signed_in")
def test_of_a_fixture(client: TestClient) -> None:
    assert client.get("/me").json() == "somebody"


def test_several(app: FastAPI, client: TestClient) -> None:
    app.dependency_overrides.update({Service: Quick, current_user: lambda: "nobody"})
    assert (client.get("/me").json(), client.get("/serve").json()) == ("nobody", 7)


def test_all(app: FastAPI, client: TestClient) -> None:
    app.dependency_overrides = {get_session: lambda: 10}
    assert client.get("/serve").json() == 11


def test_patched(app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, Service, Quick)
    assert client.get("/serve").json() == 7


def test_added(app: FastAPI, client: TestClient) -> None:
    app.dependency_overrides |= {current_user: nobody}
    app.dependency_overrides.setdefault(Service, Quick)
    assert client.get("/me").json() == ""

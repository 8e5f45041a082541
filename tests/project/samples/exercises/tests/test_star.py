from fastapi.testclient import TestClient

from tests.helpers import *  # noqa: F403


def test_by_a_star(client: TestClient) -> None:
    assert create(client).status_code == 201  # noqa: F405

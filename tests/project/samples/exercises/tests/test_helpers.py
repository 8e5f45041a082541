"""Helpers under other names than their own, and in other places than the test's file."""

from fastapi.testclient import TestClient

from tests import helpers as ours
from tests.helpers import Sending
from tests.helpers import create as made

add = made


def test_under_another_name(client: TestClient) -> None:
    assert made(client).status_code == 201


def test_of_a_module_under_another_name(client: TestClient) -> None:
    assert ours.create(client, kind="teams").status_code == 200


def test_bound_to_a_name(client: TestClient) -> None:
    assert add(client).status_code == 201


def test_inside(client: TestClient) -> None:
    def read() -> int:
        return client.get("/api/heroes/best").status_code

    assert read() == 200


def test_inside_with_a_helper(client: TestClient) -> None:
    def add_one() -> int:
        return made(client).status_code

    assert add_one() == 201


class TestInherited(Sending):
    def test_a_method_of_the_class_above(self, client: TestClient) -> None:
        assert self.read(client, 7) == 200

"""URLs that fixtures give: of the class, of one above, of the module and of conftest.py."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.paths import HERO, HEROES, PREFIX


@pytest.fixture
def best() -> str:
    return f"{PREFIX}{HEROES}/best"


@pytest.fixture(name="heroes")
def heroes_of_another_name() -> Iterator[str]:
    yield PREFIX + HEROES


class TestHeroes:
    @pytest.fixture(scope="function")
    def url(self) -> str:
        return PREFIX + HEROES

    def test_of_the_class(self, client: TestClient, url: str) -> None:
        assert client.get(url).status_code == 200

    def test_of_another_name(self, client: TestClient, heroes: str) -> None:
        assert client.post(heroes).status_code == 201


class Urls:
    @pytest.fixture
    def hero_id(self) -> int:
        return 4

    @pytest.fixture
    def url(self, hero_id: int) -> str:
        return PREFIX + HERO.format(hero_id=hero_id)


class TestHero(Urls):
    def test_of_the_class_above_with_a_value_in_it(self, client: TestClient, url: str) -> None:
        assert client.put(url).status_code == 200

    def test_of_the_module(self, client: TestClient, best: str) -> None:
        assert client.get(best).status_code == 200


def test_of_conftest(client: TestClient, teams_url: str) -> None:
    assert client.get(teams_url).status_code == 200


def test_a_part(client: TestClient, teams_url: str) -> None:
    assert client.get(f"{teams_url}/1{HEROES}/2").status_code == 200

from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

PREFIX = "/api"


def create(client: TestClient, kind: str = "heroes") -> Response:
    return client.post(f"{PREFIX}/{kind}")


def created_id(client: TestClient) -> int:
    return int(create(client).json()["id"])


def fetch(client: TestClient, path: str, **options: Any) -> Response:
    return client.get(PREFIX + path, **options)


def send(client: TestClient, method: str, url: str) -> Response:
    return client.request(method, url)


class Sending:
    def read(self, client: TestClient, hero_id: int) -> int:
        return client.get(f"{PREFIX}/heroes/{hero_id}").status_code

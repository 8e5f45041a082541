"""Which sample applications are run, with rows to find and requests that go through every branch of each route."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_SAMPLES = Path(__file__).parent / "samples"
_CONTRACTS = Path(__file__).parents[1] / "contract_tests" / "samples"

Request = tuple[str, str, str, Any, dict[str, str]]


@dataclass(frozen=True)
class Scenario:
    name: str
    folder: Path
    module: str
    driver: str  # psycopg, asyncpg
    rows: list[str]
    requests: list[Request] = field(default_factory=list)
    root: str = "."


def ask(method: str, route: str, url: str | None = None, body: Any = None, **headers: str) -> Request:
    return (method, route, url or route, body, headers)


LIBRARY = Scenario(
    "library",
    _SAMPLES / "library",
    "app.main",
    "asyncpg",
    [
        "INSERT INTO author VALUES (1, 'Ada'), (2, 'Bob')",
        "INSERT INTO books VALUES (1, 'One', 1), (2, 'Two', 1), (3, 'Three', 2)",
        "INSERT INTO tag VALUES (1, 'old'), (2, 'new')",
        "INSERT INTO book_tags VALUES (1, 1), (2, 1)",
        "INSERT INTO member VALUES (1, 'Mia'), (2, 'Noa'), (3, 'Ole')",
        "INSERT INTO card VALUES (1, 'c1', 1), (2, 'c2', 2), (3, 'c3', 3)",
        "INSERT INTO loan VALUES (1, 2, 1, false)",
        "INSERT INTO api_keys VALUES (1, 'k', 0)",
        "SELECT setval('loan_id_seq', 9), setval('books_id_seq', 9)",
    ],
    [
        ask("GET", "/books", "/books?q=o"),
        ask("GET", "/books", "/books?author=Ada&tag=old"),
        ask("GET", "/books/tags"),
        ask("GET", "/books/numbers"),
        ask("GET", "/books/{id}", "/books/1"),
        ask("POST", "/books", "/books?title=New", **{"x-key": "k"}),
        ask("PUT", "/books/{id}/tags/{tag_id}", "/books/1/tags/2"),
        ask("GET", "/books/history/first"),
        ask("GET", "/books/nothing/here"),
        ask("GET", "/members", "/members?name=Mia"),
        ask("GET", "/members/count"),
        ask("PATCH", "/members/{id}", "/members/1?name=Mio"),
        ask("POST", "/loans", "/loans?book_id=1&member_id=2"),
        ask("POST", "/members/{id}/return", "/members/2/return"),
        ask("GET", "/classic/authors"),
        ask("GET", "/classic/authors/{id}", "/classic/authors/1"),
        ask("GET", "/classic/authors/{id}/name", "/classic/authors/1/name"),
        ask("GET", "/classic/books/{id}/borrowers", "/classic/books/2/borrowers"),
        ask("GET", "/classic/idle"),
        ask("GET", "/classic/query"),
        ask("DELETE", "/classic/loans"),
        ask("DELETE", "/classic/books/{id}", "/classic/books/2"),
        ask("DELETE", "/classic/authors/{id}", "/classic/authors/1"),
        ask("DELETE", "/members/{id}", "/members/3"),
    ],
)

_USER = "11111111-1111-4111-8111-111111111111"
_OTHER = "22222222-2222-4222-8222-222222222222"
_BEARER = {"Authorization": f"Bearer {_USER}"}

DESK = Scenario(
    "desk",
    _CONTRACTS / "desk",
    "app.main",
    "psycopg",
    [
        f"""INSERT INTO "user" (id, email, is_active, is_superuser, hashed_password)
            VALUES ('{_USER}', 'a@example.com', true, true, 'x')""",
        f"INSERT INTO item (id, title, owner_id) VALUES ('{_OTHER}', 'one', '{_USER}')",
    ],
    [
        ask("GET", "/api/v1/users/", **_BEARER),
        ask("POST", "/api/v1/users/", None, {"email": "b@example.com", "password": "12345678"}, **_BEARER),
        ask("GET", "/api/v1/users/me", **_BEARER),
        ask("GET", "/api/v1/items/", **_BEARER),
        ask("GET", "/api/v1/items/{id}", f"/api/v1/items/{_OTHER}", **_BEARER),
        ask("POST", "/api/v1/items/", None, {"title": "two"}, **_BEARER),
        ask("PUT", "/api/v1/items/{id}", f"/api/v1/items/{_OTHER}", {"title": "new"}, **_BEARER),
        ask("DELETE", "/api/v1/items/{id}", f"/api/v1/items/{_OTHER}", **_BEARER),
    ],
)

_HERO = {"name": "Ada", "secret_name": "A", "team_id": 1}
HEROES = Scenario(
    "heroes",
    _CONTRACTS / "heroes",
    "app.main",
    "asyncpg",
    ["INSERT INTO team (id, name, headquarters) VALUES (1, 'Red', 'Here')"],
    [
        ask("POST", "/api/heroes", None, _HERO),
        ask("GET", "/api/heroes"),
        ask("GET", "/api/heroes/{hero_id}", "/api/heroes/1"),
        ask("PATCH", "/api/heroes/{hero_id}", "/api/heroes/1", {"team_id": 1, "age": 3}),
        ask("DELETE", "/api/heroes/{hero_id}", "/api/heroes/1"),
    ],
)

_NOTE = {"title": "Milk", "text": None, "pinned": False}
NOTES = Scenario(
    "notes",
    _CONTRACTS / "notes",
    "src.notes.main",
    "asyncpg",
    [f"INSERT INTO users (id, email, is_active) VALUES ('{_USER}', 'a@example.com', true)"],
    [
        ask("POST", "/api/v1/notes/", None, _NOTE, **_BEARER),
        ask("GET", "/api/v1/notes/", **_BEARER),
        ask("GET", "/api/v1/notes/{note_id}", "/api/v1/notes/1", **_BEARER),
        ask("PUT", "/api/v1/notes/{note_id}", "/api/v1/notes/1", _NOTE | {"pinned": True}, **_BEARER),
        ask("DELETE", "/api/v1/notes/{note_id}", "/api/v1/notes/1", **_BEARER),
    ],
)

_PRODUCT = {
    "code": "ABC-1234",
    "name": "Book",
    "kind": "book",
    "price": "3.50",
    "category_id": _OTHER,
    "available_from": "2026-01-01T00:00:00Z",
    "maker": {"name": "M", "country": "NL"},
}
SHOP = Scenario(
    "shop",
    _CONTRACTS / "shop",
    "app.main",
    "asyncpg",
    [
        f"INSERT INTO category (id, slug) VALUES ('{_OTHER}', 'books')",
        f"""INSERT INTO product (id, code, name, kind, price, weight, category_id, available_from, maker) VALUES
            ('{_USER}', 'ABC-0001', 'One', 'BOOK', 3, 1, '{_OTHER}', now(), '{{"name": "M", "country": "NL"}}')""",
        f"INSERT INTO orders (id, email) VALUES ('{_OTHER}', 'a@example.com')",
    ],
    [
        ask("POST", "/products", None, _PRODUCT),
        ask("GET", "/products"),
        ask("GET", "/products/{product_id}", f"/products/{_USER}"),
        ask("POST", "/orders/{order_id}/lines", f"/orders/{_OTHER}/lines", {"product_id": _USER, "amount": 2}),
        ask("GET", "/orders/{order_id}/lines/{product_id}", f"/orders/{_OTHER}/lines/{_USER}"),
        ask("DELETE", "/orders/{order_id}/lines/{product_id}", f"/orders/{_OTHER}/lines/{_USER}"),
    ],
    root="backend",
)

EVENTS = Scenario(
    "events",
    _CONTRACTS / "events",
    "main",
    "psycopg",
    ["INSERT INTO event (id, title, day, seats) VALUES (7, 'One', '2026-01-01', 3)"],
    [
        ask("POST", "/events", None, {"title": "Two", "day": "2026-02-02", "seats": 4}),
        ask("GET", "/events"),
        ask("DELETE", "/events/{event_id}", "/events/7"),
    ],
)

SCENARIOS = (LIBRARY, DESK, HEROES, NOTES, SHOP, EVENTS)

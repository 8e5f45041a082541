"""What strings lead to is what SQLAlchemy and FastAPI take them for, asked of the imported application."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.project.view import Project
from tests.fixture_runner import parse, sections

ASK = """
import json
import sqlalchemy as sa
from starlette.testclient import TestClient
from app.main import app
from app.models import Hero, SQLModel, Team

found = {}
for table in SQLModel.metadata.tables.values():
    for key in table.foreign_keys:
        found[key.target_fullname] = [key.column.table.name, key.column.name]
for it in (Hero, Team):
    for name, one in sa.inspect(it).relationships.items():
        found[f"{it.__name__}.{name}"] = f"{one.entity.class_.__name__}.{one.back_populates}"
for path in ("/api/heroes/", "/api/heroes/7"):
    seen = []
    async def note(scope, receive, send):
        try:
            await app(scope, receive, send)
        finally:  # There is no database, so the handler fails; what counts is which one it was.
            seen.append(scope["endpoint"].__name__)
    TestClient(note, raise_server_exceptions=False).get(path)
    found[path] = seen[0]
found["read_hero"] = app.url_path_for("read_hero", hero_id=7)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def project() -> Project:
    body = next(body for title, body, _ in sections(_fixture().read_text("utf-8")) if title == "A route by its name")
    return parse(body).snapshot().project


@pytest.fixture(scope="module")
def real(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("real")
    for path, facts in project.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        text = facts.document.text.replace('"postgresql://"', '"sqlite://"')
        (folder / path).write_text(text, "utf-8")
    done = subprocess.run([sys.executable, "-c", ASK], cwd=folder, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def told(project: Project, path: str, text: str) -> set[str]:
    """The things that the mentions with this text speak of."""
    document = project.files[path].document
    return {it.thing.name for it in project.mentions_in(path) if document.slice(it.span) == text}


def test_a_foreign_key_leads_to_the_column_that_is_joined_with(project: Project, real: dict[str, object]) -> None:
    table, column = real["team.id"]  # type: ignore[misc]
    leads = {it.thing.name for it in project.mentions_in("app/models.py") if it.thing.kind == "column"}
    assert leads == {f"{project.table_by_db_name(table).name}.{column}"}  # type: ignore[union-attr]


def test_a_back_side_is_the_one_that_sqlalchemy_populates(project: Project, real: dict[str, object]) -> None:
    assert told(project, "app/models.py", "team") - {"Team"} == {real["Team.heroes"]} == {"Hero.team"}
    assert told(project, "app/models.py", "heroes") == {real["Hero.team"]} == {"Team.heroes"}


def test_a_path_in_a_test_leads_to_the_handler_that_answers(project: Project, real: dict[str, object]) -> None:
    assert told(project, "tests/test_heroes.py", '"/api/heroes/"') == {real["/api/heroes/"]}
    assert told(project, "tests/test_heroes.py", 'f"/api/heroes/{hero.id}"') == {real["/api/heroes/7"]}


def test_a_name_leads_to_the_route_that_starlette_finds(project: Project, real: dict[str, object]) -> None:
    (thing,) = told(project, "tests/test_heroes.py", "read_hero")
    route = next(it for it in project.routes if it.handler == thing)
    assert route.path.replace("{hero_id}", "7") == real["read_hero"]


def _fixture() -> Path:
    return Path(__file__).with_name("definition.md")

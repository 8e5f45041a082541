"""The application that the skills form works, and its tests notice when it does not."""

import shutil
from pathlib import Path

import pytest

from lsp_server import snapshot
from lsp_server.action import Cursor, Offer
from lsp_server.actions import ALL as ACTIONS
from lsp_server.edits.change import Change, Refusal
from lsp_server.text import Document, Span
from tests.agents.application import Application, write
from tests.agents.fences import FILES
from tests.postgres import Database

pytestmark = pytest.mark.xdist_group("agents")


def test_the_application_passes_its_tests_on_a_real_database(application: Application, database: Database) -> None:
    ran = application.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", url=database.plain)
    assert ran.code == 0, ran.output


@pytest.mark.parametrize(
    ("path", "right", "wrong", "noticed"),
    [
        (
            "app/models.py",
            "name: str = Field(max_length=80, unique=True)\n    power",
            "name: str = Field(max_length=80)\n    power",
            "taken_name",
        ),
        ("app/services/hero.py", "await self.session.rollback()", "pass", "works_on_after_a_conflict"),
        ("app/services/hero.py", ".options(selectinload(Team.heroes))  # type: ignore[arg-type]", "", "list_rosters"),
        (
            "app/services/hero.py",
            ".order_by(col(Hero.id)).offset(offset)",
            ".order_by(col(Hero.id))",
            "list_heroes_pages",
        ),
        ("app/services/hero.py", "exclude_unset=True", "", "leaves_the_rest"),
        ("app/errors.py", '"23503" and constraint in', '"" and constraint in', "without_team"),
        (
            "app/services/ranks.py",
            "except* (httpx.HTTPError, ValueError,",
            "except* (httpx.HTTPError,",
            "one_error_here",
        ),
    ],
    ids=lambda it: it if it.isidentifier() else "",
)
def test_its_tests_notice_what_the_skills_warn_of(
    database: Database, tmp_path: Path, path: str, right: str, wrong: str, noticed: str
) -> None:
    application = write(tmp_path)
    text = FILES[path]
    assert text.count(right) == 1
    (tmp_path / path).write_text(text.replace(right, wrong), encoding="utf-8")
    ran = application.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", noticed, "tests", url=database.plain)
    failed = [it for it in ran.output.splitlines() if it.startswith("FAILED")]
    assert ran.code == 1 and all(noticed in it for it in failed), ran.output


def test_what_the_skills_say_of_the_libraries_is_so(database: Database, tmp_path: Path) -> None:
    application = write(tmp_path)
    shutil.copy(Path(__file__).parent / "claims.py", tmp_path / "tests" / "test_claims.py")
    ran = application.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_claims.py", url=database.plain)
    assert ran.code == 0, ran.output


def test_the_engine_and_the_skills_agree() -> None:
    """What the skills write is what our own actions would: they find nothing to add and nothing to improve."""
    found = snapshot.of(Document(it, text, version=1) for it, text in FILES.items())

    def offered(action: str, path: str, after: str) -> object:
        at = FILES[path].encode().index(after.encode()) + len(after.encode())
        return ACTIONS[action].offer(Cursor(found, path, Span(at, at)))

    service = offered("generate_service", "app/models.py", "class Hero(")
    assert service == Refusal("HeroService in app/services/hero.py has all five operations already.")
    test = offered("add_contract_test", "app/routes/heroes.py", "async def create_hero")
    assert test == Refusal("Every promise of POST /api/v1/heroes has its test in tests/contract/test_heroes.py.")
    for it in ("list_heroes", "list_rosters", "get_hero"):
        query = offered("optimize_query", "app/services/hero.py", f"async def {it}")
        assert query == Refusal(f"Nothing to improve was found in the queries of HeroService.{it}.")


def test_what_the_engine_adds_fits_the_types_of_the_skills(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    at = FILES["app/models.py"].index("class Team(")
    found = snapshot.of(Document(it, text, version=1) for it, text in FILES.items())
    offer = ACTIONS["generate_service"].offer(Cursor(found, "app/models.py", Span(at, at)))
    assert isinstance(offer, Offer)
    change = ACTIONS["generate_service"].draft(offer)
    assert isinstance(change, Change)
    application = write(tmp_path)
    for it in change.files:
        (tmp_path / it.path).write_text(it.after, encoding="utf-8")
    errors = application.mypy(request.config.cache.mkdir("agents-mypy"))
    assert not [error for path in (*FILES, "app/services/team.py") for error in errors.get(path, [])]

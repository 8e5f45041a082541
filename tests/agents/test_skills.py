"""The Python in agents/ is what it claims to be: one application that works, and mistakes that are mistakes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from lsp_server import snapshot
from lsp_server.action import Cursor
from lsp_server.actions import ALL as ACTIONS
from lsp_server.diagnose import diagnose
from lsp_server.edits.change import Refusal
from lsp_server.settings import Settings
from lsp_server.text import Document, Span
from tests.agents.application import Application, write
from tests.agents.fences import ALL, BAD, FILES, GOOD, Fence, Judge, judge
from tests.agents.snippets import path_of, text_of
from tests.postgres import Database

pytestmark = pytest.mark.xdist_group("agents")
RIGHT = [*FILES, *map(path_of, GOOD)]


def mistakes(who: Judge) -> list[Any]:
    """The snippets that this judge has to report, each with what it has to say."""
    found = [(it, claim) for it in BAD for claim in it.bad if judge(claim) == who]
    return [pytest.param(*it, id=f"{it[0].name} {it[1]}") for it in found]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    return write(tmp_path_factory.mktemp("application"))


@pytest.fixture(scope="module")
def mypy(application: Application, request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """mypy's errors; what it knows of the libraries is kept between runs."""
    return application.mypy(request.config.cache.mkdir("agents-mypy"))


@pytest.fixture(scope="module")
def ruff(application: Application) -> dict[str, list[str]]:
    return application.ruff()


def test_no_two_fences_write_the_same_file() -> None:
    paths = [path_of(it) for it in ALL]
    assert len(paths) == len(set(paths))


def test_every_judge_has_something_to_say() -> None:
    """A way to mark mistakes that nobody uses would prove nothing."""
    assert {judge(claim) for it in BAD for claim in it.bad} == {"backline", "ruff", "mypy", "running"}


@pytest.mark.parametrize("path", RIGHT)
def test_what_is_right_has_its_types(mypy: dict[str, list[str]], path: str) -> None:
    assert mypy.get(path, []) == []


@pytest.mark.parametrize("path", RIGHT)
def test_what_is_right_pleases_ruff(ruff: dict[str, list[str]], path: str) -> None:
    assert ruff.get(path, []) == []


@pytest.mark.parametrize("path", RIGHT)
def test_what_is_right_breaks_no_rule_of_ours(path: str) -> None:
    assert findings(path) == []


@pytest.mark.parametrize(("fence", "claim"), mistakes("backline"))
def test_our_rule_reports_the_mistake(fence: Fence, claim: str) -> None:
    assert findings(path_of(fence), fence) == [claim]


@pytest.mark.parametrize(("fence", "claim"), mistakes("ruff"))
def test_ruff_reports_the_mistake(ruff: dict[str, list[str]], fence: Fence, claim: str) -> None:
    assert [it.split(":")[0] for it in ruff[path_of(fence)]] == [claim]


@pytest.mark.parametrize(("fence", "claim"), mistakes("mypy"))
def test_mypy_reports_the_mistake(mypy: dict[str, list[str]], fence: Fence, claim: str) -> None:
    assert {it.split(":")[0] for it in mypy[path_of(fence)]} == {claim}


def test_snippets_run_and_mistakes_raise_what_they_name(application: Application, database: Database) -> None:
    wanted = dict.fromkeys(GOOD) | {it.values[0]: it.values[1] for it in mistakes("running")}
    modules = {path_of(it).removesuffix(".py").replace("/", "."): it for it in wanted}
    ran = application.run(Path(__file__).parent / "call.py", database.asyncpg, *modules, url=database.plain)
    assert ran.code == 0, ran.output
    raised = json.loads(ran.stdout.splitlines()[-1])
    got = {fence.name: raised.get(module, [None]) for module, fence in modules.items()}
    wrong = {it.name: got[it.name] for it in wanted if wanted[it] not in got[it.name]}
    assert not wrong, ran.output


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
        ("app/errors.py", '"23503" and constraint in parents', '"" and constraint in parents', "without_team"),
        (
            "app/services/ranks.py",
            "except* (httpx.HTTPError, ValueError,",
            "except* (httpx.HTTPError,",
            "one_error_here",
        ),
    ],
)
def test_its_tests_notice_what_the_skills_warn_of(
    database: Database, tmp_path: Path, path: str, right: str, wrong: str, noticed: str
) -> None:
    application = write(tmp_path)
    text = FILES[path]
    assert text.count(right) == 1
    (tmp_path / path).write_text(text.replace(right, wrong), encoding="utf-8")
    ran = application.run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", url=database.plain)
    failed = [it for it in ran.output.splitlines() if it.startswith("FAILED")]
    assert ran.code == 1 and any(noticed in it for it in failed), ran.output


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


def findings(path: str, fence: Fence | None = None) -> list[str]:
    """What our rules say of a file of the application, or of a snippet beside it."""
    texts = FILES | {path_of(it): text_of(it) for it in [*GOOD, *([fence] if fence else [])]}
    project = snapshot.of(Document(it, text, version=1) for it, text in texts.items()).project
    return [it.code for it in diagnose(project, path, Settings())]

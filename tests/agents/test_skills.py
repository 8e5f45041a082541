"""The Python in agents/ is what it claims to be: one application that works, and mistakes that are mistakes."""

import json
from pathlib import Path
from typing import Any

import pytest

from lsp_server import snapshot
from lsp_server.diagnose import diagnose
from lsp_server.settings import Settings
from lsp_server.text import Document
from tests.agents.application import Application
from tests.agents.fences import ALL, BAD, FILES, GOOD, Fence, Judge, judge
from tests.agents.snippets import path_of, text_of
from tests.postgres import Database

pytestmark = pytest.mark.xdist_group("agents")
RIGHT = [*FILES, *map(path_of, GOOD)]


def mistakes(who: Judge) -> list[Any]:
    """The snippets that this judge has to report, each with what it has to say."""
    found = [(it, claim) for it in BAD for claim in it.bad if judge(claim) == who]
    return [pytest.param(*it, id=f"{it[0].name} {it[1]}") for it in found]


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


def findings(path: str, fence: Fence | None = None) -> list[str]:
    """What our rules say of a file of the application, or of a snippet beside it."""
    texts = FILES | {path_of(it): text_of(it) for it in [*GOOD, *([fence] if fence else [])]}
    project = snapshot.of(Document(it, text, version=1) for it, text in texts.items()).project
    return [it.code for it in diagnose(project, path, Settings())]

"""Each rewrite keeps the result: functions run before and after on the real PostgreSQL, statements are counted."""

from pathlib import Path

import pytest

from lsp_server.edits.change import Refusal
from tests.postgres import Database
from tests.queries.cases import CASES, Case
from tests.queries.runner import STYLES, load, rewritten, run, spelled


@pytest.fixture(scope="module")
def shared(postgres: Database) -> Database:
    """The server's own database: every case drops and creates the tables it uses."""
    return postgres


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", CASES, ids=lambda it: it.name)
def test_same_result_with_fewer_statements(case: Case, style: str, shared: Database, tmp_path: Path) -> None:
    if style not in case.styles:
        pytest.skip("the case is not about this style")
    made = rewritten(spelled(case.code, style))
    assert not isinstance(made, Refusal), made.reason
    assert case.says in made.title, made.title
    for seed in ("full", "empty"):
        before, after = (
            run(shared, load(tmp_path, made.models, text), style, seed, case.arguments)
            for text in (made.before, made.after)
        )
        if case.raised_lazily and style.startswith("async"):
            assert before.result == "raises MissingGreenlet" or seed == "empty"
            assert "raises" not in str(after.result), made.after
        else:
            assert after.result == before.result, made.after
        if seed == "full":
            assert (after.statements, after.commits) == case.after, made.after
            if not (case.raised_lazily and style.startswith("async")):
                assert (before.statements, before.commits) == case.before, made.before

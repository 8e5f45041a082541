"""Prompts are templates in which nothing can be forgotten."""

import itertools
import re
from typing import Any

import jinja2
import jinja2.meta
import pytest

from lsp_server.actions import ALL as ACTIONS
from lsp_server.agent import house
from tests.agents.fences import AGENTS

FORMS = ("envelope", "tools")  # how an answer is written
PROMPTS = {it.stem: it.read_text(encoding="utf-8") for it in (AGENTS / "prompts").glob("*.md") if it.stem not in FORMS}
ENVIRONMENT = jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
VALUES: dict[str, Any] = {
    "action_title": "Fix BL101 in list_rosters",
    "target": "the function `list_rosters`",
    "path": "app/routes/teams.py",
    "selection": (20, 48),
    "draft": True,
    "may_write": ["app/**/*.py", "tests/**/*.py"],
    "findings": ["BL101 at 22: Team.heroes is not loaded.", "BL105 at 20: all rows are returned."],
    "instruction": "Let <b>teams</b> be found by {{ name }}.",
    "requirements": True,
}
CHANGING = set(PROMPTS) - {"explain", "review_against_spec"}


def render(stem: str, **values: Any) -> str:
    return house.prompt(stem, VALUES | values)


def variants(stem: str) -> list[str]:
    """The prompt with and without each of what may be missing."""
    chosen = itertools.product([True, False], [True, False], [VALUES["findings"], []])
    return [render(stem, draft=draft, requirements=spec, findings=found) for draft, spec, found in chosen]


def test_every_action_has_its_prompt() -> None:
    agentic = {"explain", "review_against_spec", "fix_finding", "ask", "implement", "custom"}
    assert set(PROMPTS) == set(ACTIONS) | agentic


@pytest.mark.parametrize("stem", PROMPTS)
def test_a_prompt_knows_only_the_variables_that_all_have(stem: str) -> None:
    assert variables(stem) <= set(VALUES)


@pytest.mark.parametrize(("stem", "missing"), [(it, name) for it in PROMPTS for name in VALUES])
def test_a_missing_variable_is_an_error(stem: str, missing: str) -> None:
    values = {k: it for k, it in VALUES.items() if k != missing}
    if missing in variables(stem):
        with pytest.raises(jinja2.UndefinedError, match=missing):
            house.prompt(stem, values)
    else:
        assert house.prompt(stem, values) == render(stem)


@pytest.mark.parametrize("stem", PROMPTS)
def test_a_prompt_is_short_and_well_formed_whatever_is_missing(stem: str) -> None:
    for text in variants(stem):
        assert text.startswith(f"# {VALUES['action_title']}\n\n")
        assert 80 <= len(text.split()) <= 250, len(text.split())
        assert "\n\n\n" not in text and "{%" not in text and "  " not in text.replace("\n  ", "\n")
        assert not [it for it in text.splitlines() if it != it.rstrip()]


@pytest.mark.parametrize("stem", PROMPTS)
def test_what_is_missing_is_not_spoken_of(stem: str) -> None:
    bare = render(stem, draft=False, findings=[], requirements=False)
    assert not re.search(r"\b[Tt]he draft\b", bare)
    assert "BL101 at" not in bare


@pytest.mark.parametrize("stem", sorted(CHANGING))
def test_a_prompt_that_changes_says_what_may_be_written(stem: str) -> None:
    assert "You may write: app/**/*.py, tests/**/*.py." in render(stem)


@pytest.mark.parametrize("stem", ["ask", "implement", "custom"])
def test_an_instruction_is_quoted_as_it_is(stem: str) -> None:
    assert f">\n{VALUES['instruction']}\n</" in render(stem)


def test_explaining_and_reviewing_change_nothing() -> None:
    for stem in ("explain", "review_against_spec"):
        assert "You may write" not in render(stem)
        assert not re.search(r"<(edit|insert|import|replace|file)\b", render(stem))
    assert re.search(
        r'<finding path="[^"]+" line="\d+" requirement="[^"]+">[^<]+</finding>', PROMPTS["review_against_spec"]
    )


def variables(stem: str) -> set[str]:
    return jinja2.meta.find_undeclared_variables(ENVIRONMENT.parse(PROMPTS[stem]))

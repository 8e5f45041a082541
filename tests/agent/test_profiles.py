"""How servers are told apart, and what follows from it."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from lsp_server.agent.choices import Choices
from lsp_server.agent.models import AS_OF, PRICES, model
from lsp_server.agent.profiles import TRAITS, fitted, told_by
from lsp_server.agent.safety.endpoint import Configured, Endpoint, Profile, endpoint


@pytest.mark.parametrize(
    ("counts", "models", "profile"),
    [
        (True, [{"id": "claude-sonnet-5-5", "line": "sonnet"}], "hosted"),
        (True, [{"id": "qwen3-coder", "owned_by": "vllm"}], "vllm"),
        (True, [{"id": "model.gguf", "owned_by": "llamacpp"}], "llamacpp"),
        (False, [{"id": "qwen3-coder", "owned_by": "library"}], "ollama"),
        (True, [], "generic"),
        (True, [{}], "generic"),
    ],
)
def test_told_by_what_it_answers(counts: bool, models: list[dict[str, str]], profile: Profile) -> None:
    assert told_by(counts, models) == profile


def at(profile: Profile | None) -> Endpoint:
    found = endpoint({"ANTHROPIC_BASE_URL": "http://localhost:1"}, Configured(profile=profile))
    assert isinstance(found, Endpoint)
    return found


def test_a_context_that_fits_where_the_person_chose_none() -> None:
    assert fitted(Choices(), at("ollama")).context_tokens == 32_000
    assert fitted(Choices(), at("hosted")) == fitted(Choices(), at(None)) == Choices()
    chosen = replace(Choices(), context_tokens=100_000)
    assert fitted(chosen, at("ollama")) == chosen


def test_only_the_hosted_service_is_told_how_much_to_think() -> None:
    assert [name for name, it in TRAITS.items() if it.effort] == ["hosted"]


def test_the_page_on_models_has_the_prices_and_contexts_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| \$(\S+) \| \$(\S+) \|", page, re.MULTILINE)
    assert {it[0] for it in rows} == {"haiku", "sonnet", "opus", "fable"}
    for alias, name, sent, answered in rows:
        assert model(alias, {}).name == name
        assert (PRICES[name].sent, PRICES[name].answered) == (Decimal(sent), Decimal(answered))
    assert f"as of {AS_OF}" in page
    for name, it in TRAITS.items():
        context = it.context or Choices().context_tokens
        (row,) = [
            line for line in page.splitlines() if line.startswith("|") and f"`{name}`" in line and "tokens" in line
        ]
        assert f"{context:,} tokens" in row
        assert ("| yes |" in row) is it.effort

"""What a run may spend: turns, tokens, money for each action and each day; what it spent is written down."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lsp_server.agent.budget import Budget
from lsp_server.agent.choices import Choices
from lsp_server.agent.models import PRICES
from lsp_server.agent.result import Failed, Made
from lsp_server.agent.talk import Price, Trouble, Usage
from tests.agent.conftest import Start
from tests.agent.standin.turns import says, uses
from tests.agent.test_repairs import MISSING

NOTHING = says("<nothing>Fine.</nothing>")
SONNET = PRICES["claude-sonnet-5-5"]
LONG = Choices(turns=2, context_tokens=10_000, most_per_action=Decimal(1))


def test_tokens_of_the_cache_have_their_own_price() -> None:
    million = 1_000_000
    assert SONNET.of(Usage(sent=million)) == 2
    assert SONNET.of(Usage(read=million)) == Decimal("0.2")
    assert SONNET.of(Usage(written=million)) == Decimal("2.5")
    assert SONNET.of(Usage(answered=million)) == 10
    assert PRICES["claude-opus-5-5"].of(Usage(read=million)) == Decimal("0.20")


def test_turns() -> None:
    budget = Budget(LONG, None, Decimal(10))
    budget.count(Usage())
    assert budget.next(100) == LONG.answer_tokens
    budget.count(Usage())
    assert budget.next(100) == Trouble("budget", "The agent used all of its 2 turns.")


def test_a_prompt_that_does_not_fit() -> None:
    assert Budget(LONG, SONNET, Decimal(10)).next(10_001) == Trouble(
        "too long", "The task does not fit into the model's context."
    )


def test_what_is_left_of_the_money_bounds_the_answer() -> None:
    price = Price(Decimal(1), Decimal(10), Decimal(1), Decimal(1))
    assert Budget(replace(LONG, most_per_action=Decimal("0.05")), price, Decimal(10)).next(10_000) == 4_000


@pytest.mark.parametrize(
    ("action", "day", "sentence"),
    [
        ("0.01", "10", "The limit of $0.01 for an action is reached."),
        ("1", "0.01", "The limit of $10.00 for a day is reached."),
    ],
)
def test_money_that_is_spent(action: str, day: str, sentence: str) -> None:
    choices = replace(LONG, most_per_action=Decimal(action), most_per_day=Decimal(10))
    assert Budget(choices, SONNET, Decimal(day)).next(5_000) == Trouble("budget", sentence)


async def test_the_last_turn_of_a_run(start: Start) -> None:
    bench, server = await start(says(MISSING), says(MISSING))
    bench.choices = replace(bench.choices, turns=2)
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == "The agent used all of its 2 turns."
    assert len(server.messages) == 2


async def test_the_money_of_an_action_ends_in_the_middle_of_a_run(start: Start) -> None:
    bench, server = await start(uses(says(MISSING), input=10_000, output=499_000))
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence == "The limit of $5.00 for an action is reached."
    assert result.spent > 4
    assert len(server.messages) == 1


async def test_the_day_is_over_for_the_next_run(start: Start) -> None:
    bench, server = await start(uses(NOTHING, input=0, output=1_000_000))
    bench.choices = replace(bench.choices, most_per_action=Decimal(20), most_per_day=Decimal(10))
    assert isinstance(await bench.run("generate-service"), Made)

    result = await bench.run("generate-service")  # by another server: the ledger is on the disk

    assert isinstance(result, Failed)
    assert result.sentence == "The limit of $10.00 for a day is reached."
    assert len(server.messages) == 1


async def test_a_model_without_a_price_is_asked_and_counted(start: Start) -> None:
    bench, _ = await start(uses(NOTHING, input=100, output=200))
    bench = replace(bench, profile="ollama", choices=replace(bench.choices, most_per_action=Decimal(0)))
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert (result.spent, result.usage.answered) == (0, 200)


async def test_the_ledger_says_what_was_done_and_nothing_of_the_code(start: Start) -> None:
    bench, _ = await start(NOTHING)
    await bench.run("generate-service")
    lines = [it.read_text("utf-8") for it in (bench.home / "state").rglob("*.jsonl")]
    assert len(lines) == 1
    assert '"action": "generate-service"' in lines[0]
    assert "app/services.py" in lines[0]
    assert "Zq8vT3nLw0Yk" not in lines[0]
    assert "class" not in lines[0]

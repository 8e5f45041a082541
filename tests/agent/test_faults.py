"""Whatever a service does wrong: no hang, no edit, and one calm sentence, which stands here for people to read."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest

from lsp_server.agent.choices import Choices
from lsp_server.agent.result import Failed, Result
from tests.agent.bench import FILES, Bench
from tests.agent.conftest import Start
from tests.agent.faults import AGAIN, CELLS, EDIT, Cell
from tests.agent.standin import turns
from tests.agent.standin.listening import nobody, unreachable
from tests.agent.standin.turns import answers, fails, says
from tests.agent.standin.values import Text, Turn, Unknown


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
async def test_a_fault(start: Start, cell: Cell) -> None:
    bench, server = await start(*cell.turns)

    result = await bench.run("generate-service")

    failed(result, cell.sentence, uses=cell.uses)
    assert len(server.messages) == len(cell.turns)
    kept(bench, result)


# ------------------------------------------------------------- nobody there, and silence: the run's deadline

SHORT = Choices(seconds=1.5, most_per_action=Decimal(5))
LATE = "The agent was not done within 1.5 s, so it was stopped."


@contextmanager
def _nowhere(which: str) -> Iterator[str]:
    with nobody() if which == "refused" else unreachable() as url:
        yield url


@pytest.mark.parametrize("which", ["refused", "unanswered"])
async def test_nobody_is_there(start: Start, which: str) -> None:
    if which == "unanswered" and sys.platform != "linux":
        pytest.skip("only Linux leaves a connection unanswered when the queue is full")
    bench, elsewhere = await start()
    with _nowhere(which) as url:
        asking = replace(bench, url=url, choices=SHORT if which == "unanswered" else bench.choices)
        result = await asking.allow().run("generate-service")
    failed(result, LATE if which == "unanswered" else "127.0.0.1 can't be reached.")
    kept(asking, result)
    assert elsewhere.messages == []


STALLS: dict[str, Turn] = {
    "silence": turns.silent(),
    "silence in the head": turns.silent(9),
    "silence before the stream": says(EDIT).waiting(0),
    "a slow drip": says(EDIT).dripping(),
    "silence in the text": says(EDIT).waiting(6),
    "silence before the end": says(EDIT, thinks=False).waiting(4 + -(-len(EDIT) // 17)),
}


@pytest.mark.parametrize("turn", STALLS.values(), ids=STALLS)
async def test_silence_ends_with_the_run(start: Start, turn: Turn) -> None:
    import anthropic  # noqa: F401 - takes its seconds before the clock runs

    bench, server = await start(turn)
    bench.choices = SHORT

    result = await bench.run("generate-service")

    failed(result, LATE, uses=None)
    for it in server.messages:
        await it.over()
        assert it.hung_up
    kept(bench, result)


# ------------------------------------------------------------- what looks odd, and is fine


async def test_unknown_blocks_and_events_are_passed_over(start: Start) -> None:
    nothing = Text("<nothing>The draft does all of it.</nothing>")
    turn = answers(Unknown({"type": "hologram", "depth": 3}), nothing).with_event("weather", {"rain": True})
    bench, _ = await start(turn)
    result = await bench.run("generate-service")
    assert getattr(result, "nothing", None) == "The draft does all of it."


@pytest.mark.parametrize("size", [1, 7])
async def test_torn_bytes_are_put_together(start: Start, size: int) -> None:
    bench, _ = await start(says("<nothing>Žluťoučký 🦸.</nothing>").in_fragments(size))
    result = await bench.run("generate-service")
    assert getattr(result, "nothing", None) == "Žluťoučký 🦸."


async def test_a_service_that_recovers_gets_its_answer_taken(start: Start) -> None:
    busy = fails(529, "overloaded_error", "Overloaded", AGAIN)
    bench, _ = await start(busy, says(EDIT).failing(8), says("<nothing>Fine.</nothing>"))
    result = await bench.run("generate-service")
    assert getattr(result, "nothing", None) == "Fine."
    assert bench.ear.said.count("the service is busy; trying again") == 2


# ------------------------------------------------------------- what all cells have in common


def failed(result: Result, sentence: str, *, uses: bool | None = False) -> None:
    """A failure that says just this; what was used is counted, None: it depends on the machine's speed."""
    assert isinstance(result, Failed), result
    assert result.sentence == sentence
    if uses is not None:
        assert (result.usage.sent + result.usage.written > 0) is uses
        assert (result.spent > 0) is uses


def kept(bench: Bench, result: Result) -> None:
    """The files are what they were, and what was spent is written down."""
    engine = bench.engine
    assert engine.ledger.spent(engine.today().date()) == result.spent
    assert {path: (bench.root / path).read_text("utf-8") for path in FILES} == FILES
    assert sorted(it.relative_to(bench.root).as_posix() for it in bench.root.rglob("*.py")) == sorted(FILES)

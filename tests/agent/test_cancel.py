"""A run that is stopped at any moment: the service is left at once, nothing comes of it, and what it cost is known."""

import asyncio
import random

import pytest

from lsp_server.agent.work import work
from tests.agent.bench import FILES
from tests.agent.conftest import Start
from tests.agent.standin.turns import says
from tests.agent.test_run import BETTER

EVENTS = -(-len(BETTER) // 17) + 6  # of the stand-in's stream: pieces of 17 characters, and what is around them
MOMENTS = sorted(random.Random(4).sample(range(EVENTS), 20))


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_stream_is_left_and_nothing_comes_of_it(start: Start, moment: int) -> None:
    bench, server = await start(says(BETTER, thinks=False).waiting(moment))
    engine = bench.engine
    run = asyncio.create_task(work(engine, bench.task("generate-service"), bench.ear, bench.curtain))
    await server.gate.reached()

    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run

    await server.messages[0].over()
    assert server.messages[0].hung_up
    assert sorted(it.relative_to(bench.root).as_posix() for it in bench.root.rglob("*.py")) == sorted(FILES)
    (written,) = [it.read_text("utf-8") for it in (bench.home / "state").rglob("*.jsonl")]
    assert written.count("\n") == written.count('"outcome": "cancelled"') == 1


async def test_who_stops_an_answer_pays_for_what_was_written_of_it(start: Start) -> None:
    bench, server = await start(says(BETTER, thinks=False).waiting(EVENTS - 3))
    engine = bench.engine
    run = asyncio.create_task(work(engine, bench.task("generate-service"), bench.ear, bench.curtain))
    await server.gate.reached()
    await bench.ear.heard("writing")

    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run

    assert engine.ledger.spent(engine.today().date()) > 0


async def test_a_run_that_waits_for_an_answer_is_cancelled(start: Start) -> None:
    question = '<question default="1">Which?<choice>This</choice><choice>That</choice></question>'
    bench, server = await start(says(question))
    bench.ear.waits = True
    run = asyncio.create_task(bench.run("generate-service"))
    await bench.ear.heard("waiting for your answer")
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert len(server.messages) == 1

"""The Message Batches API, with the real SDK."""

from typing import Any

import anthropic
import pytest

from tests.agent.standin.sdk import ASK, Connect, Start, text
from tests.agent.standin.turns import expired, overloaded, refuses, says


def requests(*ids: str, **changes: Any) -> list[Any]:
    return [{"custom_id": it, "params": {**ASK, **changes}} for it in ids]


async def test_a_batch_from_its_making_to_its_results(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("one"), refuses(), overloaded(), expired(), polls=3)  # `results` retrieves, too
    batches = connect(server.url).messages.batches
    batch = await batches.create(requests=requests("a", "b", "c", "d"))
    assert (batch.processing_status, batch.request_counts.processing) == ("in_progress", 4)
    with pytest.raises(anthropic.AnthropicError, match="results_url"):
        await batches.results(batch.id)
    states = [(await batches.retrieve(batch.id)).processing_status for _ in range(3)]
    assert states == ["in_progress", "in_progress", "ended"]
    ended = await batches.retrieve(batch.id)
    counts = ended.request_counts
    assert (counts.processing, counts.succeeded, counts.errored, counts.expired) == (0, 2, 1, 1)
    results = {it.custom_id: it.result async for it in await batches.results(batch.id)}
    assert list(results) == ["d", "c", "b", "a"], "the order is not that of the requests"
    assert text(results["a"].message) == "one"  # type: ignore[union-attr]
    assert results["b"].message.stop_reason == "refusal"  # type: ignore[union-attr]
    assert results["c"].error.error.type == "overloaded_error"  # type: ignore[union-attr]
    assert results["d"].type == "expired"


async def test_each_request_is_judged_on_its_own(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("one"))
    batches = connect(server.url).messages.batches
    batch = await batches.create(requests=[*requests("bad", model="claude-nobody-1"), *requests("good")])
    server.batches.end()
    await batches.retrieve(batch.id)
    results = {it.custom_id: it.result async for it in await batches.results(batch.id)}
    assert results["bad"].error.error.type == "not_found_error"  # type: ignore[union-attr]
    assert results["good"].type == "succeeded"


async def test_a_canceled_batch_takes_no_turns(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(says("never"))
    batches = connect(server.url).messages.batches
    batch = await batches.create(requests=requests("a"))
    assert (await batches.cancel(batch.id)).processing_status == "canceling"
    server.batches.end()
    assert (await batches.retrieve(batch.id)).request_counts.canceled == 1
    assert [it.result.type async for it in await batches.results(batch.id)] == ["canceled"]
    assert server.turns_left == 1
    with pytest.raises(anthropic.ConflictError):
        await batches.cancel(batch.id)


async def test_listed_newest_first_page_by_page_and_deleted(stand_in: Start, connect: Connect) -> None:
    server = await stand_in(*[says("x")] * 3)
    batches = connect(server.url).messages.batches
    made = [(await batches.create(requests=requests("a"))).id for _ in range(3)]
    assert [it.id async for it in await batches.list(limit=2)] == made[::-1]
    with pytest.raises(anthropic.BadRequestError):
        await batches.delete(made[0])
    server.batches.end()
    await batches.retrieve(made[0])
    await batches.delete(made[0])
    with pytest.raises(anthropic.NotFoundError):
        await batches.retrieve(made[0])


@pytest.mark.parametrize("wrong", [[], requests("a", "a"), requests("a", stream=True), [{"custom_id": "a"}]])
async def test_a_batch_that_is_none(stand_in: Start, connect: Connect, wrong: Any) -> None:
    server = await stand_in()
    with pytest.raises(anthropic.BadRequestError):
        await connect(server.url).messages.batches.create(requests=wrong)

"""The same question asked many times: how long it took, and what it cost the server's processor.

Where other programs disturb the machine, the processor's time is the steadier of the two.
"""

import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence

from bench.wire import Wire

REPEATS = 100  # an even number: of two keystrokes the second takes back the first
SECONDS, LEAST = 6.0, 6  # after so long a slow server's series ends, if it was asked so often


async def series(wire: Wire, asked: Iterable[Callable[[], Awaitable[float | None]]]) -> dict[str, float] | None:
    """The figures of these questions: `p50` and `p99` in milliseconds, `cpu` in milliseconds for each, `n` of them.

    None where one of them gets no answer, or there are none.
    """
    found: list[float] = []
    before, began = wire.processor(), time.perf_counter()
    for ask in asked:
        took = await ask()
        if took is None:
            return None
        found.append(took)
        if len(found) >= LEAST and len(found) % 2 == 0 and time.perf_counter() - began > SECONDS:
            break
    told = summary(found)
    return {**told, "cpu": round((wire.processor() - before) * 1000 / len(found), 2)} if told is not None else None


def summary(seconds: Sequence[float | None]) -> dict[str, float] | None:
    """`p50` and `p99` in milliseconds, and `n`; None where nothing was measured."""
    ordered = sorted(it * 1000 for it in seconds if it is not None)
    if not ordered:
        return None
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {"p50": round(statistics.median(ordered), 2), "p99": round(p99, 2), "n": len(ordered)}

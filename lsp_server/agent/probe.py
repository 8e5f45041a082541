"""One tiny request to the model, on request: does it answer, how fast, for how much. It holds nothing of a project."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from lsp_server.agent.choices import Choices
from lsp_server.agent.clouds import cloud
from lsp_server.agent.connection import Connection
from lsp_server.agent.engine import Engine
from lsp_server.agent.profiles import told_by, traits
from lsp_server.agent.provider import Provider
from lsp_server.agent.safety.endpoint import Profile
from lsp_server.agent.safety.ledger import Entry, Outcome
from lsp_server.agent.safety.shown import message
from lsp_server.agent.talk import Asking, Trouble, Turn, Usage, text
from lsp_server.edits.change import Refusal

_ROOM = 1_000  # tokens of an answer, thinking included


@dataclass(frozen=True, slots=True)
class Probed:
    """`said` is what came back, or why nothing did; `seconds` until it was whole; `cost` in US dollars, if known;
    `profile` is which server it is, if it answered."""

    worked: bool
    said: str
    model: str
    seconds: float
    usage: Usage
    cost: Decimal | None
    profile: Profile | None
    counts_tokens: bool
    models: tuple[str, ...]


async def probe(
    engine: Engine, choices: Choices, root: Path, clock: Callable[[], float] = time.monotonic
) -> Probed | Refusal:
    """Ask once. What it cost is written into the ledger."""
    at = engine.endpoint
    if isinstance(at, Refusal):
        return at
    chosen, today = engine.model(choices), engine.today()
    if engine.is_hosted and engine.spent_on(today.date()) >= choices.most_per_day:
        return Refusal(f"The limit of ${choices.most_per_day:.2f} for a day is reached, so nothing was sent.")
    effort = "low" if traits(at).effort else None
    turns = (Turn("user", (text("Answer with the one word: ready"),)),)
    asking = Asking(chosen.name, (text("You are asked whether you can be reached."),), turns, _ROOM, (), effort)
    connection = Connection(at, cloud=cloud(engine.environ))
    provider = Provider(connection)
    try:
        try:
            await connection.client()  # the library is slow to load, and that is not the service's time
        except Exception as error:  # noqa: BLE001 - becomes a sentence
            return Refusal(connection.trouble(error, Usage()).sentence)
        began = clock()
        answer = await provider.send(asking)
        seconds = clock() - began
        reached = not isinstance(answer, Trouble) or answer.kind != "unreachable"
        models = (
            await provider.models() if reached else []
        )  # whoever names a model wrongly wants to know the right ones
        counted = await provider.count(asking) if not isinstance(answer, Trouble) else None
    finally:
        await provider.close()
    worked = not isinstance(answer, Trouble)
    price = chosen.price if engine.is_hosted else None
    cost = price.of(answer.usage) if price is not None else None
    used = answer.usage
    outcome: Outcome = "proposed" if worked else "failed"
    sums = (used.sent + used.written, used.answered, used.read, cost or Decimal(0))
    engine.ledger.write(Entry(today, str(root), "doctor", chosen.name, at.host, *sums, outcome, ()))
    listed = models if isinstance(models, list) else []
    return Probed(
        worked,
        answer.sentence if isinstance(answer, Trouble) else message(answer.text, 80),
        chosen.name,
        round(seconds, 2),
        used,
        cost,
        at.profile or (told_by(counted is not None, listed) if worked else None),
        counted is not None,
        tuple(str(it.get("id", "")) for it in listed)[:20],
    )

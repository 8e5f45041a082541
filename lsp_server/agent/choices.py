"""What the person has chosen for the agent; nothing of it comes from a repository."""

from dataclasses import dataclass
from decimal import Decimal

from lsp_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Choices:
    """How an agent runs. Money in US dollars, time in seconds."""

    model: str = "sonnet"
    effort: str | None = None
    most_per_action: Decimal = Decimal("0.50")
    most_per_day: Decimal = Decimal(10)
    seconds: float = 120
    context_tokens: int = 60_000  # what a prompt may hold
    answer_tokens: int = 16_000  # what one answer may hold
    turns: int = 8
    repairs: int = 3
    adrs: bool = False  # whether an architecture decision record may be written
    feature: str | None = None  # the Spec Kit feature that governs, where the person says so
    check_with: tuple[str, ...] = ()  # the project's own tools that judge a change, too


def choices_of(settings: Settings) -> Choices:
    """What the settings say, as the agent needs it."""
    context = int(settings.context_tokens)
    return Choices(
        model=settings.model,
        effort=settings.effort,
        most_per_action=Decimal(str(settings.max_cost)),
        most_per_day=Decimal(str(settings.max_cost_per_day)),
        seconds=settings.agent_timeout,
        context_tokens=context,
        answer_tokens=min(Choices().answer_tokens, max(1_000, context // 2)),
        adrs=settings.write_decisions,
        feature=settings.feature,
        check_with=settings.check_with,
    )

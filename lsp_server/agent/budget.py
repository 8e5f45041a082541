"""What one run may still spend: turns, time, tokens and money."""

from dataclasses import dataclass, field
from decimal import Decimal

from lsp_server.agent.choices import Choices
from lsp_server.agent.talk import Price, Trouble, Usage

_LEAST = 1_000  # tokens; an answer that may hold less is not worth asking for


@dataclass
class Budget:
    """One for each run. `left_today` is what the day's limit leaves before it."""

    choices: Choices
    price: Price | None
    left_today: Decimal
    usage: Usage = field(default_factory=Usage)
    turns: int = 0

    @property
    def spent(self) -> Decimal:
        return self.price.of(self.usage) if self.price is not None else Decimal(0)

    def next(self, prompt_tokens: int) -> int | Trouble:
        """How many tokens the next answer may hold, its prompt being so long; why there is none."""
        if self.turns >= self.choices.turns:
            return Trouble("budget", f"The agent used all of its {self.choices.turns} turns.")
        if prompt_tokens > self.choices.context_tokens and self.turns:
            return Trouble("too long", "The conversation outgrew the model's context.")
        if prompt_tokens > self.choices.context_tokens:
            return Trouble("too long", "The task does not fit into the model's context.")
        if self.price is None:
            return self.choices.answer_tokens
        day, action = self.left_today - self.spent, self.choices.most_per_action - self.spent
        left = min(day, action) - self.price.written * prompt_tokens / 1_000_000
        tokens = int(left * 1_000_000 / self.price.answered)
        if tokens < _LEAST:
            limit, most = (
                ("a day", self.choices.most_per_day) if day < action else ("an action", self.choices.most_per_action)
            )
            return Trouble("budget", f"The limit of ${most:.2f} for {limit} is reached.")
        return min(tokens, self.choices.answer_tokens)

    def count(self, usage: Usage) -> None:
        """One turn more."""
        self.turns += 1
        self.usage += usage


def estimate(*texts: str) -> int:
    """How many tokens texts are at most, roughly: current tokenizers make one of 2.5 bytes of code or more."""
    return sum(len(it.encode("utf-8", "replace")) for it in texts) * 2 // 5

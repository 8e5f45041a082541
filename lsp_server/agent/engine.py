"""The agent of one process: where its model is, whether it may work in a folder, and what it has cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from lsp_server.agent.choices import Choices
from lsp_server.agent.clouds import endpoint_of
from lsp_server.agent.kept_batches import KeptBatches
from lsp_server.agent.models import Model, model
from lsp_server.agent.safety.endpoint import Configured, Endpoint, endpoint
from lsp_server.agent.safety.ledger import Ledger
from lsp_server.agent.safety.trust import Decision, Trust
from lsp_server.edits.change import Refusal


@dataclass
class Engine:
    """`environ` is the process's environment, `home` the person's home.

    `state` is where decisions and what was spent are kept, None: nowhere. `configured` is the person's own file.
    """

    environ: Mapping[str, str]
    home: Path
    state: Path | None
    configured: Configured | None = None
    today: Callable[[], datetime] = lambda: datetime.now(UTC)
    said: dict[str, str] = field(default_factory=dict)  # answers in text by what was asked: nobody pays twice
    ledger: Ledger = field(init=False)
    _trust: Trust = field(init=False)

    def __post_init__(self) -> None:
        self._trust, self.ledger = Trust(self.state), Ledger(self.state)

    @property
    def endpoint(self) -> Endpoint | Refusal:
        """Where the model is; the reason where none is configured."""
        return endpoint_of(self.environ) or endpoint(self.environ, self.configured)

    @property
    def is_hosted(self) -> bool:
        """Whether the model is one that costs what the price list says."""
        at = self.endpoint
        return isinstance(at, Endpoint) and at.profile == "hosted"

    def model(self, choices: Choices, by_agent: str | None = None) -> Model:
        """The model: the environment's word first, then the person's setting where it is none of the default.

        `by_agent` is what the file of the person's own agent asks for.
        """
        forced = self.environ.get("ANTHROPIC_MODEL") or self.environ.get("CLAUDE_CODE_SUBAGENT_MODEL")
        asks = by_agent if by_agent not in (None, "inherit") and choices.model == Choices().model else None
        return model(forced or asks or choices.model, self.environ)

    def spent_on(self, day: date) -> Decimal:
        """US dollars of a day (UTC), with what batches that are underway may still cost."""
        return self.ledger.spent(day) + KeptBatches(self.state).reserved(day.isoformat())

    def trusted(self, root: Path) -> Decision | None:
        """What the person said of sending code of this folder; None: nothing yet."""
        at = self.endpoint
        return self._trust.of(root, at.host) if isinstance(at, Endpoint) else None

    def decide(self, root: Path, decision: Decision | None) -> bool:
        """Keep what the person says; None forgets it. Whether it could be kept."""
        if decision is None:
            self._trust.forget(root)
            return True
        at = self.endpoint
        return self._trust.decide(root, decision, at.host if isinstance(at, Endpoint) else "")

    def may_work(self, root: Path | None) -> bool:
        """Whether an agent is configured and allowed in a folder: what menus go by. Asks nobody."""
        return root is not None and isinstance(self.endpoint, Endpoint) and self.trusted(root) == "granted"

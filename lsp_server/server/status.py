"""`backline/status`: who answers the actions and what was spent today, for the status bar of our own extension."""

from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.engine import Engine
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.server.backline import Backline

METHOD = "backline/status"


@dataclass
class Status:
    """Sent only to clients that know it: to others it would be a message that they log as unknown."""

    server: Backline
    engine: Engine
    is_wanted: bool = False

    def tell(self, root: Path | None) -> None:
        """Say how things are for a folder now."""
        if not self.is_wanted or self.server.leaving:
            return
        at, works = self.engine.endpoint, self.engine.may_work(root)
        self.server.protocol.notify(
            METHOD,
            {
                "engine": "agent" if works else "offline",
                "provider": at.host if works and isinstance(at, Endpoint) else None,
                "spent": str(self.engine.spent_on(self.engine.today().date())) if works else None,
            },
        )

"""The folder that tools are asked about, looked at again before every answer."""

from pathlib import Path

from lsp_server.cli.workspace import Workspace, again, open_workspace
from lsp_server.edits.change import Refusal


class Folder:
    """A folder on disk. What did not change between two looks keeps its facts.

    One look at a time: `now` is not for several threads at once.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: Workspace | None = None

    def now(self) -> Workspace | Refusal:
        """The folder as it is on disk now, or why nothing can be said of it."""
        if not self.root.is_dir():
            return Refusal(f"The folder {self.root} is not there.")
        home = Path.home().resolve()
        if self.root in (home, *home.parents):
            # Some agents start their servers in "/" or the home folder; all of that is no project.
            return Refusal(f"{self.root} is no project's folder; start `backline mcp` with --root and the project's.")
        self._known = open_workspace((), self.root) if self._known is None else again(self._known)
        return self._known

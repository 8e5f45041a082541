"""The actions that people wrote for their folder, read again when one of their files changes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsp_server.action import Action
from lsp_server.agent.files.written_actions import FOLDER, written_actions
from lsp_server.edits.change import Refusal
from lsp_server.reading.files import Files
from lsp_server.server.backline import Backline
from lsp_server.written_action import action

log = logging.getLogger(__name__)

_Stamps = tuple[tuple[str, int], ...]


@dataclass
class Customs:
    server: Backline
    _read: dict[Path, tuple[_Stamps, Mapping[str, Action]]] = field(default_factory=dict)

    def of(self, root: Path) -> Mapping[str, Action]:
        """The actions of a folder by their ids. What is wrong with a file is said once."""
        stamps = _stamps(root / FOLDER)
        known = self._read.get(root)
        if known is not None and known[0] == stamps:
            return known[1]
        found: dict[str, Action] = {}
        for it in written_actions(Files(root)) if stamps else ():
            if isinstance(it, Refusal):
                log.warning("%s", it.reason)
                self.server.say(f"This action can't be used. {it.reason}", warning=True)
            else:
                made = action(it)
                found[made.id] = made
        self._read[root] = (stamps, found)
        return found


def _stamps(folder: Path) -> _Stamps:
    try:
        return tuple(sorted((it.name, it.stat().st_mtime_ns) for it in folder.iterdir()))
    except OSError:
        return ()

"""The project as one value. Each part is linked on first use and then kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts.file import FileFacts
from lsp_server.project.modules import Modules


@dataclass(frozen=True)
class Project:
    """All that is known about one workspace folder at one moment. `files` is keyed by path."""

    files: Mapping[str, FileFacts]

    @cached_property
    def modules(self) -> Modules:
        return Modules(self.files)

"""The project as one value. Each part is linked on first use and then kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts.file import FileFacts
from lsp_server.project.link_fixtures import link_fixtures
from lsp_server.project.link_tests import link_tests
from lsp_server.project.modules import Modules
from lsp_server.project.tests import Fixture, Test


@dataclass(frozen=True)
class Project:
    """All that is known about one workspace folder at one moment. `files` is keyed by path."""

    files: Mapping[str, FileFacts]

    @cached_property
    def modules(self) -> Modules:
        return Modules(self.files)

    @cached_property
    def tests(self) -> tuple[Test, ...]:
        """Every test function, with the requests it sends."""
        return link_tests(self.files, self.modules)

    @cached_property
    def fixtures(self) -> tuple[Fixture, ...]:
        """Every pytest fixture of the project."""
        return link_fixtures(self.files, self.modules)

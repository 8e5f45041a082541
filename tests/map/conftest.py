"""The sample project of the map, and others made of text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from lsp_server.cli.group import backline
from lsp_server.map.graph import build
from lsp_server.map.values import Graph
from lsp_server.snapshot import of
from lsp_server.text import Document

collect_ignore_glob = ["samples/*"]  # the sample project has tests of its own

SAMPLE = Path(__file__).parent / "samples" / "guild"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """What `backline map` prints for the sample project."""

    def run(*arguments: str) -> str:
        monkeypatch.chdir(SAMPLE)
        result = CliRunner().invoke(backline, ["map", "--root", str(SAMPLE), *arguments], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.fixture
def graph_of() -> Callable[..., Graph]:
    """The graph of a project given as paths and texts."""

    def read(files: dict[str, str], title: str = "it") -> Graph:
        project = of(Document(path, text) for path, text in files.items()).project
        return build(project, title, project.routes, ())

    return read

"""What all tests share: the real PostgreSQL, and Markdown files as test suites."""

from pathlib import Path

import pytest

from tests.fixture_runner import FOLDERS, MarkdownFile

pytest_plugins = ["tests.postgres", "tests.agent.standin.fixture"]
# Samples are data: a suite among them is run by the test that it is for.
collect_ignore_glob = ["project/samples/*"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expectations of Markdown fixtures")


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    if file_path.suffix == ".md" and file_path.parent.name in FOLDERS:
        return MarkdownFile.from_parent(parent, path=file_path)
    return None

"""What is found in a hurry is right and is told at once; what needs a first look at every file comes later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server.diagnose import Diagnostic, diagnose
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.settings import Settings
from lsp_server.snapshot import Snapshot
from tests.fixture_runner import parse, sections

PAGES = sorted(Path(__file__).with_name("rules").glob("*.md"))
# They ask how the other handlers of the application do it, and which functions are its dependencies.
LATER = {"database_access_in_route", "http_exception_in_service", "table_as_request_body"}


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.stem)
def test_it_is_a_part_of_what_is_found_without(page: Path) -> None:
    for title, fresh, path in files(page):
        hasty = found(fresh, path, hurry=True)
        assert not looked_everywhere(fresh), f"{title}: {path}"
        assert set(hasty) <= set(found(fresh, path)), f"{title}: {path}"


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.stem)
def test_it_is_all_once_every_file_was_looked_at(page: Path) -> None:
    for title, snapshot, path in files(page):
        everything = found(snapshot, path)
        assert found(snapshot, path, hurry=True) == everything, f"{title}: {path}"


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.stem)
def test_few_rules_must_wait(page: Path) -> None:
    code = {it.finding.code for _, snapshot, path in files(page) for it in found(snapshot, path) if named(it, page)}
    hasty = {it.finding.code for _, fresh, path in files(page) for it in found(fresh, path, hurry=True)}
    assert (code <= hasty) == (page.stem not in LATER), code


def files(page: Path) -> Iterator[tuple[str, Snapshot, str]]:
    """Each file of each section, in a project that nobody has looked at."""
    for title, body, _ in sections(page.read_text(encoding="utf-8")):
        for path in parse(body).documents:
            if path.endswith(".py"):
                yield title, parse(body).snapshot(), path


def named(it: Diagnostic, page: Path) -> bool:
    return it.name.replace("-", "_") == page.stem


def found(snapshot: Snapshot, path: str, *, hurry: bool = False) -> tuple[Diagnostic, ...]:
    return diagnose(snapshot.project, path, Settings(), hurry=hurry)


def looked_everywhere(snapshot: Snapshot) -> bool:
    return any(function is everywhere for function, _ in snapshot.files.history.entries)

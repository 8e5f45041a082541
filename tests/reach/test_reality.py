"""What is read of each route's reach is what the running application does to a real PostgreSQL."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from lsp_server import discover
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from tests.postgres import Database
from tests.reach.scenarios import SCENARIOS, Scenario

HERE = Path(__file__).parent
_TABLE = re.compile(r"\b(FROM|JOIN|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda it: it.name)
def test_the_reach_that_is_read_is_what_the_application_does(scenario: Scenario, database: Database) -> None:
    project = read(scenario)
    emitted = run(scenario, database)
    routes = {f"{it.method} {it.path}": it for it in project.routes}
    assert set(emitted) == set(routes), "every route is run"
    said, done = {}, {}
    names = {it.table for it in project.tables}
    for name, route in routes.items():
        reach = project.reach(route)
        said[name] = (
            sorted(it.table for it in reach.tables),
            sorted({it.table.table for it in reach.touches if it.access == "writes"}),
            [it.reason for it in reach.unknown],
        )
        done[name] = (*tables(emitted[name], names), [])
    assert said == done


def read(scenario: Scenario) -> Project:
    found = (discover.read(scenario.folder, it) for it in discover.find(scenario.folder))
    return of(it for it in found if it is not None).project


def run(scenario: Scenario, database: Database) -> Mapping[str, list[str]]:
    url = database.psycopg if scenario.driver == "psycopg" else database.asyncpg
    done = subprocess.run(
        [sys.executable, str(HERE / "recorder.py"), scenario.module],
        cwd=scenario.folder / scenario.root,
        input=json.dumps({"rows": scenario.rows, "requests": scenario.requests}),
        env=os.environ | {"DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def tables(statements: list[str], names: set[str]) -> tuple[list[str], list[str]]:
    """The tables of some statements, and those of them that were written."""
    seen: set[str] = set()
    written: set[str] = set()
    for it in statements:
        found = [(word.upper(), name) for word, name in _TABLE.findall(it) if name in names]
        seen |= {name for _, name in found}
        if re.match(r"\s*(INSERT|UPDATE|DELETE)\b", it):
            written.add(found[0][1])
    return sorted(seen), sorted(written)

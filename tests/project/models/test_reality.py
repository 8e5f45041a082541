"""Tables, columns, relationships and schemas against the real SQLModel, SQLAlchemy and pydantic."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.project.models import ours

HERE = Path(__file__).parent
SAMPLES = {
    folder.name: {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
        if "__pycache__" not in path.parts
    }
    for folder in sorted((HERE / "samples").iterdir())
    if folder.is_dir()
}
# SQLModel makes values of the columns that a class inherits from a table class; nobody uses such a class.
UNCOMPARED = {("inherited", "NotMapped")}


@pytest.fixture(scope="module")
def reality() -> dict[str, Any]:
    """What the real libraries say of all samples, from one process of its own."""
    run = subprocess.run(
        [sys.executable, str(HERE / "reality.py")],
        input=json.dumps(SAMPLES),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


@pytest.mark.parametrize("sample", SAMPLES)
def test_tables_are_what_sqlalchemy_maps(sample: str, reality: dict[str, Any]) -> None:
    real, mine = reality[sample]["tables"], ours.describe(SAMPLES[sample])["tables"]

    assert list(mine) == list(real) or sorted(mine) == sorted(real)
    for name, table in real.items():
        assert _without_unknown(mine[name], table) == table, name


@pytest.mark.parametrize("sample", SAMPLES)
def test_schemas_are_what_pydantic_makes(sample: str, reality: dict[str, Any]) -> None:
    real, mine = reality[sample]["schemas"], ours.describe(SAMPLES[sample])["schemas"]

    assert sorted(mine) == sorted(real)
    for name, schema in real.items():
        if (sample, name) not in UNCOMPARED:
            assert mine[name] == schema, name


def test_the_samples_hold_what_they_are_for(reality: dict[str, Any]) -> None:
    columns = [one for it in reality.values() for table in it["tables"].values() for one in table["columns"]]

    assert sum(len(it["tables"]) for it in reality.values()) >= 24
    assert len(columns) >= 130
    for what in (
        "unique",
        "index",
        "foreign_key",
        "ondelete",
        "server_default",
        "onupdate",
        "autoincrement",
        "timezone",
    ):
        assert any(it[what] for it in columns), what
        assert not all(it[what] for it in columns), what


def _without_unknown(mine: dict[str, Any], real: dict[str, Any]) -> dict[str, Any]:
    """Ours, with the real value where ours says that it is not known: lazy, and time zones of plain date-times."""
    columns = [
        it | ({"timezone": twin["timezone"]} if it["timezone"] is None else {})
        for it, twin in zip(mine["columns"], real["columns"], strict=False)
    ]
    relationships = {
        name: it | ({} if it["lazy"] else {"lazy": "select"}) for name, it in mine["relationships"].items()
    }
    return mine | {"columns": columns + mine["columns"][len(columns) :], "relationships": relationships}

"""What depends on a library's version follows the version that the project pins, and is today's where it pins none."""

import pytest

from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.sql.ddl import ddl
from lsp_server.text import Document

MODELS = """
from datetime import datetime
from sqlmodel import Field, SQLModel

class Hero(SQLModel, table=True):
    id: int = Field(primary_key=True)
    name: str = None
    note: str = Field(default=None)
    seen_at: datetime
"""
OLD_LOCK = '[[package]]\nname = "sqlmodel"\nversion = "0.0.22"\n\n[[package]]\nname = "pydantic"\nversion = "1.10.4"\n'
NEW_LOCK = OLD_LOCK.replace("0.0.22", "0.0.45").replace("1.10.4", "2.12.0")


def project(**files: str) -> Project:
    texts = {"backend/app/models.py": MODELS} | {it.replace("__", "/"): text for it, text in files.items()}
    return of([Document(path, text) for path, text in texts.items()]).project


def said(found: Project) -> tuple[bool, bool]:
    """Whether the date-time has a time zone, and whether fields with None for a default may be NULL."""
    (text,) = ddl(found, found.tables[0]).statements
    assert ("name VARCHAR NOT NULL" in text) == ("note VARCHAR NOT NULL" in text)
    return "WITH TIME ZONE" in text, "name VARCHAR NOT NULL" not in text


# What the real ones make was looked at with SQLModel 0.0.22 and pydantic 1.10, and with 0.0.44, 0.0.45 and pydantic 2.
@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("uv.lock", OLD_LOCK, (False, True)),
        ("backend/poetry.lock", OLD_LOCK.replace("\n", "\r\n"), (False, True)),
        ("backend/uv.lock", NEW_LOCK, (True, False)),
        ("other/uv.lock", OLD_LOCK, (True, False)),  # of another project
        ("requirements.txt", "fastapi\nsqlmodel==0.0.44  # pinned\npydantic[email] == 1.10.4\n", (False, True)),
        ("requirements.txt", "sqlmodel>=0.0.22\npydantic>=1\n", (True, False)),  # no one version
        ("backend/pyproject.toml", '[project]\ndependencies = ["sqlmodel==0.0.22", "pydantic==2.1"]\n', (False, False)),
        ("pyproject.toml", '[tool.poetry.dependencies]\nsqlmodel = "0.0.22"\npydantic = "^1.10"\n', (False, False)),
        ("uv.lock", "name = ", (True, False)),
    ],
)
def test_columns_follow_the_version_that_is_pinned(file: str, text: str, expected: tuple[bool, bool]) -> None:
    assert said(project(**{file.replace("/", "__"): text})) == expected


def test_a_lock_file_that_changes_changes_the_columns() -> None:
    before = of([Document("app/models.py", MODELS), Document("uv.lock", OLD_LOCK)])
    assert said(before.project) == (False, True)
    after = before.with_document(Document("uv.lock", NEW_LOCK))
    assert said(after.project) == (True, False)
    assert said(after.without("uv.lock").project) == (True, False)
    assert said(before.project) == (False, True)

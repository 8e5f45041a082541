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


MIXINS = """
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base, declared_attr
Base = declarative_base()

class Later:
    z = Column(String)

class Dated:
    created = Column(String)
    @declared_attr
    def by(cls): return Column(String)
    updated = Column(String)

class Keyed:
    id = Column(Integer, primary_key=True)

class Both(Dated):
    inner = Column(String)

class A(Dated, Keyed, Base):
    __tablename__ = "a"
    name = Column(String)
    @declared_attr
    def own(cls): return Column(String)
    last = Column(String)

class B(Keyed, Later, Both, Base):
    __tablename__ = "b"
    name = Column(String)
"""


# What the real ones make was looked at with SQLAlchemy 1.4.54 and 2.1.
@pytest.mark.parametrize(
    ("version", "first", "second"),
    [
        ("1.4.54", "created updated id name last by own", "z created updated id inner name by"),
        ("2.0.44", "name own last created updated by id", "name id z inner created updated by"),
        ("", "name own last created updated by id", "name id z inner created updated by"),
    ],
)
def test_columns_of_mixins_stand_where_the_version_puts_them(version: str, first: str, second: str) -> None:
    pins = [Document("requirements.txt", f"sqlalchemy=={version}\n")] if version else []
    found = of([Document("m.py", MIXINS), *pins]).project
    assert [" ".join(it.name for it in table.fields) for table in found.tables] == [first, second]


def test_before_sqlalchemy_2_imports_may_decide_about_the_order() -> None:
    mixin = "from sqlalchemy import Column, String\n\nclass {0}:\n    {0}_name = Column(String)\n"
    texts = {
        "one.py": mixin.format("One"),
        "two.py": mixin.format("Two"),
        "m.py": "from sqlalchemy import Column, Integer\nfrom sqlalchemy.orm import declarative_base\n"
        "from one import One\nfrom two import Two\nBase = declarative_base()\n\n"
        "class A(One, Two, Base):\n    __tablename__ = 'a'\n    id = Column(Integer, primary_key=True)\n",
        "requirements.txt": "sqlalchemy==1.4.27\n",
    }
    old = of([Document(path, text) for path, text in texts.items()]).project
    new = of([Document(path, text) for path, text in texts.items() if path.endswith(".py")]).project
    assert ddl(old, old.tables[0]).unsure == ("imports decide about the order of its columns",)
    assert ddl(new, new.tables[0]).statements

"""What is rebuilt from the text equals what the imported program compiles."""

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from lsp_server.facts import syntax
from lsp_server.markup import Code
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.sql.ddl import ddl
from lsp_server.sql.selects import Sql, select_sql
from lsp_server.text import Document

HERE = Path(__file__).parent
SAMPLES = [
    "shop", "library", "types_of_its_own", "writes", "inheritance", "utils_types", "by_dialect", "joined", "keys",
    "spelled", "bodies",
]  # fmt: skip


def project(text: str) -> Project:
    return of([Document("m.py", text)]).project


def selected(found: Project, function: str) -> Sql | str:
    node = found.files["m.py"].definitions[function].body[-1]
    assert isinstance(node, syntax.Return) and node.value is not None
    return select_sql(found, "m.py", function, node.value)


@pytest.fixture(scope="module", params=SAMPLES)
def both(request: pytest.FixtureRequest) -> tuple[Project, dict[str, Any]]:
    path = HERE / "samples" / f"{request.param}.py"
    ran = subprocess.run(
        [sys.executable, HERE / "oracle.py", path], capture_output=True, text=True, cwd=HERE.parents[1],
        env={"PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return project(path.read_text(encoding="utf-8")), json.loads(ran.stdout)


def test_every_table_is_created_as_sqlalchemy_creates_it(both: tuple[Project, dict[str, Any]]) -> None:
    found, real = both
    assert {it.name for it in found.tables} == set(real["tables"])
    for table in found.tables:
        ours = ddl(found, table)
        assert not ours.unsure
        enums = [it for it in ours.statements if it.startswith("CREATE TYPE")]
        assert enums == real["enums"].get(table.name, [])
        others = [it for it in ours.statements if it not in enums and not it.startswith("CREATE SEQUENCE")]
        assert others == real["tables"][table.name]


def test_the_type_that_is_told_of_a_column_is_that_of_its_ddl(both: tuple[Project, dict[str, Any]]) -> None:
    found, real = both
    for table in found.tables:
        lines = [it.strip().replace('"', "") for it in real["tables"][table.name][0].splitlines()[1:]]
        types = ddl(found, table).types
        for field in table.fields:
            assert field.column is not None
            said = f"{field.column.name} {types[field.name]}".replace('"', "")
            assert any(re.match(rf"{re.escape(said)}(?= NOT NULL| DEFAULT| GENERATED|,|$)", it) for it in lines), said


def test_every_select_compiles_as_in_the_program(both: tuple[Project, dict[str, Any]]) -> None:
    found, real = both
    assert len(real["selects"]) >= 4
    ours = {name: selected(found, name) for name in real["selects"]}
    assert {name: it.text if isinstance(it, Sql) else it for name, it in ours.items()} == real["selects"]


MODELS = """
from sqlmodel import Field, SQLModel, select
from pgvector.sqlalchemy import Vector

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    embedding: list[float] = Field(sa_type=Vector(3))
"""


def test_an_unknown_column_type_leaves_the_ddl_unsaid_but_not_the_query() -> None:
    found = project(MODELS + "\ndef f(hero_id):\n    return select(Hero.id).where(Hero.id == hero_id)\n")
    made = ddl(found, found.tables[0])
    assert not made.statements and "embedding" in made.unsure[0]
    assert made.types == {"id": "SERIAL", "name": "VARCHAR"}
    assert selected(found, "f") == Sql(
        "SELECT hero.id\nFROM hero\nWHERE hero.id = :hero_id",
        ("hero",),
        ("primary key of ", Code("hero"), " finds the row"),
    )


def test_what_sqlalchemy_refuses_is_said_of_its_table_alone() -> None:
    text = (
        "from sqlalchemy import Enum\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n"
        "class Base(DeclarativeBase): ...\n\nclass Car(Base):\n    __tablename__ = 'car'\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    color: Mapped[str] = mapped_column(Enum('RED', 'GREEN'))\n\n"
        "class Bus(Base):\n    __tablename__ = 'bus'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    found = project(text)
    car, bus = (ddl(found, it) for it in found.tables)
    reason = "SQLAlchemy refuses the type of color: PostgreSQL Enum type requires a name."
    assert (car.statements, car.unsure, car.types) == ((), (reason,), {"id": "SERIAL"})
    assert bus.statements and not bus.unsure


def test_a_column_whose_type_is_that_of_an_unknown_one_has_none() -> None:
    found = project(
        "from sqlalchemy import ForeignKey\nfrom sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\n"
        "class Base(DeclarativeBase): ...\n\n"
        "class Lost(Base):\n    __tablename__ = 'lost'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    other_id: Mapped[int] = mapped_column(ForeignKey('nowhere.id'))\n\n"
        "class One(Base):\n    __tablename__ = 'one'\n"
        "    id: Mapped[int] = mapped_column(ForeignKey('two.id'), primary_key=True)\n\n"
        "class Two(Base):\n    __tablename__ = 'two'\n"
        "    id: Mapped[int] = mapped_column(ForeignKey('one.id'), primary_key=True)\n"
    )
    lost, one, two = (ddl(found, it) for it in found.tables)
    assert lost.unsure == ("the type of other_id is not known (It is that of nowhere.id, which is not known.)",)
    assert lost.types == {"id": "SERIAL"}
    assert not one.statements and not two.statements and not one.types and not two.types


@pytest.mark.parametrize(
    ("type_", "reason"),
    [
        ("Enum(Role, values_callable=lambda e: sorted(m.value for m in e))", "by its values_callable"),
        ("Enum(Role, values_callable=of_all)", "by its values_callable"),
        ("Enum(Role, values_callable=lambda e: [m.value for m in e])", "The value of Role.LATER is not known"),
        ("made(String(20))", "made() is not known"),
        ("Watched.as_mutable(JSON)", "Watched.as_mutable() is not known"),
    ],
)
def test_what_only_the_running_program_knows_of_a_type_leaves_the_ddl_unsaid(type_: str, reason: str) -> None:
    found = project(
        "import enum\nfrom sqlalchemy import JSON, Enum, String\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
        "class Role(enum.Enum):\n    ADMIN = 'admin'\n    LATER = later()\n\nclass Watched: ...\n\n"
        "def of_all(e):\n    return [it.value for it in Role]\n\n"
        "def made(inside):\n    print(inside)\n    return inside\n\n"
        "class Hero(Base):\n    __tablename__ = 'hero'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        f"    role: Mapped[str] = mapped_column({type_})\n"
    )
    said = ddl(found, found.tables[0])
    assert not said.statements and reason in said.unsure[0]


def test_a_mixin_of_a_library_may_bring_columns_so_the_ddl_is_left_unsaid() -> None:
    head = "from authlib.integrations.sqla_oauth2 import OAuth2TokenMixin\n" + MODELS.split("from pgvector")[0]
    text = head + "class Token(SQLModel, {0}table=True):\n    id: int = Field(primary_key=True)\n"
    found = project(text.format("OAuth2TokenMixin, "))
    made = ddl(found, found.tables[0])
    assert not made.statements
    assert made.unsure == ("authlib.integrations.sqla_oauth2.OAuth2TokenMixin may add columns",)
    plain = project(text.format(""))
    assert ddl(plain, plain.tables[0]).statements


@pytest.mark.parametrize("base", ["OAuth2TokenMixin", "make_mixin('x')", "somewhere.Mixin", "Made", "TokenBase[int]"])
def test_what_a_base_may_bring_is_not_left_out_of_a_select(base: str) -> None:
    head = "from authlib.integrations.sqla_oauth2 import OAuth2TokenMixin, TokenBase\nMade = make_mixin('y')\n"
    text = "class Token({0}SQLModel, table=True):\n    id: int = Field(primary_key=True)\n\ndef f():\n    "
    text = head + MODELS.split("from pgvector")[0] + text + "return select(Token)\n"
    assert isinstance(selected(project(text.format(f"{base}, ")), "f"), str)
    assert isinstance(selected(project(text.format("")), "f"), Sql)


@pytest.mark.parametrize("arguments", ["*columns", "mapped_column(), mapped_column('y')", "column_template=x()"])
def test_columns_inside_a_composite_that_are_not_known_leave_the_ddl_unsaid(arguments: str) -> None:
    text = (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, composite, mapped_column\n"
        "class Base(DeclarativeBase): ...\n"
        "class Place(Base):\n    __tablename__ = 'place'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    point: Mapped[Point] = composite({0})\n"
    )
    found = project(text.format(arguments))
    assert ddl(found, found.tables[0]).unsure == ("Place.point may add columns",)


@pytest.mark.parametrize(
    "base", ["object", "Generic[T]", "ABC", "AsyncAttrs", "orm.MappedAsDataclass", "declarative_base()", "Made"]
)
def test_bases_that_bring_no_columns_leave_no_doubt(base: str) -> None:
    text = (
        "from abc import ABC\nfrom typing import Generic, TypeVar\nfrom sqlalchemy import orm\n"
        "from sqlalchemy.ext.asyncio import AsyncAttrs\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, mapped_column\n"
        "T = TypeVar('T')\nclass Base(DeclarativeBase): ...\nMade = declarative_base()\n"
        "class Hero({0}, Base):\n    __tablename__ = 'hero'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    found = project(text.format(base))
    assert ddl(found, found.tables[0]).statements


def test_a_foreign_key_to_what_is_not_known_leaves_the_ddl_unsaid() -> None:
    found = project(
        "from sqlalchemy import Column, ForeignKey, Integer\n"
        "from sqlmodel import Field, SQLModel\nfrom teams import Team\n\n"
        "class Hero(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n"
        "    team_id: int = Field(sa_column=Column(Integer, ForeignKey(Team.id)))\n\nclass Team: ...\n"
    )
    assert ddl(found, found.tables[0]).unsure == ("a constraint of team_id is not known",)


@pytest.mark.parametrize(
    ("said", "type_"), [("", "DOUBLE PRECISION"), ("2.1.9", "DOUBLE PRECISION"), ("2.0.44", "FLOAT")]
)
def test_a_float_is_what_the_version_of_sqlalchemy_makes_it(said: str, type_: str) -> None:
    text = (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
        "class Hero(Base):\n    __tablename__ = 'hero'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    height: Mapped[float]\n"
    )
    files = [Document("m.py", text), *([Document("requirements.txt", f"sqlalchemy=={said}\n")] if said else [])]
    found = of(files).project
    assert f"height {type_} NOT NULL" in ddl(found, found.tables[0]).statements[0]


def test_what_makes_tables_searchable_may_add_indexes_to_them() -> None:
    text = (
        "from sqlalchemy import Column\nfrom sqlalchemy_utils import TSVectorType\n"
        "from sqlmodel import Field, SQLModel\n"
        "class Hero(SQLModel, table=True):\n    id: int = Field(primary_key=True)\n"
        "    words: str = Field(sa_column=Column(TSVectorType('name')))\n"
    )
    plain, searchable = project(text), project(text + "\nmake_searchable(SQLModel.metadata)\n")
    assert "words TSVECTOR" in ddl(plain, plain.tables[0]).statements[0]
    assert ddl(searchable, searchable.tables[0]).unsure == ("make_searchable may add an index for words",)


def test_a_key_that_is_named_twice_warns_nobody_here() -> None:
    found = project(
        "import sqlalchemy as sa\n"
        "from sqlmodel import Field, SQLModel\n\n"
        "class Score(SQLModel, table=True):\n"
        '    __table_args__ = (sa.PrimaryKeyConstraint("hero_id", "judge"),)\n'
        "    hero_id: int = Field(sa_column=sa.Column(sa.Integer, nullable=False))\n"
        "    judge: str\n"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = ddl(found, found.tables[0])
    assert "PRIMARY KEY (hero_id, judge)" in made.statements[0]


@pytest.mark.parametrize(
    "expression",
    [
        "select(User)",  # unknown
        "select(Hero).where(condition)",  # a condition is no value
        "select(Hero).where(Hero.name and Hero.id)",  # Python's own operator
        "select(Hero).where(*conditions)",
        "select(Hero).order_by(order)",
        "select(Hero, other())",
        "select(Hero).where(Hero.nome == 'x')",  # no such column
        "select(Hero).frobnicate()",
        "select(Hero).join(Villain)",
        "select(Hero).__class__",
        "select(Hero).compile()",
        "select",
        "1 + 1",
        "Hero",
        "select(Hero).where(Hero.name == 'x', Hero.id == )",
    ],
)
def test_what_is_not_known_is_said_and_never_guessed(expression: str) -> None:
    found = project(MODELS + f"\ndef f(condition, order, conditions):\n    return {expression}\n")
    said = selected(found, "f")
    assert isinstance(said, str) and said


def test_a_shared_table_of_several_files_has_no_ddl_where_imports_decide_about_its_columns() -> None:
    base = (
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
        "class Pet(Base):\n    __tablename__ = 'pet'\n    __mapper_args__ = {'polymorphic_on': 'kind', "
        "'polymorphic_identity': 'pet'}\n    id: Mapped[int] = mapped_column(primary_key=True)\n    kind: Mapped[str]\n"
    )
    below = (
        "from sqlalchemy.orm import Mapped\nfrom base import Pet\n\nclass {0}(Pet):\n    {0}_name: Mapped[str | None]\n"
    )
    files = {"base.py": base, "cat.py": below.format("Cat"), "dog.py": below.format("Dog")}
    found = of([Document(path, text) for path, text in files.items()]).project
    assert all(not ddl(found, it).statements and ddl(found, it).unsure for it in found.tables)
    one = of([Document(path, text) for path, text in files.items() if path != "dog.py"]).project
    assert all("Cat_name" in ddl(one, it).statements[0] for it in one.tables)


def test_a_table_that_two_classes_name_has_no_ddl() -> None:
    found = project(
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
        "class Task(Base):\n    __tablename__ = 'task'\n    id: Mapped[int] = mapped_column(primary_key=True)\n\n"
        "class Named(Task):\n    __tablename__ = 'task'\n    __table_args__ = {'extend_existing': True}\n"
        "    name: Mapped[str]\n"
    )
    task, named = (ddl(found, it) for it in found.tables)
    assert task.unsure == ("Named has the same table and may add columns",) and not task.statements
    assert named.unsure == ("Task has the same table and may add columns",) and not named.statements


@pytest.mark.parametrize(
    ("column", "reason", "type_"),
    [
        ("mapped_column(BigInteger) if BIG else mapped_column(BigInteger, unique=True)", "it depends on BIG", "BIGINT"),
        ("mapped_column(BigInteger) if BIG else mapped_column(String)", "it depends on BIG", None),
        ("mapped_column(BigInteger, unique=BIG)", "unique is BIG", "BIGINT"),
        ("made()", "made() returns one of several", None),
    ],
)
def test_what_depends_on_the_running_program_leaves_the_ddl_unsaid(column: str, reason: str, type_: str | None) -> None:
    found = project(
        "import os\nfrom sqlalchemy import BigInteger, String\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nBIG = bool(os.environ.get('BIG'))\n\n"
        "class Base(DeclarativeBase): ...\n\n"
        "def made():\n    if BIG:\n        return mapped_column(BigInteger)\n    return mapped_column(String)\n\n"
        "class Hero(Base):\n    __tablename__ = 'hero'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        f"    number: Mapped[int] = {column}\n"
    )
    made = ddl(found, found.tables[0])
    assert not made.statements
    assert f"what number is can't be known: {reason}" in made.unsure
    assert made.types.get("number") == type_


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("note = wrapped(Column(String))", "what note adds is not known"),
        ("note = column_property(Column(String))", "what note adds is not known"),
        ("__table__ = heroes", "what __table__ adds is not known"),
        ("both: Mapped[Point] = composite('name', 'code')", ""),
        ("UniqueConstraint('name')", ""),  # of no table: SQLAlchemy leaves it alone
        ("others = relationship('Hero', secondary=Table('x', metadata, Column(String)))", ""),
    ],
)
def test_what_a_statement_of_a_class_adds_to_its_table_is_not_left_out(statement: str, reason: str) -> None:
    found = project(
        "from typing import cast\nfrom sqlalchemy import Column, Index, String, Table, UniqueConstraint\n"
        "from sqlalchemy.orm import DeclarativeBase, Mapped, column_property, composite, mapped_column, relationship\n"
        "class Base(DeclarativeBase): ...\n\n"
        "class Hero(Base):\n    __tablename__ = 'hero'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        f"    name = Column(String)\n    code = Column(String)\n    {statement}\n"
    )
    made = ddl(found, found.tables[0])
    assert made.unsure == ((reason,) if reason else ())


def test_table_arguments_that_are_not_written_out_leave_the_ddl_unsaid() -> None:
    found = project(
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column\n\nclass Base(DeclarativeBase): ...\n\n"
        "class Hero(Base):\n    __tablename__ = 'hero'\n    __table_args__ = arguments()\n"
        "    id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    made = ddl(found, found.tables[0])
    assert (made.statements, made.unsure) == (
        (),
        ("one of its table arguments is not known (arguments() is not known.)",),
    )


def test_values_of_the_running_program_keep_their_names() -> None:
    found = project(
        MODELS + "\ndef f(q, page):\n"
        "    found = select(Hero.id).where(Hero.name.like(f'%{q.text}%'))\n"
        "    return found.where(Hero.id.in_(q.ids), Hero.id < now() - timedelta(days=1)).offset((page - 1) * 20)\n"
    )
    said = selected(found, "f")
    assert isinstance(said, Sql)
    assert said.text.splitlines()[2:] == [
        "WHERE hero.name LIKE :{f'%{q.text}%'} AND hero.id IN (:q.ids) AND hero.id < :{now() - timedelta(days=1)}",
        "LIMIT ALL OFFSET :{(page - 1) * 20}",
    ]


def test_a_variable_that_may_hold_two_things_holds_nothing() -> None:
    found = project(
        MODELS + "\ndef f(name):\n    s = select(Hero)\n    if name:\n        s = s.where(Hero.name == name)\n"
        "    return s.limit(1)\n"
    )
    assert isinstance(selected(found, "f"), str)


def test_nothing_of_a_library_but_what_builds_expressions_can_be_reached() -> None:
    for expression in ("sa.create_engine('x')", "sa.util.langhelpers.os.system('true')", "sa.func.__class__('x')"):
        found = project(MODELS + f"import sqlalchemy as sa\n\ndef f():\n    return select({expression})\n")
        assert isinstance(selected(found, "f"), str)

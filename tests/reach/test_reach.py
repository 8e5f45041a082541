"""Which tables a function reaches and through whom; what is not known is said, and nothing is guessed."""

from lsp_server.project.names.modules import Symbol
from lsp_server.project.reach.values import Reach
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document

MODELS = """\
from sqlmodel import Field, Relationship, SQLModel


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")
"""
HEAD = """\
from abc import ABC, abstractmethod
from typing import Any
from sqlalchemy import text
from sqlalchemy.orm import noload, selectinload
from sqlmodel import Session, select, update
from app.models import Hero, Team


"""


def project(code: str) -> Project:
    return of(
        [Document("app/__init__.py", ""), Document("app/models.py", MODELS), Document("app/a.py", HEAD + code)]
    ).project


def reach(code: str, name: str = "run") -> Reach:
    found = project(code)
    return found.reacher.of_function(Symbol("app/a.py", name, found.files["app/a.py"].definitions[name]))


def said(code: str, name: str = "run") -> tuple[list[str], list[str]]:
    """Each table with what is done to it, and each reason why more may be done."""
    found = reach(code, name)
    return [f"{it.table.table} {it.access}" for it in found.touches], [it.reason for it in found.unknown]


def test_a_statement_is_put_together_from_all_that_may_build_it() -> None:
    code = """\
def base(model):
    return select(model)

def run(session: Session, mine: bool):
    conditions = [Hero.name == "x"]
    if mine:
        conditions.append(Team.id == 1)
    return session.exec(base(Hero).where(*conditions)).all()
"""
    assert said(code) == (["hero reads", "team reads"], [])


def test_a_value_of_a_row_is_no_part_of_a_statement() -> None:
    code = """\
def run(session: Session, team: Team):
    return session.exec(select(Hero).where(Hero.team_id == team.id)).all()
"""
    assert said(code) == (["hero reads"], [])


def test_loader_options_bring_tables_and_refusing_to_load_does_not() -> None:
    code = "def run(session: Session):\n    return session.exec(select(Team).options({}(Team.heroes))).all()\n"
    assert said(code.format("selectinload")) == (["team reads", "hero reads"], [])
    assert said(code.format("noload")) == (["team reads"], [])


def test_what_is_given_is_worked_on_by_the_function_that_gets_it() -> None:
    code = """\
def save(session: Session, row: Any, *, log=None):
    session.add(row)

def deeper(session: Session, thing):
    save(session, row=thing)

def run(session: Session):
    deeper(session, Hero(name="x"))
"""
    found = reach(code)
    assert [(it.table.table, it.access, it.how) for it in found.touches] == [("hero", "writes", "add")]
    assert found.unknown == ()
    assert said(code, "save") == ([], []), "on its own it works on what it is given"


def test_a_change_of_a_loaded_row_writes_and_one_of_a_new_row_does_not() -> None:
    code = """\
def run(session: Session):
    hero = session.get(Hero, 1)
    hero.name = "x"
    session.commit()

def new(session: Session):
    hero = Hero(name="x")
    hero.name = "y"
    return hero
"""
    assert said(code) == (["hero reads", "hero writes"], [])
    assert said(code, "new") == ([], [])


def test_a_method_is_no_name_in_its_class() -> None:
    code = """\
class Heroes:
    def update(self, session: Session):
        session.exec(update(Hero).values(name="x"))

def run(session: Session, heroes: Heroes):
    heroes.update(session)
"""
    assert said(code) == (["hero writes"], [])


def test_update_writes_one_table_and_reads_the_others() -> None:
    code = """\
def run(session: Session):
    session.exec(update(Hero).where(Hero.team_id.in_(select(Team.id))).values(name="x"))
"""
    assert sorted(said(code)[0]) == ["hero writes", "team reads"]


def test_raw_sql_is_known_where_its_tables_are() -> None:
    code = "def run(session: Session):\n    session.execute(text({}))\n"
    assert said(code.format("'SELECT * FROM hero JOIN team ON true'")) == (["hero reads", "team reads"], [])
    assert said(code.format("'DELETE FROM hero'")) == (["hero writes"], [])
    assert said(code.format("'SELECT 1'")) == ([], [])
    unknown = ["The SQL is raw text whose tables are not known."]
    assert said(code.format("'SELECT * FROM other'")) == ([], unknown)
    assert said(code.format("open('x.sql').read()")) == ([], unknown)


SHAPES = """\
class Store(ABC):
    @abstractmethod
    def save(self, session: Session): ...

class Heroes(Store):
    def save(self, session: Session):
        session.add(Hero(name="x"))
"""
OTHER = """
class Teams(Store):
    def save(self, session: Session):
        {}
"""
RUN = "\ndef run(session: Session, store: Store):\n    store.save(session)\n"


def test_an_abstract_method_is_followed_where_one_class_keeps_its_promise() -> None:
    assert said(SHAPES + RUN) == (["hero writes"], [])
    several = SHAPES + OTHER.format("session.add(Team())") + RUN
    assert said(several) == ([], ["`save` is abstract: one of 2 methods runs."])
    nothing = SHAPES.replace('session.add(Hero(name="x"))', "return 1") + OTHER.format("return 2") + RUN
    assert said(nothing) == ([], []), "whichever runs, no table is worked on"


def test_what_can_not_be_known_is_said() -> None:
    assert said("def run(session: Session):\n    session.add(make())\n") == (
        [],
        ["Which table `add` works on is not known."],
    )
    assert said("from pages import paginate\n\ndef run(session: Session):\n    paginate(session, 'x')\n")[1] == [
        "`paginate` gets the session, and what it does with it is not known."
    ]
    assert said("from pages import paginate\n\ndef run(session: Session):\n    paginate(session, select(Hero))\n") == (
        ["hero reads"],
        [],
    )


def test_a_method_of_a_library_may_call_back() -> None:
    code = """\
from vendor import Flow

class Mine(Flow):
    def __init__(self, session: Session):
        self.session = session

    def load(self):
        return {}

def run(session: Session):
    Mine(session).start()
"""
    assert said(code.format("self.session.get(Hero, 1)"))[1] == [
        "`start` is a library's method, which may call those of `Mine`."
    ]
    assert said(code.format("1")) == ([], [])


def test_functions_that_call_each_other_and_half_typed_code_come_to_an_end() -> None:
    code = """\
def run(session: Session, statement):
    session.exec(statement)
    other(session, statement)

def other(session: Session, statement):
    statement = statement.where(statement)
    run(session, statement)
    session.exec(select(Hero))

def half(session: Session):
    session.exec(select(Team).where(
"""
    assert said(code)[0] == ["hero reads"]
    said(code, "half")


def test_the_way_to_a_table() -> None:
    code = """\
class Service:
    def __init__(self, session: Session):
        self.session = session

    def one(self):
        return self.two()

    def two(self):
        return self.session.get(Team, 1)

def run(session: Session):
    return Service(session).one()
"""
    found = reach(code)
    (team,) = found.tables
    assert [it.function.name for it in found.way_to(team)] == ["Service.one", "Service.two"]
    assert [it.how for it in found.way_to(team)] == ["calls", "calls"]


def test_a_route_brings_its_dependencies() -> None:
    code = """\
from fastapi import Depends, FastAPI
app = FastAPI()

def get_session():
    with Session() as session:
        yield session

def get_team(session: Session = Depends(get_session)):
    return session.get(Team, 1)

@app.get("/heroes")
def run(session: Session = Depends(get_session), team: Team = Depends(get_team)):
    return session.exec(select(Hero)).all()
"""
    found = project(code)
    (route,) = found.routes
    assert [it.table for it in found.reach(route).tables] == ["hero", "team"]
    assert [it.how for it in found.reach(route).way_to(found.tables[0])] == ["depends"]


def test_a_change_of_a_helper_is_seen_at_the_next_moment() -> None:
    text = HEAD + "def help(session: Session):\n    return session.get(Hero, 1)\n"
    snapshot = of(
        [
            Document("app/__init__.py", ""),
            Document("app/models.py", MODELS),
            Document("app/help.py", text),
            Document("app/a.py", HEAD + "from app.help import help\n\ndef run(session: Session):\n    help(session)\n"),
        ]
    )

    def tables(project: Project) -> list[str]:
        symbol = project.modules.symbol("app/a.py", "run")
        assert symbol is not None
        return [it.table for it in project.reacher.of_function(symbol).tables]

    assert tables(snapshot.project) == ["hero"]
    after = snapshot.with_document(Document("app/help.py", text.replace("get(Hero", "get(Team")))
    assert tables(after.project) == ["team"]
    assert tables(snapshot.project) == ["hero"]

"""What `session.query(…)` gives is what SQLAlchemy's legacy Query really gives, and each is one statement."""

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Row, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from lsp_server.project.queries.legacy import _BUILDING, ENDS
from lsp_server.project.queries.values import Query
from lsp_server.snapshot import of
from lsp_server.text import Document

MODELS = """from sqlalchemy import func
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Hero(Base):
    __tablename__ = "hero"
    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int]
"""
READ = (
    "session.query(Team).all()",
    "session.query(Team).first()",
    "session.query(Team).filter(Team.id == 1).one()",
    "session.query(Team).filter_by(id=1).one_or_none()",
    "session.query(Team).get(2)",
    "session.query(Team).where(Team.id > 0).count()",
    "session.query(Team.name).order_by(Team.id).limit(1).scalar()",
    "session.query(Team.id).order_by(Team.id).offset(1).all()",
    "session.query(Team.id, Team.name).first()",
    "session.query(Team, Hero).join(Hero, Hero.team_id == Team.id).all()",
    "session.query(Team).join(Hero, Hero.team_id == Team.id).distinct().all()",
    "session.query(Team).outerjoin(Hero, Hero.team_id == Team.id).options().with_for_update().all()",
    "session.query(Team).select_from(Team).group_by(Team.id).having(func.count() > 0).slice(0, 5).all()",
    "session.query(Team).populate_existing().execution_options().enable_eagerloads(False).yield_per(5).all()",
    "session.query(Team).autoflush(False).all()",
)
NOT_READ = (
    "session.query(Team).filter(Team.id == 1)",  # nothing is sent yet
    "session.query(Team).with_entities(Team.id).all()",  # gives something else than was asked for
    "session.query(Team).union(session.query(Team)).all()",
    "session.query(Team).filter(Team.id == 9).delete()",
    "session.query(*[Team]).all()",
    "session.query(Team).statement",
)


def ours(code: str) -> tuple[Query, ...]:
    text = f"{MODELS}\n\ndef run(session: Session):\n    return {code}\n"
    flow = of([Document("m.py", text)]).project.flow("m.py", "run")
    return flow.legacy if flow is not None else ()


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(compile(MODELS, "m.py", "exec"), found)
    return found


@pytest.fixture
def session(names: dict[str, Any]) -> Iterator[Session]:
    engine = create_engine("sqlite://")
    names["Base"].metadata.create_all(engine)
    with sessionmaker(engine)() as made:
        made.add_all([names["Team"](id=1, name="a"), names["Team"](id=2, name="b"), names["Hero"](id=1, team_id=1)])
        made.commit()
        made.expunge_all()
        yield made


@pytest.mark.parametrize("code", READ)
def test_it_gives_what_it_is_said_to_give(code: str, session: Session, names: dict[str, Any]) -> None:
    sent: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *it: sent.append(it[2]))
    with warnings.catch_warnings(action="ignore"):  # of Query.get, that it is legacy
        result = eval(code, {**names, "session": session})
    (query,) = ours(code)
    assert len(sent) == 1
    assert query.many == isinstance(result, list)
    one = result[0] if isinstance(result, list) else result
    assert (query.table is not None) == isinstance(one, names["Team"])
    assert query.values == (not isinstance(one, Row))


@pytest.mark.parametrize("code", NOT_READ)
def test_what_is_not_known_is_not_read(code: str) -> None:
    assert ours(code) == ()


def test_every_method_that_is_known_is_tried() -> None:
    assert {it for it in ENDS | _BUILDING if not any(f".{it}(" in code for code in READ)} == set()

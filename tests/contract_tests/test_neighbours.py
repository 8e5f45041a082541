"""Generated tests beside what people have already: names, fixtures and imports of theirs are not hidden by ours."""

import pytest

from lsp_server.action import Cursor, Offer
from lsp_server.actions.add_contract_test import ACTION
from lsp_server.edits.change import Change
from lsp_server.edits.contract_tests.render import extended
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span

APP = """
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import async_sessionmaker
from app.models import Hero

app = FastAPI()
maker = async_sessionmaker()


@app.get("/heroes")
async def list_heroes() -> list[dict[str, str]]:
    return []


@app.get("/heroes/names")
async def list_names() -> list[str]:
    return []
"""
MODEL = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class Hero(Base):
    __tablename__ = "heroes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""
FILES = {
    "app/__init__.py": "",
    "app/main.py": APP,
    "app/models/__init__.py": "from app.models.hero import Base, Hero\n",
    "app/models/hero.py": MODEL,
    "tests/__init__.py": "",
}


def change(snapshot: Snapshot, handler: str) -> Change:
    route = next(it for it in snapshot.project.routes if it.handler == handler)
    offer = ACTION.offer(Cursor(snapshot, route.file, Span(route.span.start, route.span.start)))
    assert isinstance(offer, Offer), offer
    made = ACTION.draft(offer)
    assert isinstance(made, Change), made
    return made


def snapshot(**extra: str) -> Snapshot:
    return of([Document(path, text) for path, text in {**FILES, **extra}.items()])


def test_our_fixtures_are_written_once_though_no_session_is_injected() -> None:
    before = snapshot()
    first = change(before, "list_heroes")
    after = before
    for it in first.files:
        after = after.with_document(Document(it.path, it.after))
    second = change(after, "list_names")

    assert "tests/conftest.py" in {it.path for it in first.files}
    assert "tests/conftest.py" not in {it.path for it in second.files}


def test_where_no_session_is_injected_nothing_is_said_of_rows_that_are_undone() -> None:
    made = change(snapshot(), "list_heroes")
    (conftest,) = (it.after for it in made.files if it.path == "tests/conftest.py")

    assert "client" in conftest and "session" not in conftest.replace('loop_scope="session"', "").lower()
    assert not any("rolls back" in it for it in made.notes)


def test_fixtures_of_the_project_that_do_not_fit_keep_their_file() -> None:
    theirs = "import pytest\n\n\n@pytest.fixture\ndef client() -> str:\n    return 'theirs'\n"
    tests = "def test_client(client: str) -> None:\n    assert client == 'theirs'\n"
    made = change(snapshot(**{"tests/contract/conftest.py": theirs, "tests/contract/test_x.py": tests}), "list_heroes")

    paths = {it.path for it in made.files}
    assert "tests/contract/conftest.py" not in paths
    assert {"tests/contract/contract/conftest.py", "tests/contract/contract/test_heroes.py"} <= paths


def test_a_test_of_the_same_name_is_not_hidden() -> None:
    theirs = "def test_list_heroes() -> None:\n    assert 1 + 1 == 2\n"
    made = change(snapshot(**{"tests/contract/test_heroes.py": theirs}), "list_heroes")
    (text,) = (it.after for it in made.files if it.path == "tests/contract/test_heroes.py")

    assert text.count("def test_list_heroes(") == 1
    assert "def test_list_heroes_contract(" in text


def test_a_name_that_the_module_has_by_another_way_is_not_imported_again() -> None:
    theirs = "from app.models import Hero\n\n\ndef test_hero() -> None:\n    Hero()\n"
    project = snapshot(**{"tests/test_heroes.py": theirs}).project
    ours = ["def test_more() -> None:\n    Hero(name=str(uuid4()))"]
    made = extended(project, "tests/test_heroes.py", ours, [], {"Hero": "app.models.hero"}, 88)

    assert "app.models.hero" not in made.after
    assert "from uuid import uuid4" in made.after


def test_rows_that_the_user_needs_are_counted_in_the_pages() -> None:
    """The signed-in user belongs to a hero, so that one hero more is listed than the test stores."""
    account = (
        "class User(Base):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    hero_id: Mapped[int] = mapped_column(ForeignKey('heroes.id'))\n"
    )
    app = (
        "from fastapi import Depends, FastAPI, HTTPException\nfrom pydantic import BaseModel\n"
        "from sqlalchemy import select\n"
        "from sqlalchemy.orm import Session, sessionmaker\nfrom app.models.hero import User, Hero\n\n"
        "app = FastAPI()\nmaker = sessionmaker()\n\n\ndef get_session():\n    with maker() as session:\n"
        "        yield session\n\n\n"
        "def get_current_user(session: Session = Depends(get_session)) -> User:\n"
        "    if (user := session.get(User, 1)) is None:\n        raise HTTPException(401)\n    return user\n\n\n"
        "class HeroOut(BaseModel):\n    id: int\n    name: str\n\n\n"
        '@app.get("/heroes", response_model=list[HeroOut])\n'
        "def list_heroes(skip: int = 0, limit: int = 10, session: Session = Depends(get_session),\n"
        "                user: User = Depends(get_current_user)):\n"
        "    return session.scalars(select(Hero).offset(skip).limit(limit)).all()\n"
    )
    hero = (
        MODEL.replace("from sqlalchemy.orm", "from sqlalchemy import ForeignKey\nfrom sqlalchemy.orm")
        + "\n\n"
        + account
    )
    made = change(snapshot(**{"app/main.py": app, "app/models/hero.py": hero}), "list_heroes")
    (text,) = (it.after for it in made.files if it.path.endswith("test_heroes.py"))

    assert "assert len(ids) == len(set(ids)) == 4" in text


def test_a_session_that_tests_of_the_folder_use_is_not_hidden_from_them() -> None:
    app = (
        "from fastapi import Depends, FastAPI\nfrom sqlalchemy import select\n"
        "from sqlalchemy.orm import Session, sessionmaker\nfrom app.models.hero import Hero\n\n"
        "app = FastAPI()\nmaker = sessionmaker()\n\n\ndef get_session():\n    with maker() as session:\n"
        "        yield session\n\n\n@app.get('/heroes')\n"
        "def list_heroes(limit: int = 10, session: Session = Depends(get_session)) -> list[str]:\n"
        "    return list(session.scalars(select(Hero.name).limit(limit)))\n"
    )
    theirs = "import pytest\nfrom app.main import maker\n\n\n@pytest.fixture\ndef session():\n    yield maker()\n"
    tests = (
        "from fastapi.testclient import TestClient\nfrom app.main import app\n\n\ndef test_heroes(session):\n"
        "    assert TestClient(app).get('/heroes').status_code == 200\n"
    )
    files = {"app/main.py": app, "tests/conftest.py": theirs, "tests/api/test_heroes.py": tests}
    before = snapshot(**files)
    made = change(before, "list_heroes")

    paths = {it.path for it in made.files}
    assert not paths & {"tests/conftest.py", "tests/api/conftest.py", "tests/api/test_heroes.py"}
    assert {"tests/api/contract/conftest.py", "tests/api/contract/test_heroes.py"} <= paths


def generated(files: dict[str, str], handler: str) -> str:
    """The test module that is written for a handler of a whole project."""
    made = change(of([Document(path, text) for path, text in files.items()]), handler)
    (text,) = (it.after for it in made.files if it.path.rpartition("/")[2].startswith("test_"))
    return text


GUARDED = """
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

basic = HTTPBasic(auto_error=False)


def authent(credentials: HTTPBasicCredentials | None = Depends(basic)):
    if credentials is None or credentials.password != "secret":
        raise HTTPException(status_code=403, detail="invalid password")
    return True


router = APIRouter()


@router.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


app = FastAPI()
app.include_router(router, dependencies=[Depends(authent)])
"""


def test_who_gets_the_good_answer_is_signed_in_though_the_dependency_gives_a_plain_value() -> None:
    text = generated({"main.py": GUARDED}, "health")

    assert "app.dependency_overrides[authent] = lambda: True" in text
    assert "def test_health(client: TestClient, user_id: str)" in text
    assert "def test_health_signed_out(client: TestClient)" in text


def test_no_good_answer_is_written_where_nobody_can_be_signed_in() -> None:
    text = generated({"main.py": GUARDED.replace("return True", "return credentials")}, "health")

    assert "def test_health_signed_out(" in text
    assert "def test_health(" not in text


TEAMS = """
from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_engine("sqlite://")
app = FastAPI()


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    motto: str


class TeamUpdate(SQLModel):
    id: int | None = None
    name: str | None = None
    motto: str | None = None


def get_db():
    with Session(engine) as session:
        yield session


@app.patch("/teams/{team_id}")
def update_team(team_id: int, data: TeamUpdate, db: Session = Depends(get_db)) -> Team:
    if (team := db.get(Team, team_id)) is None:
        raise HTTPException(404, "no team")
    team.sqlmodel_update(data.model_dump(exclude_unset=True))
    db.commit()
    db.refresh(team)
    return team
"""


def test_no_test_of_a_change_sends_another_key() -> None:
    text = generated({"main.py": TEAMS}, "update_team")

    assert 'payload = {"name": ' in text
    assert '"id": uuid4()' not in text


STORE = """
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
NAMES: dict[str, str] = {}


class Login(BaseModel):
    email: str


@app.get("/names/{key}")
def read_name(key: str, verbose: bool = False) -> dict[str, str]:
    if (name := NAMES.get(key)) is None:
        raise HTTPException(404, "Name not found")
    return {"name": name}


@app.get("/lengths/{key}")
def read_length(key: str) -> dict[str, int]:
    return {"length": len(key)}


@app.post("/login")
def login(data: Login) -> dict[str, str]:
    if data.email not in NAMES:
        raise HTTPException(401, "Who are you?")
    return {"token": "x"}
"""


def test_no_good_answer_is_claimed_for_what_nobody_stored() -> None:
    assert "status_code == 200" not in generated({"main.py": STORE}, "read_name")
    assert "status_code == 200" not in generated({"main.py": STORE}, "login")
    assert "status_code == 200" in generated({"main.py": STORE}, "read_length")


def test_a_column_that_may_be_empty_is_not_read_as_a_moment() -> None:
    moments = TEAMS.replace("    motto: str\n\n\nclass", "    left_at: datetime = Field(nullable=True)\n\n\nclass")
    text = generated({"main.py": "from datetime import datetime\n" + moments + READ_TEAM}, "read_team")

    assert "fromisoformat" not in text


READ_TEAM = """

class TeamRead(SQLModel):
    id: int
    left_at: datetime | None = None


@app.get("/teams/{team_id}")
def read_team(team_id: int, db: Session = Depends(get_db)) -> TeamRead:
    if (team := db.get(Team, team_id)) is None:
        raise HTTPException(404, "no team")
    return team
"""


@pytest.mark.parametrize(
    ("path", "text", "wanted"),
    [
        ("pytest.ini", "[pytest]\npython_files = *_test.py\n", "teams_test.py"),
        ("pyproject.toml", '[tool.pytest.ini_options]\npython_files = ["*_test.py"]\n', "teams_test.py"),
        ("setup.cfg", "[tool:pytest]\npython_files = test_*.py tests.py\n", "test_teams.py"),
        ("tox.ini", "[tox]\n", "test_teams.py"),
    ],
)
def test_a_new_module_is_called_as_pytest_is_told_to_collect(path: str, text: str, wanted: str) -> None:
    project = of([Document(path, text), Document("main.py", TEAMS)])
    made = change(project, "update_team")

    assert f"tests/contract/{wanted}" in {it.path for it in made.files}


@pytest.mark.parametrize(("ends", "said"), [("", True), ("        session.rollback()\n", False)])
def test_rows_that_stay_since_the_projects_own_fixture_undoes_nothing_are_told_of(ends: str, said: bool) -> None:
    theirs = (
        "import pytest\nfrom fastapi.testclient import TestClient\nfrom sqlmodel import Session\n"
        "from main import app, engine, get_db\n\n\n@pytest.fixture(scope='session')\ndef session():\n"
        f"    with Session(engine) as session:\n        yield session\n{ends}\n\n"
        "@pytest.fixture(scope='session')\ndef client(session: Session) -> TestClient:\n"
        "    app.dependency_overrides[get_db] = lambda: session\n    yield TestClient(app)\n"
    )
    made = change(of([Document("main.py", TEAMS), Document("tests/conftest.py", theirs)]), "update_team")

    assert any("their rows stay for later tests" in it for it in made.notes) is said

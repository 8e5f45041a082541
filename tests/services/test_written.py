"""What is written for tables as older and odder projects have them."""

import subprocess
import sys
from pathlib import Path

import pytest

from lsp_server.action import Cursor
from lsp_server.actions.generate_service import ACTION
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.gates import judge
from lsp_server.facts import syntax
from lsp_server.facts.file import read
from lsp_server.snapshot import of
from lsp_server.text import Document

DATABASE = """
from sqlalchemy.orm import DeclarativeBase, sessionmaker


class Base(DeclarativeBase): ...


maker = sessionmaker()


def get_session():
    with maker() as session:
        yield session
"""


TABLES = """
from sqlalchemy.orm import Mapped, mapped_column
from app.database import Base


class Team(Base):
    __tablename__ = "teams"
    id: Mapped[int] = mapped_column(primary_key=True)


class Media(Base):
    __tablename__ = "media"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


def written(table: str, text: str, others: dict[str, str] | None = None) -> dict[str, str]:
    """The files that "Generate service" writes for a table of a project with a synchronous session."""
    return generated({"app/database.py": DATABASE, "app/models.py": text, **(others or {})}, table)


def generated(files: dict[str, str], table: str) -> dict[str, str]:
    """The files that "Generate service" writes for a table."""
    made = answered(files, table)
    assert isinstance(made, Change), made
    return {it.path: it.after for it in made.files}


def answered(files: dict[str, str], table: str) -> Change | Refusal:
    """What "Generate service" says to a table."""
    snapshot = of([Document(path, text) for path, text in files.items()])
    found = next(it for it in snapshot.project.tables if it.name == table)
    offer = ACTION.offer(Cursor(snapshot, found.path, found.node.name_span))
    if isinstance(offer, Refusal):
        return offer
    made = ACTION.draft(offer)
    return judge(made, snapshot) if isinstance(made, Change) else made


def imported(text: str) -> set[tuple[str, str]]:
    nodes = syntax.walk(*read(Document("x.py", text)).body)
    return {(it.module, one.name) for it in nodes if isinstance(it, syntax.ImportFrom) for one in it.names}


def test_a_column_without_annotation_brings_the_import_of_its_type() -> None:
    files = written(
        "Invoice",
        "from sqlalchemy import Column, DateTime, Integer, Numeric\nfrom app.database import Base\n\n\n"
        "class Invoice(Base):\n    __tablename__ = 'invoices'\n    id = Column(Integer, primary_key=True)\n"
        "    total = Column(Numeric)\n    due_at = Column(DateTime, nullable=False)\n",
    )
    (schemas,) = (text for path, text in files.items() if "class InvoiceCreate" in text)
    assert {("datetime", "datetime"), ("decimal", "Decimal")} <= imported(schemas)


def test_a_type_of_sqlalchemy_in_an_annotation_is_no_type_of_a_schema() -> None:
    files = written(
        "Key",
        "from sqlalchemy import UUID\nfrom sqlalchemy.orm import Mapped, mapped_column\nfrom app.database import Base\n"
        "\n\nclass Key(Base):\n    __tablename__ = 'keys'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "    owner: Mapped[UUID] = mapped_column()\n",
    )
    (schemas,) = (text for path, text in files.items() if "class KeyCreate" in text)
    assert ("uuid", "UUID") in imported(schemas) and ("sqlalchemy", "UUID") not in imported(schemas)


def test_one_and_many_of_the_same_name_are_two_functions() -> None:
    teams = (
        "from sqlalchemy import select\nfrom sqlalchemy.orm import Session\nfrom app.models import Team\n\n\n"
        "def get_team(session: Session, team_id: int) -> Team | None:\n    return session.get(Team, team_id)\n\n\n"
        "def get_teams(session: Session) -> list[Team]:\n    return list(session.scalars(select(Team)))\n"
    )
    files = written("Media", f"{TABLES}    name: Mapped[str]\n", {"app/services/team.py": teams})
    (service,) = (text for path, text in files.items() if path.startswith("app/services/"))
    functions = [it.name for it in read(Document("x.py", service)).body if isinstance(it, syntax.FunctionDef)]
    assert {"get_media", "list_media"} <= set(functions)
    assert len(functions) == len(set(functions))


def test_of_two_providers_of_one_name_the_one_that_routes_mean_is_used() -> None:
    pool = (
        "from sqlmodel import Session, create_engine\n\nengine = create_engine('postgresql://x/y')\n\n\n"
        "def get_session():\n    with Session(engine) as session:\n        yield session\n"
    )
    route = (
        "from fastapi import Depends, FastAPI\nfrom sqlmodel import Session\nfrom core import get_session\n"
        "from models import Hero\n\napp = FastAPI()\n\n\n@app.get('/heroes/{hero_id}')\n"
        "def hero(hero_id: int, session: Session = Depends(get_session)) -> Hero:\n"
        "    return session.get_one(Hero, hero_id)\n"
    )
    files = {
        "core/__init__.py": "from core.there import get_session\n",
        "core/here.py": pool,
        "core/there.py": pool,
        "main.py": route,
        "models.py": "from sqlmodel import Field, SQLModel\n\n\nclass Hero(SQLModel, table=True):\n"
        "    id: int | None = Field(default=None, primary_key=True)\n    name: str\n",
    }

    made = generated(files, "Hero")

    (dependency,) = (text for path, text in made.items() if path.endswith("dependencies.py"))
    assert ("core", "get_session") in imported(dependency) or ("core.there", "get_session") in imported(dependency)


BOTH_WAYS = """
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker


class Base(DeclarativeBase): ...


sync_session = sessionmaker(create_engine("postgresql://x/y"))
async_session = async_sessionmaker(create_async_engine("postgresql+asyncpg://x/y"))


def get_sync_db():
    with sync_session() as db:
        yield db


async def get_db():
    async with async_session() as db:
        yield db
"""


def test_a_synchronous_service_is_completed_synchronously_though_routes_await_theirs() -> None:
    service = (
        "from sqlalchemy.orm import Session\nfrom app.models import Media\n\n\nclass MediaService:\n"
        "    def get_by_id(self, db: Session, media_id: int) -> Media | None:\n        return db.get(Media, media_id)\n"
    )
    route = (
        "from fastapi import Depends, FastAPI\nfrom sqlalchemy.ext.asyncio import AsyncSession\n"
        "from app.database import get_db\nfrom app.models import Media\n\napp = FastAPI()\n\n\n"
        "@app.get('/media/{media_id}')\nasync def media(media_id: int, db: AsyncSession = Depends(get_db)) -> str:\n"
        "    return (await db.get_one(Media, media_id)).name\n"
    )
    more = {"app/database.py": BOTH_WAYS, "app/services/media.py": service, "app/main.py": route}

    text = written("Media", f"{TABLES}    name: Mapped[str]\n", more)["app/services/media.py"]

    assert "def create_media" in text or "def create" in text
    assert "async" not in text and "await" not in text


PORT = """
from abc import ABC, abstractmethod
from app.models import Media


class MediaRepository(ABC):
    @abstractmethod
    def get_media(self, media_id: int) -> Media | None: ...

    @abstractmethod
    def list_media(self) -> list[Media]: ...
"""

STORED = """
from sqlalchemy import select
from sqlalchemy.orm import Session
from app.models import Media
from app.repositories.media import MediaRepository


class StoredMediaRepository(MediaRepository):
    def __init__(self, session: Session) -> None:
        self.session = session

    def get_media(self, media_id: int) -> Media | None:
        return self.session.get(Media, media_id)

    def list_media(self) -> list[Media]:
        return list(self.session.scalars(select(Media)))
"""

OPENING = """
from app.database import maker
from app.models import Media
from app.repositories.media import MediaRepository


class StoredMediaRepository(MediaRepository):
    def get_media(self, media_id: int) -> Media | None:
        with maker() as session:
            return session.get(Media, media_id)
"""


def test_what_implements_an_abstract_class_is_completed_and_not_the_class() -> None:
    more = {"app/repositories/media.py": PORT, "app/repositories/stored.py": STORED}
    files = written("Media", f"{TABLES}    name: Mapped[str]\n", more)

    assert "app/repositories/media.py" not in files
    assert "self.session.add(media)" in files["app/repositories/stored.py"]


def test_an_abstract_class_that_nothing_implements_is_left_alone() -> None:
    models = f"{TABLES}    name: Mapped[str]\n"
    files = {"app/database.py": DATABASE, "app/models.py": models, "app/repositories/media.py": PORT}
    said = answered(files, "Media")

    assert said == Refusal(
        "MediaRepository in app/repositories/media.py is abstract, and no class that implements it was found."
    )


def test_a_service_that_opens_sessions_itself_is_not_completed() -> None:
    port = PORT.replace("    @abstractmethod\n    def list_media(self) -> list[Media]: ...\n", "")
    more = {"app/repositories/media.py": port, "app/repositories/stored.py": OPENING}
    said = answered({"app/database.py": DATABASE, "app/models.py": f"{TABLES}    name: Mapped[str]\n", **more}, "Media")

    assert isinstance(said, Refusal) and "is given no session that new operations could use" in said.reason


STARTED_INSIDE = {
    "src/__init__.py": "",
    "src/app/__init__.py": "",
    "src/app/core/__init__.py": "",
    "src/app/core/database.py": DATABASE,
    "src/app/models/__init__.py": "from .media import Media\n",
    "src/app/models/media.py": f"{TABLES}    name: Mapped[str]\n".replace("app.database", "..core.database"),
    "src/app/main.py": "from fastapi import FastAPI\nfrom .models import Media\n\napp = FastAPI()\n",
    "src/scripts/seed.py": "from ..app.core.database import maker\n",
    "tests/test_a.py": "from src.app.main import app\n\n\ndef test_app():\n    assert app\n",
    "tests/test_b.py": "from src.app.models import Media\n\n\ndef test_media():\n    assert Media()\n",
}


@pytest.mark.parametrize("relative", [True, False])
def test_no_import_climbs_above_what_the_application_is_started_from(relative: bool, tmp_path: Path) -> None:
    """`uvicorn app.main:app` runs in `src`, which has an `__init__.py` of its own."""
    files = dict(STARTED_INSIDE)
    if not relative:
        within = {it: text for it, text in files.items() if it.startswith("src/app/")}
        files |= {
            it: text.replace("from .models", "from app.models").replace("from ..core", "from app.core")
            for it, text in within.items()
        }
    made = generated(files, "Media")
    for path, text in {**files, **made}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    modules = [it.removeprefix("src/").removesuffix(".py").replace("/", ".") for it in made if "__init__" not in it]

    done = subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}"], cwd=tmp_path / "src", capture_output=True, text=True
    )

    assert "app.main" in modules and done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("exception", "wanted"),
    [
        ("class NotFoundError(Exception): ...", 'NotFoundError("Media not found")'),
        (
            "class NotFoundError(Exception):\n    def __init__(self, *, resource: str, key: int) -> None: ...",
            'NotFoundError(resource="Media", key=media_id)',
        ),
        (
            "class NotFoundError(Exception):\n    def __init__(self, entity: str, identifier: str) -> None: ...",
            'NotFoundError("Media", str(media_id))',
        ),
        # The class itself is not what we have, so that ours is raised.
        (
            "class EntityNotFound(Exception):\n    def __init__(self, model: type, id: int) -> None: ...",
            'NotFoundError("Media", media_id)',
        ),
    ],
)
def test_an_exception_of_the_project_is_raised_as_its_constructor_allows(exception: str, wanted: str) -> None:
    files = written("Media", f"{TABLES}    name: Mapped[str]\n", {"app/exceptions.py": f"{exception}\n"})

    (service,) = (text for text in files.values() if "class MediaService" in text)
    assert f"raise {wanted}" in service


def test_an_exception_that_cannot_say_what_is_wrong_is_not_used_for_all_conflicts() -> None:
    exception = "class AlreadyExists(Exception):\n    def __init__(self, *, resource: str) -> None: ...\n"
    files = written("Media", f"{TABLES}    name: Mapped[str]\n", {"app/exceptions.py": exception})

    assert 'ConflictError(f"{entity} is still in use")' in files["app/errors.py"]


def test_a_column_whose_type_is_not_known_is_said_to_be_the_reason() -> None:
    models = f"{TABLES}    owner = mapped_column(GUID, nullable=False)\n".replace(
        "from app", "from elsewhere import GUID\nfrom app"
    )
    said = answered({"app/database.py": DATABASE, "app/models.py": models}, "Media")

    assert said == Refusal(
        "The code does not tell which Python type Media.owner has, so nothing can be written about it."
    )


def test_nothing_is_imported_from_the_file_that_makes_the_application() -> None:
    main = "from fastapi import FastAPI\nfrom app.database import Base\n\napp = FastAPI()\n"
    models = f"{TABLES}    name: Mapped[str]\n"
    said = answered({"app/database.py": DATABASE, "app/main.py": models + "\n\n" + main}, "Media")

    assert said == Refusal(
        "The service would import Media from app/main.py, which makes the application; move it to a file of its own "
        "first."
    )


LAST = """
from sqlalchemy.orm import Session
from app.models import Media


class MediaManager:
    @classmethod
    def get_media(cls, media_id: int, session: Session) -> Media | None:
        return session.get(Media, media_id)
"""


def test_a_service_is_completed_in_its_own_order_of_parameters_and_by_class_methods() -> None:
    text = written("Media", f"{TABLES}    name: Mapped[str]\n", {"app/managers.py": LAST})["app/managers.py"]

    assert "@staticmethod" not in text
    assert "(cls, media_id: int, session: Session) -> bool" in text
    assert "media = cls.get_media(media_id, session)" in text


def test_operations_under_another_word_are_not_written_once_more() -> None:
    key = LAST.replace("get_media", "get_key").replace("media_id", "key_id")
    key += "\n    @classmethod\n    def create_key(cls, name: str, session: Session) -> Media: ...\n"
    said = answered(
        {"app/database.py": DATABASE, "app/models.py": f"{TABLES}    name: Mapped[str]\n", "app/managers.py": key},
        "Media",
    )

    assert said == Refusal("MediaManager in app/managers.py calls each Media a key: it has such operations.")

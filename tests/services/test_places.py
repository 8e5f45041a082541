"""Where a service and its schemas go, and how they are called, beside others that are not quite like them."""

import pytest

from lsp_server.action import Cursor, Offer
from lsp_server.actions.generate_service import draft, offer
from lsp_server.edits.change import Change
from lsp_server.snapshot import of
from lsp_server.text import Document

MODELS = """\
from sqlmodel import Field, SQLModel


class Chat(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


class Task(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    metadata: str = ""
"""

CHATS = """\
from sqlmodel import Session

from app.models import Chat, ChatUpdate


def get_chat(db: Session, chat_id: int) -> Chat | None:
    return db.get(Chat, chat_id)


def update_chat(db: Session, chat: Chat, chat_update: ChatUpdate) -> Chat:
    chat.sqlmodel_update(chat_update)
    db.commit()
    return chat
"""

EVENTS = """\
from pydantic import BaseModel


class TaskCreateEvent(BaseModel):
    task_id: int


class TaskUpdateEventData(BaseModel):
    task_id: int
"""

JOBS = """\
from sqlmodel import Session

from app.models import Task


class JobRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def get_by_id(self, job_id: int) -> Task | None:
        return self.session.get(Task, job_id)
"""


def generated(**more: str) -> tuple[str, dict[str, str]]:
    """The title of the offer for Task, and the files it writes."""
    files = {"app/__init__.py": "", "app/models.py": MODELS, **more}
    snapshot = of([Document(path, text) for path, text in files.items()])
    table = next(it for it in snapshot.project.tables if it.name == "Task")
    offered = offer(Cursor(snapshot, table.path, table.node.name_span))
    assert isinstance(offered, Offer)
    change = draft(offered)
    assert isinstance(change, Change)
    return offered.title, {it.path: it.after for it in change.files}


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ("app/services/talk_service.py", "app/services/task_service.py"),
        ("app/repositories/talk.py", "app/repositories/task.py"),
        ("app/crud.py", "app/crud.py"),
    ],
)
def test_a_file_that_is_called_after_something_else_is_no_place(there: str, wanted: str) -> None:
    _, files = generated(**{there: CHATS})

    assert wanted in files
    assert wanted == there or there not in files


def test_create_takes_no_parameter_called_after_update() -> None:
    _, files = generated(**{"app/services/chat_service.py": CHATS})

    assert "task_create: TaskCreate" in files["app/services/task_service.py"]
    assert "task_update: TaskUpdate" in files["app/services/task_service.py"]


def test_what_is_sent_over_queues_is_no_schema_of_requests() -> None:
    _, files = generated(**{"app/events/schemas.py": EVENTS})

    assert "app/events/schemas.py" not in files
    assert "class TaskCreate(" in files["app/schemas.py"]


def test_a_field_called_metadata_hides_nothing_of_sqlmodel() -> None:
    _, files = generated()

    assert "class TaskPublic(BaseModel):" in files["app/schemas.py"]


def test_a_repository_is_known_by_what_its_get_returns() -> None:
    title, files = generated(**{"app/repositories/job_repository.py": JOBS})

    assert title == "Complete service for Task (adds create, list, update, delete)"
    assert "def get_by_id" in files["app/repositories/job_repository.py"]

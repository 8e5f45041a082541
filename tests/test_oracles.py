"""The comparison with reality finds what is right, what is wrong and what is not known, in a tree with some of each."""

import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parents[1] / "oracles" / "run.py"
MODELS = """
from sqlmodel import Field, Session, SQLModel, create_engine, select

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)

def main():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    name = "Deadpond".upper()
    with Session(engine) as session:
        session.exec(select(Hero).where(Hero.name == name)).all()
        session.get(Hero, 1)
"""
ROUTES = """
import os
from fastapi import APIRouter, FastAPI
from app.models import Hero

router = APIRouter(prefix="/heroes")

@router.get("/{hero_id}", status_code=203)
def read(hero_id: int) -> list[Hero]: ...

known = FastAPI()
known.include_router(router, prefix="/api")

computed = FastAPI()

@computed.get(os.sep + "computed")
def compute(): ...
"""
HIDDEN = """
from fastapi import FastAPI
app = FastAPI()

def hide(app):
    def hidden(): ...
    getattr(app, "get")("/hidden")(hidden)

hide(app)
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    texts = {"models": MODELS, "routes": ROUTES, "hidden": HIDDEN, "broken": "from fastapi import FastAPI(\n"}
    (tmp_path / "app").mkdir()
    for name, text in texts.items():
        (tmp_path / "app" / f"{name}.py").write_text(text)
    return tmp_path


def asked(tree: Path, *flags: str) -> list[str]:
    ran = subprocess.run([sys.executable, RUN, tree, *flags], capture_output=True, text=True, check=True)
    return [it for it in ran.stdout.splitlines() if it]


def test_a_tree_with_some_of_each(tree: Path) -> None:
    found = asked(tree)
    assert found[0] == f"{tree.name}: 4 modules, 1 of them could not be imported."
    assert found[3:6] == [
        "| routes | 3 | 1 | 1 | 1 | 0 | 1 | 33.3 % | 100.0 % |",
        "| tables (DDL) | 1 | 1 | 1 | 0 | 0 | 0 | 100.0 % | 100.0 % |",
        "| queries (SQL) | 1 | 1 | 1 | 0 | 0 | 0 | 100.0 % | 100.0 % |",
    ]
    said = "\n".join(found[6:])
    assert "not imported: app.broken: SyntaxError" in said
    assert "app/hidden.py:6 GET /hidden (hide.hidden): missed" in said
    assert "GET /computed (compute): its prefix is not known" in said


def test_all_as_one_application(tree: Path) -> None:
    (tree / "app" / "broken.py").unlink()
    found = asked(tree, "--together", "--app", "app.hidden:hide(app) or app")
    assert found[3] == "| routes | 3 | 1 | 1 | 1 | 0 | 1 | 33.3 % | 100.0 % |"


def test_a_handler_that_is_declared_twice_at_one_path_has_two_answers(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\nclass Told(BaseModel): ...\n\n"
        "app, other = FastAPI(), FastAPI()\n\n"
        "@app.get('/x', response_model=Told)\ndef read(): ...\n\n"
        "other.add_api_route('/x', read, status_code=202)\n"
    )
    assert asked(tmp_path)[3] == "| routes | 1 | 1 | 1 | 0 | 0 | 0 | 100.0 % | 100.0 % |"

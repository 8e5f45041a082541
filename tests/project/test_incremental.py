"""What is kept from moment to moment is what would be found anew, whatever was edited in between."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server import discover
from lsp_server.places.search import search
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.classes import key
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.routes.uses import depending_on, raising_at, speaking_of
from lsp_server.project.view import Project
from lsp_server.snapshot import Snapshot, of
from lsp_server.sql.kept import ddl_of, join_of
from lsp_server.text import Document

SAMPLES = Path(__file__).parent / "samples"
FOLDERS = [*sorted(it for it in SAMPLES.iterdir() if it.is_dir()), Path(__file__).parents[2] / "lsp_server/cli/sample"]
PIECES = (
    "\n",
    "    ",
    "x = 1\n",
    "def ",
    "class Hero(SQLModel, table=True):\n    id: int | None = Field(default=None, primary_key=True)\n",
    '@router.get("/more")\ndef more() -> None:\n    raise HTTPException(404)\n',
    "from fastapi import HTTPException\n",
    "é",
    '"',
    "(",
    '"""',
    "Depends(",
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.name)
@pytest.mark.parametrize("seed", range(3))
def test_incremental_equals_fresh(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    snapshot = discover.snapshot(folder)
    known(snapshot)
    for _ in range(8):
        snapshot = changed(snapshot, chance)
        assert known(snapshot) == known(anew(snapshot))


def test_a_file_that_is_opened_as_it_is_changes_nothing() -> None:
    before = discover.snapshot(FOLDERS[-1])
    said = known(before)
    read = before.files["app/models.py"]
    after = before.with_document(Document("app/models.py", read.document.text, 1))

    assert after.files["app/models.py"].document.version == 1
    assert after.files["app/models.py"].body is read.body
    assert after.files.changed_since(before.files.revision) == frozenset()
    assert known(after) == said
    typed = after.with_document(Document("app/models.py", f"x = 1\n{read.document.text}", 2))
    assert known(typed) == known(anew(typed))


def test_a_moment_stays_what_it_was(folder: Path = FOLDERS[0]) -> None:
    before = discover.snapshot(folder)
    path = next(it for it, facts in before.files.items() if facts.document.text)
    after = before.with_document(Document(path, "class Nothing: ...\n"))
    known(after)
    assert known(before) == known(anew(before))


def test_what_is_tried_out_leaves_no_trace() -> None:
    text = 'from fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/one")\ndef one() -> None: ...\n'
    snapshot = of([Document("main.py", text)])
    tried = snapshot.with_document(Document("main.py", text.replace("one", "two")))
    more = snapshot.with_document(Document("more.py", "x = 1\n"))
    assert [it.path for it in tried.project.routes] == ["/two"]
    assert [it.path for it in more.project.routes] == ["/one"]
    assert [it.path for it in snapshot.project.routes] == ["/one"]


def test_what_is_far_from_an_edit_is_not_linked_again() -> None:
    snapshot = of([Document("main.py", 'app = FastAPI()\n\n@app.get("/")\ndef root(): ...\n'), Document("far.py", "")])
    before = snapshot.project.routes
    assert snapshot.with_document(Document("far.py", "x = 1\n")).project.routes[0] is before[0]


def test_above_an_edit_what_was_worked_out_of_a_function_is_kept() -> None:
    text = "def one(a: int) -> int:\n    b = a\n    return b\n\n\ndef two() -> int:\n    return 2\n"
    opened = of([Document("main.py", text, version=1)])
    before = opened.with_document(Document("main.py", text + "\n", version=2))
    kept = [body_of(before.project.modules, "main.py", it) for it in ("one", "two")]
    after = before.with_document(Document("main.py", text.replace("2", "22"), version=3))
    found = [body_of(after.project.modules, "main.py", it) for it in ("one", "two")]
    assert found[0] is kept[0]
    assert found[1] is not kept[1]


HERO = """
from sqlmodel import Field, Relationship, SQLModel

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    team: "Team" = Relationship()
"""
TEAM = HERO.replace("Hero", "Team").replace('    team: "Team" = Relationship()\n', "")


def test_a_class_that_appears_elsewhere_is_what_a_bare_name_means() -> None:
    before = of([Document("hero.py", HERO), Document("other.py", "x = 1\n")])
    assert before.project.tables[0].relationships[0].target_symbol is None
    after = before.with_document(Document("other.py", TEAM))
    target = after.project.tables[0].relationships[0].target_symbol
    assert target is not None and target.path == "other.py"
    assert before.project.tables[0].relationships[0].target_symbol is None


def test_a_folder_that_becomes_a_package_is_no_import_root() -> None:
    files = [Document("back/app/models.py", TEAM), Document("cli/main.py", "from app.models import Team\n")]
    before = of(files)
    assert isinstance(before.project.modules.resolve("cli/main.py", "Team"), Symbol)
    after = before.with_document(Document("back/__init__.py", ""))
    assert isinstance(after.project.modules.resolve("cli/main.py", "Team"), External)


def changed(snapshot: Snapshot, chance: random.Random) -> Snapshot:
    """The snapshot after one random edit: of a text, or a file that comes or goes."""
    paths = [it for it in snapshot.files if it.endswith(".py")]
    path = chance.choice(paths)
    text = snapshot.files[path].document.text
    match chance.randrange(12):
        case 0 if len(paths) > 2:
            return snapshot.without(path)
        case 1:
            return snapshot.with_document(Document(path.replace(".py", "_more.py"), text))
        case 2:
            package = f"{path.rpartition('/')[0]}/__init__.py".lstrip("/")
            return snapshot.without(package) if package in paths else snapshot.with_document(Document(package, ""))
        case 3:
            return snapshot.with_document(Document(f"other/{path}", text))
        case _:
            start = chance.randint(0, len(text))
            end = min(len(text), start + chance.choice((0, 0, 0, 1, 20)))
            typed = text[:start] + chance.choice(PIECES) + text[end:]
            return snapshot.with_document(
                Document(path, typed, version=1)
            )  # as an editor's, so it is read from the last


def anew(snapshot: Snapshot) -> Snapshot:
    return of(it.document for it in snapshot.files.values())


def known(snapshot: Snapshot) -> dict[str, object]:
    """Everything the view says, with all places."""
    project = snapshot.project
    return {
        "tables": project.tables,
        "schemas": project.schemas,
        "enums": project.enums,
        "routes": project.routes,
        "exception handlers": project.exception_handlers,
        "sessions": project.sessions,
        "session aliases": project.session_aliases,
        "services": project.services,
        "tests": project.tests,
        "fixtures": project.fixtures,
        "apps": project.apps,
        "mentions": project.mentions,
        "requests": [project.exercises_of(it) for it in project.routes],
        "settings": project.settings,
        "conventions": [project.conventions_near(it) for it in snapshot.files],
        "layers": [project.layers_near(it) for it in snapshot.files],
        "flows": list(flows(project)),
        "mentions of things": [(it, project.mentions_of(it)) for it in sorted({it.thing for it in project.mentions})],
        "things": [project.things_in(it) for it in snapshot.files],
        "symbols": [search(project, it) for it in ("", "get", "post /", "hero")],
        "of tables": [
            (
                ddl_of(project, it),
                [join_of(project, it, one) for one in it.relationships],
                project.routes_reaching(it),
                speaking_of(project.modules, {key(it.symbol)}),
            )
            for it in project.tables
        ],
        "of routes": [
            (
                [raising_at(project.modules, one.path, one.span) for one in it.raises],
                [depending_on(project.modules, key(one.symbol)) for one in it.dependencies if one.symbol is not None],
            )
            for it in project.routes
        ],
    }


def flows(project: Project) -> Iterator[object]:
    for path in project.files:
        for it in filter(None, (project.flow(path, name) for name, _ in project.files[path].functions)):
            yield it.path, it.name, it.queries, it.calls, it.helpers


def test_a_backref_that_is_typed_elsewhere_is_a_relationship_here() -> None:
    base = "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship\n"
    policy = (
        base
        + "class Base(DeclarativeBase): ...\nclass Policy(Base):\n    __tablename__ = 'policy'\n    id: Mapped[int]\n"
    )
    rule = base + (
        "from sqlalchemy import ForeignKey\nfrom policy import Base\nclass Rule(Base):\n    __tablename__ = 'rule'\n"
        "    policy_id: Mapped[int] = mapped_column(ForeignKey('policy.id'))\n    policy = relationship('Policy'{0})\n"
    )
    before = of([Document("policy.py", policy, 1), Document("rule.py", rule.format(""), 1)])
    assert [it.relationships for it in before.project.tables_in("policy.py")] == [()]
    after = before.with_document(Document("rule.py", rule.format(", backref='rules'"), 2))
    [table] = after.project.tables_in("policy.py")
    assert [(it.name, it.many, it.path) for it in table.relationships] == [("rules", True, "rule.py")]
    renamed = after.with_document(Document("rule.py", rule.format(", backref='norms'"), 3))
    assert [it.name for it in renamed.project.tables_in("policy.py")[0].relationships] == ["norms"]
    gone = renamed.without("rule.py")
    assert [it.relationships for it in gone.project.tables_in("policy.py")] == [()]

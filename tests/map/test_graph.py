"""Which nodes and edges there are, with their places."""

import json
from collections.abc import Callable

from lsp_server.map.graph import Found
from lsp_server.map.order import settle
from lsp_server.map.values import Graph

GraphOf = Callable[..., Graph]

MODELS = """\
from sqlmodel import Field, SQLModel

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    guild_id: int = Field(foreign_key="guild.id")

class Guild(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

    @classmethod
    def find(cls, session: Session, id: int):
        return session.get(cls, id)
"""
HEAD = "from fastapi import Depends, FastAPI\nfrom sqlmodel import Session, select\nfrom models import Guild, Hero\n\n"


def edges(graph: Graph) -> list[str]:
    return [f"{it.source} {it.kind} {it.target} {it.place.line}" for it in graph.edges]


def test_the_sample(drawn: Callable[..., str]) -> None:
    graph = json.loads(drawn("--format", "json"))
    assert graph["title"] == "guild"
    assert graph["totals"] == {
        "routes": 6,
        "functions": 5,
        "tables": 2,
        "tests": 2,
        "untested": 3,
        "violations": 2,
    }
    assert [(it["name"], it["layer"]) for it in graph["groups"]] == [
        ("models", "tables"),
        ("main", "routes"),
        ("heroes", "routes"),
        ("HeroService", "services"),
        ("guilds", "data"),
        ("test_heroes", "tests"),
    ]
    said = [f"{it['from']} {it['kind']} {it['to']} {it['file']}:{it['line']}" for it in graph["edges"]]
    assert said == [
        "route:GET /api/heroes calls function:app/services/heroes.py:HeroService.list app/routes/heroes.py:13",
        "function:app/services/heroes.py:HeroService.list reads table:app/models.py:Hero app/services/heroes.py:24",
        "route:GET /api/heroes/{id} calls function:app/services/heroes.py:HeroService.get app/routes/heroes.py:18",
        "function:app/services/heroes.py:HeroService.get reads table:app/models.py:Hero app/services/heroes.py:18",
        "route:POST /api/heroes calls function:app/services/heroes.py:HeroService.create app/routes/heroes.py:23",
        "function:app/services/heroes.py:HeroService.create calls function:app/services/guilds.py:join "
        "app/services/heroes.py:27",
        "function:app/services/guilds.py:join reads table:app/models.py:Guild app/services/guilds.py:7",
        "function:app/services/guilds.py:join writes table:app/models.py:Hero app/services/guilds.py:8",
        "route:POST /api/heroes/tidy calls function:app/services/heroes.py:HeroService.tidy app/routes/heroes.py:28",
        "route:GET /api/heroes/{id}/guild reads table:app/models.py:Guild app/routes/heroes.py:33",
        "route:GET /api/heroes/{id}/guild reads table:app/models.py:Hero app/routes/heroes.py:33",
        "table:app/models.py:Hero references table:app/models.py:Guild app/models.py:15",
        "test:tests/test_heroes.py::test_list tests route:GET /api/heroes tests/test_heroes.py:2",
        "test:tests/test_heroes.py::test_create_and_read tests route:POST /api/heroes tests/test_heroes.py:6",
        "test:tests/test_heroes.py::test_create_and_read tests route:GET /api/heroes/{id} tests/test_heroes.py:7",
    ]
    notes = {it["id"]: it["notes"] for it in graph["nodes"] if it["notes"]}
    assert notes == {
        "function:app/services/heroes.py:HeroService.tidy": [
            "The SQL is raw text whose tables are not known. (app/services/heroes.py:32)"
        ]
    }
    assert [(it["code"], it["file"], it["line"], it["nodes"], it["targets"]) for it in graph["violations"]] == [
        (
            "BL301",
            "app/routes/heroes.py",
            33,
            ["route:GET /api/heroes/{id}/guild"],
            ["table:app/models.py:Guild", "table:app/models.py:Hero"],
        ),
        ("BL302", "app/services/heroes.py", 20, ["function:app/services/heroes.py:HeroService.get"], []),
    ]


def test_a_path_chooses_routes_and_what_they_reach(drawn: Callable[..., str]) -> None:
    graph = json.loads(drawn("app/main.py", "--format", "json"))
    assert [it["id"] for it in graph["nodes"] if it["kind"] != "table"] == ["route:GET /ping"]
    assert graph["violations"] == [], "they are of other files"


def test_a_method_of_a_table_stands_for_the_table(graph_of: GraphOf) -> None:
    code = HEAD + (
        "app = FastAPI()\n\n\n@app.get('/guild')\ndef guild(session: Session):\n    return Guild.find(session, 1)\n"
    )
    graph = graph_of({"models.py": f"from sqlmodel import Session\n{MODELS}", "main.py": code})
    assert edges(graph) == [
        "route:GET /guild reads table:models.py:Guild 10",
        "table:models.py:Hero references table:models.py:Guild 6",
    ]


def test_what_most_routes_depend_on_is_told_apart(graph_of: GraphOf) -> None:
    code = HEAD + "app = FastAPI()\n\n\ndef user(session: Session):\n    return session.get(Guild, 1)\n"
    for number in range(9):
        code += f"\n\n@app.get('/{number}')\ndef r{number}(user=Depends(user)): ...\n"
    graph = graph_of({"models.py": MODELS, "main.py": code})
    assert graph.shared == {"function:main.py:user"}
    assert sum(it.kind == "depends" for it in graph.edges) == 9
    few = graph_of({"models.py": MODELS, "main.py": code.partition("@app.get('/5')")[0]})
    assert few.shared == set()


def test_routes_that_are_declared_alike_are_two_nodes(graph_of: GraphOf) -> None:
    code = (
        "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get('/a')\ndef a(): ...\n\n@app.get('/a')\ndef b(): ...\n"
    )
    test = "def test_it(client):\n    client.get('/a')\n"
    graph = graph_of({"main.py": code, "test_it.py": test})
    assert [it.id for it in graph.nodes if it.kind == "route"] == ["route:GET /a", "route:GET /a (2)"]
    assert len({it.id for it in graph.nodes}) == len(graph.nodes)


def test_tables_that_share_a_table_are_one(graph_of: GraphOf) -> None:
    models = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): ...

class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}

class Sold(Event):
    __mapper_args__ = {"polymorphic_identity": "sold"}
"""
    graph = graph_of({"models.py": models})
    assert [(it.name, it.model) for it in graph.nodes] == [("events", "Event")]


def test_a_finding_in_a_function_that_no_route_reaches_is_shown_all_the_same() -> None:
    from lsp_server.map.graph import build
    from lsp_server.snapshot import of
    from lsp_server.text import Document

    text = "def lonely():\n    raise Exception\n"
    project = of([Document("services/a.py", text)]).project
    span = project.files["services/a.py"].definitions["lonely"].span
    graph = build(project, "it", (), [Found("BL302", "Says why.", "services/a.py", span)])
    assert [it.nodes for it in graph.violations] == [("function:services/a.py:lonely",)]


def test_boxes_settle_where_they_want_to_be_and_never_on_each_other() -> None:
    assert settle([0, 100], [10, 10], 5) == [0, 100]
    assert settle([50, 50], [10, 10], 5) == [42.5, 57.5]
    assert settle([100, 0, 0], [10, 10, 10], 0) == [23.3, 33.3, 43.3]
    assert settle([-80, -80], [10, 10], 5) == [0, 15], "the top is the top"
    assert settle([], [], 5) == []

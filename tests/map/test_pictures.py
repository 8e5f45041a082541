"""The page and the still picture: well-formed, the same every time, safe with any name, readable at any size."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lsp_server.map.html import as_html
from lsp_server.map.shown import cut, shown, width
from lsp_server.map.svg import as_svg
from lsp_server.map.values import Graph

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GraphOf = Callable[..., Graph]
SVG = "{http://www.w3.org/2000/svg}"

_VOID = frozenset("meta input br link img hr".split())


class Page(HTMLParser):
    """An HTML page read strictly: every element is closed in its order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.is_row = False
        self.scripts: list[str] = []
        self.rows: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value) for name, value in attrs]
        assert len({name for name, _ in attrs}) == len(attrs), self.get_starttag_text()
        if tag == "script":
            self.scripts.append("")
        if tag == "button":
            self.is_row = ("class", "row") in attrs
            self.rows += [""] if self.is_row else []
        if tag not in _VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.lasttag == tag == "path" or self.open[-1] == tag:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.scripts[-1] += data
        if "button" in self.open and self.is_row:
            self.rows[-1] += data

    @property
    def data(self) -> dict[str, list[list[object]]]:
        found = json.loads(self.scripts[0])
        assert isinstance(found, dict)
        return found


def texts(picture: str) -> str:
    return "\n".join("".join(it.itertext()) for it in ET.fromstring(picture).iter(f"{SVG}text"))


# --------------------------------------------------------------------------- the sample


def test_the_still_picture_is_what_was_looked_at(drawn: Callable[..., str], request: pytest.FixtureRequest) -> None:
    """`pytest --update` writes it anew: then look at it."""
    golden = HERE / "samples" / "guild.svg"
    picture = drawn("--format", "svg")
    if request.config.getoption("--update"):
        golden.write_text(picture, encoding="utf-8")
    assert picture == golden.read_text(encoding="utf-8")


def test_the_page_says_all_in_words(drawn: Callable[..., str]) -> None:
    page = Page(drawn("--format", "html"))
    words = [" ".join(it.split()) for it in page.rows]
    assert "GET /api/heroes/{id}/guild ! ○" in words
    assert "heroes Hero" in words
    assert "tidy ?" in words
    text = drawn("--format", "html")
    assert "`read_guild` queries the database itself" in text and "app/routes/heroes.py:33" in text


def test_nothing_is_fetched(drawn: Callable[..., str]) -> None:
    for picture in (drawn("--format", "html"), drawn("--format", "svg")):
        bare = picture.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//\w+\.\w+|@import|url\(|\bsrc=", bare)
    page = Page(drawn("--format", "html"))
    assert [value for _, name, value in page.attributes if name == "href"] == ["#violations"]


def test_the_still_picture_is_well_formed_and_marks_violations_not_by_colour_alone(drawn: Callable[..., str]) -> None:
    root = ET.fromstring(drawn("--format", "svg"))
    assert root.tag == f"{SVG}svg" and root.find(f"{SVG}title") is not None
    broken = [it for it in root.iter(f"{SVG}path") if "broken" in (it.get("class") or "") and it.get("d") != "M0 0H26"]
    signs = [it for it in root.iter(f"{SVG}text") if it.text == "!" and it.get("class") == "signtext"]
    assert len(broken) == 2 and len(signs) >= len(broken) + 2, "one on each line, one on each row"
    assert "! BL301  `read_guild` queries the database itself" in texts(drawn("--format", "svg"))


@pytest.mark.parametrize("output", ["html", "svg", "json"])
def test_the_same_project_gives_the_same_bytes(output: str) -> None:
    def run(seed: str) -> bytes:
        command = [sys.executable, "-m", "lsp_server", "map", "--root", ".", "--format", output]
        return subprocess.run(
            command,
            cwd=HERE / "samples" / "guild",
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout

    assert run("1") == run("2")


# --------------------------------------------------------------------------- odd projects

EVIL = [
    "/<script>alert(1)</script>",
    '/"onmouseover="alert(1)',
    "/'><img src=x>",
    "/]]>&lt;!--",
    "/</script><!-- {{ 7*7 }} {% raw %}",
    "/\\x00\\x1b[31m\\u202e\\ud800\\uffff",
    "/漢字/🦸/é" + "x" * 300,
]


def test_any_name_is_only_text(graph_of: GraphOf) -> None:
    code = "from fastapi import FastAPI\napp = FastAPI()\n"
    for number, path in enumerate(EVIL):
        code += (
            f"\n@app.get({json.dumps(path, ensure_ascii=False).replace(chr(92) * 2, chr(92))})\ndef r{number}(): ...\n"
        )
    models = """\
from sqlmodel import Field, SQLModel

class Tablé(SQLModel, table=True):
    __tablename__ = "<b>\\"&'</b>"
    id: int | None = Field(default=None, primary_key=True)
"""
    graph = graph_of({"main.py": code, "<i>/models.py": models}, "<title>&")
    assert graph.count("route") == len(EVIL)
    page = Page(as_html(graph))
    assert len(page.scripts) == 2 and not any(tag in ("img", "b") and name == "src" for tag, name, _ in page.attributes)
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    names = [str(it[1]) for it in page.data["nodes"]]
    assert "GET /<script>alert(1)</script>" in names and "<b>\"&'</b>" in names
    assert any("{{ 7*7 }} {% raw %}" in it for it in names)
    picture = as_svg(graph)
    said = texts(picture)
    assert "/<script>alert(1)</script>" in said and "<b>\"&'</b>" in said
    for text in (picture, "".join(page.rows)):
        assert not re.search("[\x00-\x08\x1b\u202e\ud800\uffff]", text)
    picture.encode("utf-8")


def test_an_empty_project_has_a_picture(graph_of: GraphOf) -> None:
    for graph in (graph_of({}), graph_of({"a.py": "x = 1\n"})):
        assert "There are no routes and no tables here." in as_html(graph)
        Page(as_html(graph))
        assert "0 routes" in texts(as_svg(graph))


def test_half_typed_code_has_a_picture(graph_of: GraphOf) -> None:
    code = """\
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, select
app = FastAPI()

class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

@app.get("/a")
def a(session: Session):
    return session.exec(select(Hero)).all()

@app.get("/b")
def b(session: Session:
    session.exec(select(Hero).where(
"""
    graph = graph_of({"main.py": code})
    assert "route:GET /a" in {it.id for it in graph.nodes}
    assert [it.target for it in graph.edges if it.source == "route:GET /a"] == ["table:main.py:Hero"]
    Page(as_html(graph))
    ET.fromstring(as_svg(graph))


def large(routes: int) -> dict[str, str]:
    files = {}
    for feature in range(routes // 10):
        files[f"app/f{feature}.py"] = f"""\
from fastapi import APIRouter
from sqlmodel import Field, Session, SQLModel, select
router = APIRouter(prefix="/f{feature}")

class T{feature}(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

def rows(session: Session):
    return session.exec(select(T{feature})).all()
""" + "".join(f"\n@router.get('/r{n}')\ndef r{n}(session: Session):\n    return rows(session)\n" for n in range(10))
    names = ", ".join(f"f{it}" for it in range(routes // 10))
    includes = "".join(f"app.include_router(f{it}.router)\n" for it in range(routes // 10))
    files["app/__init__.py"] = ""
    files["app/main.py"] = f"from fastapi import FastAPI\nfrom app import {names}\napp = FastAPI()\n{includes}"
    return files


def test_five_hundred_routes_are_closed_cards(graph_of: GraphOf) -> None:
    graph = graph_of(large(500))
    assert graph.count("route") == 500 and len(graph.edges) == 550
    page, picture = as_html(graph), as_svg(graph)
    assert len(Page(page).rows) == 500 + 50 + 50
    assert page.count('<details class="card">') == 101 and '<details class="card" open>' not in page
    said = texts(picture)
    assert said.count("10 routes") == 50 and "/f7/r3" not in said
    lines = [it for it in ET.fromstring(picture).iter(f"{SVG}path") if it.find(f"{SVG}title") is not None]
    assert len(lines) == 100, "one from card to card, however many from row to row"


def test_ten_routes_are_open_cards(graph_of: GraphOf) -> None:
    graph = graph_of(large(10))
    assert '<details class="card">' not in as_html(graph)
    assert "/f0/r3" in texts(as_svg(graph))


# --------------------------------------------------------------------------- words


def test_text_is_cut_by_columns() -> None:
    assert cut("hero", 4) == "hero"
    assert cut("heroes", 4) == "her…"
    assert cut("heroes", 4, start=True) == "…oes"
    assert (width("漢字"), width("e\u0301")) == (4, 1)
    assert cut("漢字漢字", 5) == "漢字…"
    assert shown("a\x00b\u202ec\n\td") == "a␀b\ufffdc  d"

"""The status on the card of a raise is the one that a client of the running application gets."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from lsp_server.action import Cursor
from lsp_server.cards.raised import show
from lsp_server.discover import snapshot
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span

SAMPLE = Path(__file__).parents[1] / "project" / "samples" / "errors"
ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from starlette.testclient import TestClient
from importlib import import_module
app = import_module(sys.argv[2]).app
with TestClient(app, raise_server_exceptions=False) as client:
    print(json.dumps({path: client.get(path).status_code for path in json.loads(sys.argv[3])}))
"""
UNHANDLED = """
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

class Broken(Exception): ...

app = FastAPI()

@app.get("/broken")
def broken() -> None:
    raise Broken()
"""
ACCIDENT = """
@app.exception_handler(Exception)
async def on_accident(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({}, status_code=503)
"""


def answers(folder: Path, module: str, paths: list[str]) -> dict[str, int]:
    command = [sys.executable, "-W", "ignore", "-c", ASK, str(folder), module, json.dumps(paths)]
    answered: dict[str, int] = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return answered


def on_the_card(found: Snapshot, path: str, at: int) -> set[int]:
    shown = show(Cursor(found, path, Span(at, at)))
    assert shown is not None
    return {int(it) for it in re.findall(r"\b[45]\d\d\b", shown.plain.splitlines()[0])}


def test_each_raise_of_the_sample_shows_what_its_routes_answer() -> None:
    found = snapshot(SAMPLE)
    real = answers(SAMPLE, "app.main", [it.path for it in found.project.routes])
    places = defaultdict(set)
    for route in found.project.routes:
        for it in route.raises:
            places[it.path, it.span.start].add(real[route.path])
    assert len(places) >= 30
    assert {it: on_the_card(found, *it) for it in places} == places


def test_what_nobody_handles(tmp_path: Path) -> None:
    for name, text in (("plain", UNHANDLED), ("caught", UNHANDLED + ACCIDENT)):
        (tmp_path / f"{name}.py").write_text(text)
        found = of([Document(f"{name}.py", text)])
        at = len(text[: text.index("raise Broken")].encode())
        assert on_the_card(found, f"{name}.py", at) == {answers(tmp_path, name, ["/broken"])["/broken"]}

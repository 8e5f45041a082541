"""How often a dependency runs for one request, counted in the running application."""

import re
from collections import Counter
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

from lsp_server.project.routes.dependency_calls import calls
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document

SAMPLE = """
from typing import Annotated
from fastapi import Depends, FastAPI, Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes

RAN = []
scheme = OAuth2PasswordBearer("token", auto_error=False)

def get_session():
    RAN.append("get_session")
    yield 1

def get_fresh(session=Depends(get_session)):
    RAN.append("get_fresh")

def get_user(session=Depends(get_session), fresh=Depends(get_fresh, use_cache=False)):
    RAN.append("get_user")

UserDep = Annotated[None, Depends(get_user)]

def get_admin(user: UserDep, again=Depends(get_user)):
    RAN.append("get_admin")

def require(role):
    def check(user: UserDep):
        RAN.append("check")
    return check

Checked = Annotated[None, Depends(require("a"))]
shared = require("b")

def get_scoped(scopes: SecurityScopes, session=Depends(get_session)):
    RAN.append("get_scoped")

def get_token(token=Depends(scheme)):
    RAN.append("get_token")

def get_active(user=Security(get_scoped, scopes=["me"])):
    RAN.append("get_active")

class Paging:
    def __init__(self, session=Depends(get_session)):
        RAN.append("Paging")

app = FastAPI(dependencies=[Depends(get_session)])

@app.get("/diamond")
def diamond(user: UserDep, admin=Depends(get_admin), session=Depends(get_session)): ...

@app.get("/uncached", dependencies=[Depends(get_fresh), Depends(get_fresh, use_cache=False), Depends(get_fresh)])
def uncached(): ...

@app.get("/below-cached")
def below_cached(one=Depends(get_user), two=Depends(get_user)): ...

@app.get("/factories")
def factories(a: Checked, b: Checked, c=Depends(require("a")), d=Depends(shared), e=Depends(shared)): ...

@app.get("/scopes")
def with_scopes(
    a=Security(get_scoped, scopes=["me"]), b=Depends(get_active), c=Depends(get_scoped),
    d=Security(get_scoped, scopes=["me", "items"]), e=Security(get_scoped, scopes=["items", "me"]),
): ...

@app.get("/token")
def with_token(a=Security(get_token, scopes=["x"]), b=Depends(get_token), c=Security(get_fresh, scopes=["x"])): ...

@app.get("/classes")
def classes(a: Annotated[Paging, Depends()], b: Paging = Depends(Paging), c: Paging = Depends()): ...
"""


@pytest.fixture(scope="module")
def sample() -> ModuleType:
    module = ModuleType("sample")
    exec(SAMPLE, module.__dict__)
    return module


PROJECT: Project = of([Document("main.py", SAMPLE)]).project


@pytest.mark.parametrize("path", re.findall(r'@app.get\("([^"]+)"', SAMPLE))
def test_each_runs_as_often_as_in_the_application(path: str, sample: ModuleType) -> None:
    sample.RAN.clear()
    with TestClient(sample.app) as client:
        assert client.get(path).status_code == 200
    (route,) = [it for it in PROJECT.routes if it.path == path]
    found = calls(PROJECT.modules, route.dependencies)
    ours = Counter(
        (it.dependency.runs or it.dependency.symbol).name.rpartition(".")[2]  # type: ignore[union-attr]
        for it in found
        if it.turn != "cached" and it.dependency.name != "scheme"
    )
    assert ours == Counter(sample.RAN)


def test_a_circle_and_a_wide_graph_come_to_an_end() -> None:
    circle = "from fastapi import *\napp = FastAPI()\ndef a(x=Depends(lambda: 1), y=Depends(b)): ...\n"
    circle += "def b(x=Depends(a)): ...\n@app.get('/')\ndef index(x=Depends(a)): ...\n"
    wide = "from fastapi import *\napp = FastAPI()\ndef d0(): ...\n"
    wide += "".join(f"def d{it}(x=Depends(d{it - 1}), y=Depends(d{it - 1})): ...\n" for it in range(1, 20))
    wide += "@app.get('/')\ndef index(x=Depends(d19)): ...\n"
    for text in (circle, wide):
        project = of([Document("main.py", text)]).project
        (route,) = project.routes
        assert 1 <= len(calls(project.modules, route.dependencies)) <= 500

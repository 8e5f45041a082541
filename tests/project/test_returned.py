"""What clients get of handlers that make their response themselves, against what FastAPI sends."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from lsp_server.snapshot import of
from lsp_server.text import Document

APP = """
from fastapi import FastAPI, HTTPException, Response, status
from fastapi.responses import JSONResponse, RedirectResponse

app = FastAPI()


@app.get("/removed")
def removed() -> None:
    return Response(status_code=204)


@app.get("/named")
def named():
    return Response("", status.HTTP_202_ACCEPTED)


@app.get("/declared", status_code=201)
def declared():
    return JSONResponse({})


@app.get("/elsewhere")
def elsewhere():
    return RedirectResponse("/removed")


@app.get("/refusing")
def refusing(there: bool = True):
    if not there:
        return JSONResponse({}, status_code=404)
    return Response(status_code=204)


@app.get("/maybe")
def maybe(there: bool = False):
    if there:
        return Response(status_code=204)


@app.get("/either", status_code=201)
def either(there: bool = False):
    if there:
        return Response(status_code=204)
    return {}


@app.get("/raising")
def raising(there: bool = True):
    if there:
        return Response(status_code=204)
    raise HTTPException(404)
"""

ROUTES = {it.path: it for it in of([Document("main.py", APP)]).project.routes}


@pytest.fixture(scope="module")
def client() -> TestClient:
    names: dict[str, FastAPI] = {}
    exec(APP, names)
    return TestClient(names["app"], follow_redirects=False)


@pytest.mark.parametrize("path", ROUTES)
def test_the_status_that_is_told_is_the_one_that_is_sent(path: str, client: TestClient) -> None:
    assert ROUTES[path].answered == client.get(path).status_code

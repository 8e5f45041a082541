"""Which application serves a route."""

import pytest

from lsp_server.project.tests.apps import nearest_app
from lsp_server.project.view import Project
from lsp_server.snapshot import of
from lsp_server.text import Document


def project(**files: str) -> Project:
    return of(Document(path.replace("__", "/") + ".py", text) for path, text in files.items()).project


@pytest.mark.parametrize(
    ("text", "name", "is_factory"),
    [
        ("from fastapi import FastAPI\nimport routes\napp = FastAPI()", "app", False),
        ("import fastapi, routes\napi = fastapi.FastAPI()", "api", False),
        (
            "from fastapi import FastAPI\nfrom routes import router\nclass Mine(FastAPI): ...\nmine = Mine()",
            "mine",
            False,
        ),
        (
            "from fastapi import FastAPI\nfrom routes import router\n"
            "def make(router, settings):\n    app = FastAPI()\n    return app\n"
            "app = make(router, settings=1)",
            "app",
            False,
        ),
        ("from fastapi import FastAPI\nimport routes\ndef make():\n    app = FastAPI()\n    return app", "make", True),
    ],
)
def test_applications_in_every_form(text: str, name: str, is_factory: bool) -> None:
    found = nearest_app(project(main=text, routes="router = 1").apps, "routes.py")
    assert found is not None and (found.name, found.is_factory, "routes.py" in found.reaches) == (
        name,
        is_factory,
        True,
    )


def test_the_application_that_imports_the_route_wins() -> None:
    made = "from fastapi import FastAPI\napp = FastAPI()\n"
    found = project(a__main=made, b__main=made + "from b import routes", b____init__="", b__routes="x = 1").apps
    nearest = nearest_app(found, "b/routes.py")
    assert nearest is not None and nearest.path == "b/main.py"


@pytest.mark.parametrize(
    "text", ["class A(B): ...\nclass B(A): ...\napp = A()", "app = app()", "def x(", "import main"]
)
def test_odd_code_has_no_application(text: str) -> None:
    assert project(main=text).apps == ()

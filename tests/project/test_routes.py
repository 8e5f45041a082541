"""Routes against the application itself: samples are imported, and their own OpenAPI document is the oracle."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lsp_server.discover import snapshot
from lsp_server.project.routers.link import Routers
from lsp_server.project.routes.values import Dependency, Route
from lsp_server.project.types.values import Type
from lsp_server.snapshot import of
from lsp_server.text import Document

HERE = Path(__file__).parent
SAMPLES = HERE / "samples" / "routes"
ORACLE = HERE.parents[1] / "oracles" / "real_routes.py"
NAMES = sorted(it.name for it in SAMPLES.iterdir() if it.is_dir())


@pytest.fixture(scope="module", params=NAMES)
def sample(request: pytest.FixtureRequest) -> tuple[dict[str, Route], dict[str, dict[str, Any]]]:
    """What Backline reads of a sample, and what the running application says of itself, by method, path and handler."""
    folder = SAMPLES / request.param
    module = "main" if (folder / "main.py").exists() else "app.main"
    done = subprocess.run([sys.executable, ORACLE, module], cwd=folder, capture_output=True, text=True, check=True)
    routes = [it for it in snapshot(folder).project.routes if it.known]
    ours = {f"{it.method} {it.path} {it.handler}": it for it in routes}
    real = json.loads(done.stdout)
    assert len(ours) == len(routes)
    return ours, {f"{it['method']} {it['path']} {it['handler']}": it for it in real}


Sample = tuple[dict[str, Route], dict[str, dict[str, Any]]]


def both(sample: Sample) -> list[tuple[Route, dict[str, Any]]]:
    ours, real = sample
    return [(ours[key], real[key]) for key in ours if key in real]


def documented(sample: Sample) -> list[tuple[Route, dict[str, Any]]]:
    """Each documented route with its operation in OpenAPI."""
    return [(route, real["operation"]) for route, real in both(sample) if real["operation"]]


def test_every_route_is_known_by_its_full_path_and_handler(sample: Sample) -> None:
    ours, real = sample
    assert sorted(ours) == sorted(real)


def test_names_and_places_in_the_schema(sample: Sample) -> None:
    for route, real in both(sample):
        assert route.name == real["name"]
        if real["in_schema"] is not None:
            assert route.include_in_schema == real["in_schema"], route.path


def test_parameters_have_the_places_that_openapi_gives_them(sample: Sample) -> None:
    for route, operation in documented(sample):
        theirs = {(it["in"], it["name"], it["required"]) for it in operation.get("parameters", ())}
        places = ("path", "query", "header", "cookie")
        assert {(it.place, it.alias or it.name, it.required) for it in route.parameters if it.place in places} == theirs


def test_constraints_of_parameters(sample: Sample) -> None:
    for route, operation in documented(sample):
        for it in operation.get("parameters", ()):
            (ours,) = [one for one in route.parameters if (one.place, one.alias or one.name) == (it["in"], it["name"])]
            schema = it["schema"]
            said = {
                "ge": schema.get("minimum"),
                "gt": schema.get("exclusiveMinimum"),
                "le": schema.get("maximum"),
                "lt": schema.get("exclusiveMaximum"),
                "min_length": schema.get("minLength", schema.get("minItems")),
                "max_length": schema.get("maxLength", schema.get("maxItems")),
            }
            assert {name: getattr(ours.constraints, name) for name in said} == said, (route.path, it["name"])


def test_bodies_are_whole_wrapped_or_forms(sample: Sample) -> None:
    for route, operation in documented(sample):
        content = operation.get("requestBody", {}).get("content", {})
        bodies = {it.place for it in route.parameters if it.place in ("body", "form", "file")}
        wanted = {"application/json": {"body"}, "application/x-www-form-urlencoded": {"form"}}
        kinds = [wanted.get(it, {"form", "file"}) for it in content] or [set()]
        assert bodies <= kinds[0] and bool(bodies) == bool(content), route.path
        for it in content.values():
            name = _ref(it["schema"])
            is_wrapped = name is not None and name.startswith("Body_")
            assert (route.request is None) == is_wrapped, route.path
            if name is not None and route.request is not None:
                assert name in _names(route.request)


def test_what_is_wrapped_in_a_body_or_form(sample: Sample) -> None:
    for route, real in both(sample):
        if real["sent"]:
            bodies = [it for it in route.parameters if it.place in ("body", "form", "file")]
            names = {it.alias or it.name: it for it in bodies}
            assert set(names) == set(real["sent"]["properties"]), route.path
            assert {name for name, it in names.items() if it.required} == set(real["sent"]["required"]), route.path
            for name, schema in real["sent"]["properties"].items():
                patterns = {one.get("pattern") for one in [schema, *schema.get("anyOf", [])]} - {None}
                assert {names[name].constraints.pattern} - {None} == patterns
                is_optional = {"type": "null"} in schema.get("anyOf", [])
                assert names[name].type.optional == is_optional, name


def test_statuses_and_responses(sample: Sample) -> None:
    for route, operation in documented(sample):
        assert str(route.status) in operation["responses"], route.path
        content = operation["responses"][str(route.status)].get("content", {}).get("application/json", {})
        schema = content.get("schema", {})
        assert (route.response is not None) == bool(schema), route.path
        if (name := _ref(schema)) is not None:
            assert name in _names(route.response), route.path


def test_tags(sample: Sample) -> None:
    for route, operation in documented(sample):
        assert list(route.tags) == operation.get("tags", [])


def test_dependencies_are_the_ones_that_fastapi_calls(sample: Sample) -> None:
    for route, real in both(sample):
        assert _tree(route.dependencies) == real["dependencies"], route.path


def _tree(found: tuple[Dependency, ...]) -> list[Any]:
    return [[_called(it), it.parameter, it.cached, list(it.scopes), _tree(it.children)] for it in found]


def _called(it: Dependency) -> str:
    """The name of the function or class that runs."""
    if it.library.startswith("fastapi.security.") and "Form" not in it.library:
        return "__call__"
    return (it.runs.name if it.runs is not None else it.name).rpartition(".")[2]


def _ref(schema: dict[str, Any]) -> str | None:
    one = schema.get("anyOf", [schema])[0]
    one = one.get("items", one)
    found = re.search(r"schemas/(\w+)$", one.get("$ref", ""))
    return found[1] if found else None


def _names(type_: Type | None) -> set[str]:
    """The names in a type, those of its parts too."""
    if type_ is None:
        return set()
    return {type_.name.rpartition(".")[2]}.union(*(_names(it) for it in type_.args))


def routes_of(**files: str) -> tuple[Route, ...]:
    return of([Document(f"{name.replace('__', '/')}.py", text) for name, text in files.items()]).project.routes


@pytest.mark.parametrize(
    ("source", "path", "known"),
    [
        ("app = FastAPI()\nr = APIRouter(prefix='/r')\n@r.get('/x')\ndef f(): ...", "/r/x", False),
        ("r = APIRouter(prefix='/r')\n@r.get('/x')\ndef f(): ...", "/r/x", True),
        (
            "import os\napp = FastAPI()\nr = APIRouter(prefix=os.environ['P'])\napp.include_router(r)\n"
            "@r.get('/x')\ndef f(): ...",
            "/x",
            False,
        ),
        (
            "import os\napp = FastAPI()\nr = APIRouter(prefix=f'/a/{os.name}/b')\napp.include_router(r)\n"
            "@r.get('/x')\ndef f(): ...",
            "/a/…/b/x",
            False,
        ),
        ("class Login:\n    def start(self, api: FastAPI):\n        @api.get('/x')\n        def f(): ...", "/x", True),
        ("app = FastAPI()\n@app.get(unknown)\ndef f(): ...", "/", False),
        ("app = FastAPI()\n@app.api_route('/x', methods=computed())\ndef f(): ...", "/x", False),
        (
            "app = FastAPI()\ndef f(): ...\nfor path in ['/x']:\n    if path in skipped():\n        continue\n"
            "    app.add_api_route(path, f)",
            "/x",
            False,
        ),
        ("app = FastAPI()\ndef f(): ...\nfor it in made():\n    app.add_api_route(it.path, f)", "/", False),
        ("app = FastAPI(routes=[Route(computed(), f)])\ndef f(): ...", "/", False),
        (
            "def register(r: APIRouter):\n    app.include_router(r)\n    @r.get('/x')\n    def f(): ...\n"
            "app = FastAPI()",
            "/x",
            False,
        ),
        (
            "app = FastAPI()\napp.include_router(app)\nr = APIRouter()\nr.include_router(r)\n"
            "@r.get('/x')\ndef f(): ...",
            "/x",
            False,
        ),
        (
            "app = FastAPI()\na = APIRouter(prefix='/a')\nb = APIRouter(prefix='/b')\na.include_router(b)\n"
            "b.include_router(a)\n@b.get('/x')\ndef f(): ...",
            "/a/b/x",
            False,
        ),
    ],
)
def test_what_is_not_known_is_said(source: str, path: str, known: bool) -> None:
    (route,) = routes_of(
        main=f"from fastapi import APIRouter, FastAPI\nfrom fastapi.routing import APIRoute as Route\n{source}\n"
    )

    assert (route.path, route.known) == (path, known)


def test_what_tests_include_leads_to_no_other_paths() -> None:
    routes = routes_of(
        app__heroes="from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/x')\ndef f(): ...\n",
        app__main="from fastapi import FastAPI\nfrom app.heroes import router\napp = FastAPI()\n"
        "app.include_router(router, prefix='/real')\n",
        tests__conftest="from fastapi import FastAPI\nfrom app.heroes import router\napp = FastAPI()\n"
        "app.include_router(router)\n",
    )

    assert [(it.path, it.known) for it in routes] == [("/real/x", True)]


_PROGRAM = (
    "from contextlib import asynccontextmanager\nfrom fastapi import APIRouter, FastAPI\n"
    "router = APIRouter()\n@router.get('/x')\ndef f(): ...\n"
)


@pytest.mark.parametrize(
    ("program", "test", "found"),
    [
        (  # A test starts the program's lifespan with an application of its own.
            "@asynccontextmanager\nasync def lifespan(app: FastAPI):\n    app.include_router(router)\n    yield\n"
            "app = FastAPI(lifespan=lifespan)\n",
            "from app.main import lifespan\nasync def test():\n    app = FastAPI()\n    lifespan(app)\n",
            [("/x", ("app/main.py", "", "app"))],
        ),
        (  # The program calls it nowhere that is known.
            "def register(app: FastAPI):\n    app.include_router(router, prefix='/p')\n",
            "from app.main import register\ndef test():\n    app = FastAPI()\n    register(app)\n",
            [("/p/x", ("app/main.py", "register", "app"))],
        ),
        (  # What a test makes the program's application of is the test's.
            "other = APIRouter()\ndef create_app(routers=[router], prefix='/p'):\n    app = FastAPI()\n"
            "    for it in routers:\n        app.include_router(it, prefix=prefix)\n    return app\n",
            "from app import main\ndef test():\n    main.create_app([main.router, main.other], '/t')\n",
            [("/p/x", ("app/main.py", "create_app", "app"))],
        ),
        (  # A test adds a handler of the program to an application of its own.
            "app = FastAPI()\napp.include_router(router, prefix='/p')\n",
            "from app import main\ndef test():\n    app = FastAPI()\n    app.add_api_route('/t', main.f)\n",
            [("/p/x", ("app/main.py", "", "app"))],
        ),
        (  # A program without an application: its tests are all that shows its routes.
            "",
            "from app import main\ndef test():\n    app = FastAPI()\n    app.add_api_route('/t', main.f)\n",
            [("/x", None), ("/t", ("tests/test_it.py", "test", "app"))],
        ),
        (  # A handler that a test declares is a route of the test.
            "app = FastAPI()\napp.include_router(router)\n",
            "app = FastAPI()\n@app.get('/own')\ndef own(): ...\n",
            [("/x", ("app/main.py", "", "app")), ("/own", ("tests/test_it.py", "", "app"))],
        ),
    ],
)
def test_applications_of_tests_add_no_routes_to_the_program(
    program: str, test: str, found: list[tuple[str, tuple[str, str, str] | None]]
) -> None:
    files = {"app/main.py": _PROGRAM + program, "tests/test_it.py": f"from fastapi import FastAPI\n{test}"}
    project = of([Document(path, text) for path, text in files.items()]).project
    apps = {it.router: {one.app for one in Routers(project.modules).reached(it.router)} for it in project.routes}

    assert [(it.path, it.known) for it in project.routes] == [(path, True) for path, _ in found]
    assert [apps[it.router] for it in project.routes] == [{app} for _, app in found]


def test_a_factory_that_is_called_with_what_nobody_knows_says_so() -> None:
    routes = routes_of(
        main="import os\nfrom fastapi import APIRouter, FastAPI\nkind = 'wrong'\n"
        "def make(kind: str):\n    router = APIRouter(prefix=f'/{kind}')\n"
        "    @router.get('/x')\n    def f(): ...\n    return router\n"
        "app = FastAPI()\napp.include_router(make(os.name))\napp.include_router(make(**options()))\n",
    )

    assert [(it.path, it.known) for it in routes] == [("/…/x", False)]


def test_a_router_that_is_only_read_adds_no_rows() -> None:
    routes = routes_of(
        main="from fastapi import APIRouter, FastAPI\nfrom fastapi.openapi.utils import get_openapi\n"
        "users = APIRouter()\n@users.get('/users')\ndef f(): ...\n"
        "def schema():\n    router = APIRouter(prefix='/all')\n    router.include_router(users)\n"
        "    return get_openapi(title='', version='1', routes=router.routes)\n"
        "app = FastAPI()\napp.include_router(users)\n",
    )

    assert [(it.path, it.known) for it in routes] == [("/users", True)]


@pytest.mark.parametrize(
    "broken",
    [
        "@app.get(",
        "@app.get('/x'",
        "@app.get()\ndef g(): ...",
        "@app.\ndef g(): ...",
        "@app.get('/b', status_code=)\ndef g(): ...",
        "@app.get('/b', methods=3, tags='x', dependencies=None, response_model=)\ndef g(a: , b=Depends(), *c): ...",
        "app.include_router(",
        "app.include_router()",
        "app.include_router(**)",
        "app.include_router(*routers, prefix=1)",
        "for in routers:\n    app.include_router(router)",
        "for a, b in []: app.include_router(a)",
        "for a, b in [(1,), 2, (3, 4, 5)]: app.include_router(a, prefix=b)",
        "app.mount('/x')",
        "app.mount(app, app)",
        "app.add_api_route('/x')",
        "app.routes.append()",
        "app.routes.append(APIRoute())",
        "app.routes.append(APIRoute('/x', ))",
        "app.routes.extend([*, Mount('/x', routes=[Mount(), Mount('/y', routes=)])])",
        "rs = [Mount('/x', routes=rs)]\napp.routes.extend(rs)",
        "app = FastAPI(routes=[x for x in y])\n@app.get('/a')\ndef f(): ...",
        "for it in [Spec(), Spec(1, 2, 3), 4]:\n    app.add_api_route(it.path, it.handler)",
        "@cbv\nclass V:\n    a: int\n    @app.get('/v')\n    def v(self): ...",
        "app.add_api_route('/x', lambda: 1)",
        "from fastapi_class import View\n@View(app, path=)\nclass V:\n    @endpoint(\n    def get(self): ...",
        "from fastapi_class import View\n@View()\nclass V:\n    @endpoint(3, path=4)\n    def get(self): ...",
        "@cbv(app, )\nclass V:\n    def get(self): ...",
        "@app.route('/x')\nclass V(HTTPEndpoint, V):\n    def get(self",
        "app.add_route('/x', V)\nclass V(WebSocketEndpoint): ...",
        "app, other, *more = (APIRouter(), *rest\n@app.get('/q')\ndef g(): ...",
        "app = FastAPI(exception_handlers={**a, 1: 2, None: None})",
        "app.add_exception_handler(404, 3)",
        "x = x\ny = z\nz = y\napp.include_router(y)\n@y.get('/q')\ndef g(): ...",
        "def r(): return r()\napp.include_router(r())",
        "class A(A):\n    def __init__(self): self.router = self.router\napp.include_router(A().router)",
        "def g(a=Depends(g)): ...\napp.get('/q')(g)",
    ],
)
def test_half_typed_and_odd_code_leaves_the_other_routes_alone(broken: str) -> None:
    source = f"from fastapi import *\napp = FastAPI()\n\n@app.get('/a')\ndef f(): ...\n\n{broken}\n"

    for text in (source, source.replace("\n", "\r\n"), source.rstrip(), source.replace("\n    ", "\n\t")):
        assert "/a" in [it.path for it in routes_of(main=text)]


def test_names_and_paths_of_any_script() -> None:
    (route,) = routes_of(
        main="from fastapi import FastAPI\nприложение = FastAPI()\n@приложение.get('/герои/🦸/{имя}')\n"
        "def найти(имя: str, größe: int = 3): ...\n"
    )

    assert (route.path, route.handler) == ("/герои/🦸/{имя}", "найти")
    assert [(it.name, it.place) for it in route.parameters] == [("имя", "path"), ("größe", "query")]


@pytest.mark.parametrize(
    "source",
    [
        "".join(f"{'    ' * i}for a{i} in [app] * 1 + [1, 2, 3, 4, 5, 6, 7, 8, 9]:\n" for i in range(9))
        + f"{'    ' * 9}app.include_router(a0)\n",
        "".join(
            f"r{i} = APIRouter()\nr{i}.include_router(r{i + 1})\nr{i}.include_router(r{i + 1}, prefix='/x')\n"
            for i in range(40)
        )
        + "r40 = APIRouter()\n@r40.get('/b')\ndef b(): ...\napp.include_router(r0)\n",
        "".join(f"def d{i}(a=Depends(d{i + 1}), b=Depends(d{i + 1})): ...\n" for i in range(40))
        + "@app.get('/b')\ndef b(a=Depends(d0)): ...\n",
        "".join(f"def f{i}(): f{i + 1}(); f{i + 1}()\n" for i in range(40)) + "@app.get('/b')\ndef b(): f0()\n",
    ],
    ids=["loops", "includes", "dependencies", "calls"],
)
def test_what_grows_without_end_is_cut(source: str) -> None:
    routes = routes_of(main=f"from fastapi import *\napp = FastAPI()\n@app.get('/a')\ndef f(): ...\n{source}")

    assert "/a" in [it.path for it in routes]
    assert len(routes) < 1000

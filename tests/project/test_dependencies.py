"""What dependencies are for, and what is found below them; whether they are the right ones, test_routes.py tests."""

from typing import Any

import pytest

from lsp_server.project.routes.values import Dependency, Route
from lsp_server.snapshot import of
from lsp_server.text import Document

HEAD = """\
from typing import Annotated
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import HTTPBearer, OAuth2PasswordBearer, OAuth2PasswordRequestForm
from sqlmodel import Session, create_engine

engine = create_engine("postgresql://")
scheme = OAuth2PasswordBearer("token")

def get_session():
    with Session(engine) as session:
        yield session

SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI()
"""


def route_of(source: str) -> Route:
    (route,) = of([Document("main.py", HEAD + source)]).project.routes
    return route


def names(dependencies: tuple[Dependency, ...]) -> list[Any]:
    return [(it.name, it.kind, names(it.children)) if it.children else (it.name, it.kind) for it in dependencies]


def test_a_tree_from_the_application_down() -> None:
    route = route_of(
        """
def current_user(session: SessionDep, token: Annotated[str, Depends(scheme)]) -> str:
    raise HTTPException(401, "Who are you?")

class HeroService:
    def __init__(self, session: SessionDep) -> None: ...

def audit() -> None: ...

app = FastAPI(dependencies=[Depends(audit)])

@app.get("/heroes")
def read(service: Annotated[HeroService, Depends()], user: str = Depends(current_user)): ...
"""
    )

    assert names(route.dependencies) == [
        ("audit", "other"),
        ("HeroService", "service", [("get_session", "session")]),
        ("current_user", "auth", [("get_session", "session"), ("scheme", "auth")]),
    ]
    assert [it.parameter for it in route.dependencies] == [None, "service", "user"]
    assert [(it.status, it.detail, it.where) for it in route.raises] == [(401, "Who are you?", "current_user")]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("x: SessionDep", "session"),
        ("x = Depends(get_session)", "session"),
        ("x = Depends(scheme)", "auth"),
        ("x = Depends(HTTPBearer())", "auth"),
        ("x = Security(scheme, scopes=['a'])", "auth"),
        ("x: Annotated[OAuth2PasswordRequestForm, Depends()]", "other"),
        ("x = Depends(Token())", "auth"),
        ("x = Depends(token)", "auth"),
        ("x = Depends(forbids)", "auth"),
        ("x = Depends(below)", "auth"),
        ("x = Depends(needs('admin'))", "auth"),
        ("x = Depends(lost)", "other"),
        ("x: Annotated[HeroRepository, Depends()]", "service"),
        ("x = Depends(get_service)", "service"),
        ("x = Depends(lambda: 3)", "other"),
        ("x = Depends(unknown)", "other"),
        ("x = Depends(me)", "other"),
    ],
)
def test_kinds(source: str, kind: str) -> None:
    route = route_of(
        f"""
class Token(HTTPBearer):
    def __call__(self, a: int): ...

token = Token()

def forbids(): raise HTTPException(403)
def lost(): raise HTTPException(404)
def below(a: Annotated[int, Depends(forbids)]): ...
def me(a = Depends(me)): ...
def needs(role):
    def check():
        raise HTTPException(403, role)
    return check

class HeroRepository: ...
def get_service(session: SessionDep) -> HeroRepository: ...

@app.get("/x")
def read({source}): ...
"""
    )

    assert [it.kind for it in route.dependencies] == [kind]


def test_what_runs_is_named_beside_what_is_written() -> None:
    (dependency,) = route_of(
        """
def needs(role: str):
    def check(token: str): raise HTTPException(403)
    return check

@app.get("/x", dependencies=[Depends(needs("admin"))])
def read(): ...
"""
    ).dependencies

    assert (dependency.name, dependency.symbol and dependency.symbol.name) == ("needs", "needs")
    assert dependency.runs is not None and dependency.runs.name == "needs.check"


def test_parameters_of_what_runs_count_those_of_its_factory_do_not() -> None:
    route = route_of(
        """
def needs(role: str):
    def check(token: str): ...
    return check

@app.get("/x", dependencies=[Depends(needs("admin"))])
def read(): ...
"""
    )

    assert [it.name for it in route.parameters] == ["token"]


def test_an_alias_made_by_the_type_statement() -> None:
    route = route_of(
        """
class HeroService: ...

type Sessions = Annotated[Session, Depends(get_session)]
type Given[T] = Annotated[T, Depends()]

@app.get("/heroes")
def read(session: Sessions, service: Given[HeroService]) -> None: ...
"""
    )

    assert names(route.dependencies) == [("get_session", "session"), ("HeroService", "service")]


def test_a_copy_of_the_decorator_for_class_based_views() -> None:
    route = route_of(
        """
def controller(router):
    def decorate(cls):
        setattr(cls, "__cbv_class__", True)
        return cls
    return decorate

@controller(app)
class Heroes:
    session: Session = Depends(get_session)

    @app.get("/heroes")
    def read(self) -> None: ...
"""
    )

    assert names(route.dependencies) == [("Heroes", "other", [("get_session", "session")])]

"""Which file a module is, in the layouts that real projects have."""

import pytest

from lsp_server.facts.file import read
from lsp_server.project.incremental.files import Files
from lsp_server.project.names.modules import External, Module, Modules, Symbol
from lsp_server.text import Document


def modules(**files: str) -> Modules:
    """Keyword names stand for paths: `app__models` is app/models.py, `app__` is app/__init__.py."""
    paths = {
        (name.replace("__", "/") + ("__init__" if name.endswith("__") else "") + ".py"): text
        for name, text in files.items()
    }
    return Modules(Files(read(Document(path, text)) for path, text in paths.items()))


def meaning(found: object) -> str:
    match found:
        case Symbol(path=path, name=name):
            return f"{path}:{name}"
        case Module(path=path):
            return path
        case External(name=name):
            return f"<{name}>"
        case _:
            return "unknown"


@pytest.mark.parametrize("root", ["", "backend/", "backend/src/", "services/users/"])
def test_a_package_is_found_wherever_its_root_lies(root: str) -> None:
    files = {
        f"{root}app/__init__.py": "",
        f"{root}app/models.py": "class Hero: ...",
        f"{root}app/api.py": "from app.models import Hero",
    }
    found = Modules(Files(read(Document(path, text)) for path, text in files.items()))

    assert meaning(found.resolve(f"{root}app/api.py", "Hero")) == f"{root}app/models.py:Hero"
    assert found.name_of(f"{root}app/models.py") == "app.models"


def test_a_folder_that_cannot_be_imported_is_no_part_of_a_name() -> None:
    paths = ["web/app/order-service/app/models.py", "web/app/order-service/app/api.py"]
    found = Modules(Files(read(Document(path, "from app.models import Hero\n")) for path in paths))

    assert found.name_of(paths[0]) == "app.models"


def test_a_stray_init_beside_the_packages_hides_them_from_nobody() -> None:
    """The program is started inside `backend`, which has an `__init__.py` although nothing imports it."""
    found = modules(
        backend__="", backend__main="from app.models import Hero", backend__app__="",
        backend__app__models="class Hero: ...", backend__redis="", backend__cache="import redis",
        other="from app.models import Hero",
    )  # fmt: skip

    assert meaning(found.resolve("backend/main.py", "Hero")) == "backend/app/models.py:Hero"
    assert meaning(found.resolve("backend/cache.py", "redis")) == "<redis>"
    assert meaning(found.resolve("other.py", "Hero")) == "<app.models.Hero>"


def test_of_two_packages_of_one_name_the_nearer_one_is_meant() -> None:
    found = modules(
        one__app__="", one__app__models="class A: ...", one__app__api="from app.models import A",
        two__app__="", two__app__models="class A: ...", two__app__api="from app.models import A",
    )  # fmt: skip

    assert meaning(found.resolve("one/app/api.py", "A")) == "one/app/models.py:A"
    assert meaning(found.resolve("two/app/api.py", "A")) == "two/app/models.py:A"


@pytest.mark.parametrize(
    ("line", "name", "meant"),
    [
        ("from .models import Hero", "Hero", "app/models.py:Hero"),
        ("from . import models", "models.Hero", "app/models.py:Hero"),
        ("from . import models as m", "m", "app/models.py"),
        ("from app import models", "models.Hero", "app/models.py:Hero"),
        ("import app.models", "app.models.Hero", "app/models.py:Hero"),
        ("import app.models as m", "m.Hero", "app/models.py:Hero"),
        ("from app.models import *", "Hero", "app/models.py:Hero"),
        ("from app.models import Hero as H", "H", "app/models.py:Hero"),
        ("from app.models import Missing", "Missing", "unknown"),
        ("from sqlmodel import Field as F", "F", "<sqlmodel.Field>"),
        ("import sqlalchemy as sa", "sa.orm.Session", "<sqlalchemy.orm.Session>"),
        ("from .nowhere import x", "x", "unknown"),
        ("", "int", "<int>"),
        ("", "nobody", "unknown"),
    ],
)
def test_a_name_means_what_its_import_says(line: str, name: str, meant: str) -> None:
    found = modules(app__="", app__models="class Hero: ...", app__api=line)

    assert meaning(found.resolve("app/api.py", name)) == meant


def test_a_name_is_followed_through_re_exports() -> None:
    found = modules(
        app__="",
        app__models__="from .hero import Hero\n",
        app__models__hero="class Hero: ...",
        app__api="from app.models import Hero",
    )

    assert meaning(found.resolve("app/api.py", "Hero")) == "app/models/hero.py:Hero"
    assert meaning(found.resolve("app/api.py", "Hero")) != meaning(found.resolve("app/models/__init__.py", "hero"))


def test_an_alias_by_assignment_is_followed() -> None:
    found = modules(app__models="class Hero: ...\nH = Hero\n")

    assert meaning(found.resolve("app/models.py", "H")) == "app/models.py:Hero"


def test_imports_in_a_circle_have_no_meaning_and_do_no_harm() -> None:
    found = modules(a="from b import x", b="from a import x")

    assert meaning(found.resolve("a.py", "x")) == "unknown"


def test_a_file_called_like_a_library_is_not_that_library() -> None:
    found = modules(
        app__="",
        app__redis="class Client: ...",
        app__api="from redis import Client",
        app__logging="",
        app__x="import logging",
    )

    assert meaning(found.resolve("app/api.py", "Client")) == "<redis.Client>"
    assert meaning(found.resolve("app/x.py", "logging")) == "<logging>"


def test_aliases_of_aliases_come_to_an_end() -> None:
    lines = [f"a{number} = a{number + 1}" for number in range(5000)]

    found = modules(a="\n".join([*lines, "class a5000: ..."])).resolve("a.py", "a0")

    assert isinstance(found, Symbol)  # an alias on the way: all that can be said without following for ever


@pytest.mark.parametrize("test", ["TYPE_CHECKING", "typing.TYPE_CHECKING", "not TYPE_CHECKING"])
def test_at_run_time_the_branch_counts_that_type_checkers_do_not_see(test: str) -> None:
    seen, run = "class Column:\n        def __init__(self): ...", "from sqlalchemy import Enum as Column"
    first, second = (run, seen) if test.startswith("not") else (seen, run)
    found = modules(
        kinds=f"import typing\nfrom typing import TYPE_CHECKING\nif {test}:\n    {first}\nelse:\n    {second}\n",
        m="from kinds import Column",
        only="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from kinds import Column\n",
    )

    assert meaning(found.resolve("m.py", "Column")) == "<sqlalchemy.Enum>"
    assert meaning(found.resolve("only.py", "Column")) == "<sqlalchemy.Enum>"

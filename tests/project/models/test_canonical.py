"""Documented names of library things are the same objects as those they stand for."""

import importlib

import pytest

from lsp_server.project.names.canonical import STARRED, canonical

IMPORTED = [
    "typing_extensions.Annotated",
    "pydantic.networks.EmailStr",
    "pydantic.types.PositiveInt",
    "pydantic.main.BaseModel",
    "pydantic.fields.Field",
    "sqlmodel.main.SQLModel",
    "sqlmodel.main.Field",
    "sqlmodel.Column",
    "sqlmodel.String",
    "sqlmodel.text",
    "sqlmodel.ext.asyncio.session.AsyncSession",
    "sqlmodel.orm.session.Session",
    "sqlmodel.sql.expression.select",
    "sqlalchemy.types.DateTime",
    "sqlalchemy.schema.Column",
    "sqlalchemy.sql.func",
    "sqlalchemy.sql.expression.select",
    "sqlalchemy.ext.asyncio.session.AsyncSession",
    "sqlalchemy.ext.asyncio.session.async_sessionmaker",
    "sqlalchemy.orm.session.Session",
    "sqlalchemy.orm.session.sessionmaker",
    "sqlalchemy.orm.decl_api.DeclarativeBase",
    "sqlalchemy.orm.base.Mapped",
    "fastapi.param_functions.Depends",
    "fastapi.routing.APIRouter",
    "fastapi.exceptions.HTTPException",
]


@pytest.mark.parametrize("name", IMPORTED)
def test_the_documented_name_is_the_same_thing(name: str) -> None:
    documented = canonical(name)

    assert documented != name or name == "sqlmodel.ext.asyncio.session.AsyncSession"
    assert _thing(documented) is _thing(name)


@pytest.mark.parametrize("name", ["sqlmodel.select", "sqlmodel.Session", "sqlmodel.Field", "sqlmodel.and_"])
def test_what_sqlmodel_makes_its_own_keeps_its_name(name: str) -> None:
    assert canonical(name) == name


@pytest.mark.parametrize("module", STARRED)
def test_star_imports_bring_these_names(module: str) -> None:
    there = importlib.import_module(module)
    public = getattr(there, "__all__", dir(there))

    missing = [name for name in STARRED[module] if name not in public and hasattr(there, "__all__")]
    assert not [name for name in STARRED[module] if not hasattr(there, name)]
    assert not missing


def _thing(name: str) -> object:
    module, _, last = name.rpartition(".")
    return getattr(importlib.import_module(module), last)

"""What the real SQLModel, SQLAlchemy and pydantic say of sample modules. Run as a script, one process for many samples.

Reads from standard input {sample: {path: text}}, writes {sample: {"tables": …, "schemas": …}} in the same
words as `ours.py` says it of Backline's own values.
"""

import importlib
import inspect as python_inspect
import json
import sys
import tempfile
import types
import typing
from enum import Enum
from pathlib import Path
from typing import Any

import annotated_types
import pydantic
import sqlalchemy
import sqlmodel
import sqlmodel.main
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy.orm import Mapper, configure_mappers

_NAMES = ("min_length", "max_length", "ge", "gt", "le", "lt", "multiple_of", "pattern", "max_digits", "decimal_places")


def main() -> None:
    samples = json.load(sys.stdin)
    json.dump({name: _describe(files) for name, files in samples.items()}, sys.stdout)


def _describe(files: dict[str, str]) -> dict[str, Any]:
    """Import the files as a project of their own, look, and forget them."""
    before = set(sys.modules)
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            modules = [_import(path) for path in files if path.endswith(".py")]
            configure_mappers()
            found = list(dict.fromkeys(it for module in modules for it in _classes(module)))
            return {
                "tables": {it.__name__: _table(it) for it in found if _is_mapped(it)},
                "schemas": {it.__name__: _schema(it) for it in found if _is_schema(it) and "[" not in it.__name__},
            }
        finally:
            sys.path.remove(folder)
            sqlmodel.SQLModel.metadata.clear()
            sqlmodel.main.default_registry.dispose()
            for name in set(sys.modules) - before:
                file = getattr(sys.modules[name], "__file__", None) or ""
                if file.startswith(folder):
                    del sys.modules[name]


def _import(path: str) -> types.ModuleType:
    return importlib.import_module(path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))


def _classes(module: types.ModuleType) -> list[type]:
    own = [it for it in vars(module).values() if isinstance(it, type) and it.__module__ == module.__name__]
    inner = [
        it for one in own for it in vars(one).values() if isinstance(it, type) and it.__module__ == module.__name__
    ]
    return [*own, *(it for it in inner if it.__qualname__.count("."))]


def _is_mapped(it: type) -> bool:
    return isinstance(sqlalchemy.inspect(it, raiseerr=False), Mapper)


def _is_schema(it: type) -> bool:
    return issubclass(it, pydantic.BaseModel) and not _is_mapped(it)


def _table(it: Any) -> dict[str, Any]:
    mapper = sqlalchemy.inspect(it)
    table = it.__table__
    fields = getattr(it, "model_fields", {})
    columns = []
    for column in table.columns:
        if column not in mapper.columns.values():
            continue  # A subclass added it to the shared table.
        name = mapper.get_property_by_column(column).key
        columns.append(
            {"name": name} | _column(mapper, table, column) | (_field(fields[name]) if name in fields else {})
        )
    return {
        "table": table.fullname,
        "columns": columns,
        "relationships": {one.key: _relationship(one) for one in mapper.relationships},
        "unique": sorted(
            sorted(column.name for column in one.columns)
            for one in table.constraints
            if isinstance(one, sqlalchemy.UniqueConstraint) and not _is_of_column(one)
        ),
        "indexes": sorted(
            sorted(column.name for column in one.columns) for one in table.indexes if not _is_of_column(one)
        ),
    }


def _is_of_column(one: Any) -> bool:
    """Whether `unique=True` or `index=True` of a column made it, not `__table_args__`."""
    columns = list(one.columns)
    alone = len(columns) == 1 and len(getattr(one, "expressions", columns)) == 1
    return alone and (bool(columns[0].index) or bool(columns[0].unique))


def _column(mapper: Any, table: Any, column: Any) -> dict[str, Any]:
    keys = sorted(column.foreign_keys, key=lambda it: it.target_fullname)
    return {
        "column": column.name,
        "nullable": bool(column.nullable),
        "primary_key": bool(column.primary_key) or column in mapper.primary_key,
        "unique": bool(column.unique),
        "index": bool(column.index),
        "foreign_key": keys[0].target_fullname if keys else None,
        "ondelete": keys[0].ondelete if keys else None,
        "server_default": column.server_default is not None,
        "onupdate": column.onupdate is not None,
        "autoincrement": table.autoincrement_column is column,
        "timezone": bool(getattr(getattr(column.type, "impl", column.type), "timezone", False)),
    }


def _relationship(it: Any) -> dict[str, Any]:
    return {
        "target": it.mapper.class_.__name__,
        "many": bool(it.uselist),
        "back_populates": it.back_populates or (it.backref[0] if it.backref else None),
        "secondary": it.secondary.name if it.secondary is not None else None,
        "lazy": it.lazy,
        "cascade_delete": bool(it.cascade.delete),
    }


def _schema(it: Any) -> dict[str, Any]:
    it.model_rebuild(raise_errors=False)
    return {"fields": [{"name": name} | _field(field) for name, field in it.model_fields.items()]}


def _field(it: FieldInfo) -> dict[str, Any]:
    found: dict[str, Any] = {}
    _limits(it.annotation, found)
    for item in it.metadata:
        _limit(item, found)
    alias = it.validation_alias or it.alias
    if isinstance(alias, pydantic.AliasChoices):
        alias = alias.choices[0]
    return {
        "required": it.is_required(),
        "factory": it.default_factory is not None,
        "default": it.default is not PydanticUndefined,
        "alias": alias if isinstance(alias, str) else None,
        "constraints": {name: value for name, value in sorted(found.items()) if value is not None},
        "type": describe(it.annotation),
    }


def _limits(annotation: Any, found: dict[str, Any]) -> None:
    """Constraints inside a union: `Annotated[str, Field(max_length=5)] | None`."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        for it in typing.get_args(annotation):
            if typing.get_origin(it) is typing.Annotated:
                for item in it.__metadata__:
                    _limit(item, found)


def _limit(item: Any, found: dict[str, Any]) -> None:
    if isinstance(item, FieldInfo):
        for it in item.metadata:
            _limit(it, found)
        return
    for name in _NAMES:
        value = getattr(item, name, None)
        if value is not None and not isinstance(item, type) and not callable(value):
            found[name] = value.pattern if hasattr(value, "pattern") else float(value) if name in "gegtlelt" else value
    if isinstance(item, annotated_types.GroupedMetadata):
        for it in item:
            _limit(it, found)


def describe(annotation: Any) -> str:
    """A type in the words of our own values: the canonical name, arguments in brackets, "?" where None is allowed."""
    if annotation is None or annotation is type(None):
        return "None?"
    if isinstance(annotation, typing.NewType):
        return describe(annotation.__supertype__)
    if isinstance(annotation, typing.TypeVar):
        return "-"
    if hasattr(annotation, "__value__"):
        return describe(annotation.__value__)
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return describe(args[0])
    if origin in (typing.Union, types.UnionType):
        some = [describe(it) for it in args if it is not type(None)]
        mark = "?" if len(some) < len(args) else ""
        return (some[0] if len(some) == 1 else f"typing.Union[{', '.join(some)}]") + mark
    if origin is typing.Literal:
        return f"typing.Literal[{', '.join(repr(it.value if isinstance(it, Enum) else it) for it in args)}]"
    if origin is not None and args:
        return f"{describe(origin)}[{', '.join(describe(it) for it in args)}]"
    return _name(annotation)


def _name(annotation: Any) -> str:
    if not python_inspect.isclass(annotation):
        return repr(annotation).removeprefix("typing.").join(("typing.", "")) if annotation is Any else "-"
    if annotation.__module__ == "builtins":
        return annotation.__name__
    if annotation in (pydantic.AwareDatetime, pydantic.NaiveDatetime):
        return "datetime.datetime"  # What the field holds at run time.
    if annotation.__module__.startswith("pydantic."):
        return f"pydantic.{annotation.__name__}"
    file = getattr(sys.modules.get(annotation.__module__), "__file__", "") or ""
    if file.startswith(tempfile.gettempdir()):
        return annotation.__name__
    module = annotation.__module__.replace("pathlib._local", "pathlib")
    return f"{module}.{annotation.__qualname__}"


if __name__ == "__main__":
    main()

"""SQLAlchemy's column types as Python types, and back through a base's `type_annotation_map`."""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.names.classes import class_bodies, library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type

_PYTHON = {
    "Integer": "int", "INTEGER": "int", "INT": "int", "BigInteger": "int", "BIGINT": "int", "SmallInteger": "int",
    "SMALLINT": "int", "String": "str", "VARCHAR": "str", "CHAR": "str", "Text": "str", "TEXT": "str",
    "Unicode": "str", "UnicodeText": "str", "CITEXT": "str", "Boolean": "bool", "BOOLEAN": "bool", "Float": "float",
    "FLOAT": "float", "REAL": "float", "Double": "float", "DOUBLE_PRECISION": "float", "Numeric": "decimal.Decimal",
    "NUMERIC": "decimal.Decimal", "DECIMAL": "decimal.Decimal", "DateTime": "datetime.datetime",
    "DATETIME": "datetime.datetime", "TIMESTAMP": "datetime.datetime", "Date": "datetime.date",
    "DATE": "datetime.date", "Time": "datetime.time", "TIME": "datetime.time", "Interval": "datetime.timedelta",
    "INTERVAL": "datetime.timedelta", "LargeBinary": "bytes", "BYTEA": "bytes", "Uuid": "uuid.UUID",
    "UUID": "uuid.UUID", "JSON": "dict", "JSONB": "dict", "HSTORE": "dict", "ARRAY": "list",
}  # fmt: skip


def python_type(modules: Modules, owner: Symbol, calls: list[ColumnCall], node: syntax.Stmt, nullable: bool) -> Type:
    """The Python type of a column without annotation; the name is "" where the column's type tells none."""
    for call in calls:
        if call.type is None:
            continue
        name = library_name(modules, call.path, call.type)
        last = name.rpartition(".")[2]
        if last == "Enum" and isinstance(call.type, syntax.Call) and call.type.args:
            found = resolve_type(modules, call.path, call.type.args[0], owner.name)
            return Type(found.text, node.span, found.name, nullable, symbol=found.symbol, enum=found.enum)
        if last in _PYTHON:
            full = _PYTHON[last]
            return Type(full.rpartition(".")[2], node.span, full, nullable)
    return Type("", node.span, "", nullable)


def as_python(type_: Type) -> Type:
    """A type of SQLAlchemy in the place of a Python one, as in `Mapped[UUID]`, as what it gives."""
    module, _, name = type_.name.rpartition(".")
    full = _PYTHON.get(name) if module.startswith("sqlalchemy") else None
    return replace(type_, name=full, text=full.rpartition(".")[2]) if full is not None else type_


def type_map(modules: Modules, owner: Symbol, name: str) -> tuple[str, syntax.Expr | None]:
    """What `type_annotation_map` of the class or its bases holds for a type, with the file it is written in."""
    for symbol, node in class_bodies(modules, owner):
        for it in node.body:
            for key, value in _map_in(it):
                if key is not None and resolve_type(modules, symbol.path, key).name == name:
                    return symbol.path, value
    return owner.path, None


def _map_in(node: syntax.Stmt) -> tuple[tuple[syntax.Expr | None, syntax.Expr], ...]:
    """`type_annotation_map = {…}` of a class body, or `registry = registry(type_annotation_map={…})`."""
    match node:
        case syntax.Assign(targets=(target, *_), value=syntax.Dict(items=items)):
            return items if syntax.dotted(target) == "type_annotation_map" else ()
        case syntax.Assign(targets=(target, *_), value=syntax.Call() as call) if syntax.dotted(target) == "registry":
            given = call.keyword("type_annotation_map")
            return given.items if isinstance(given, syntax.Dict) else ()
        case _:
            return ()

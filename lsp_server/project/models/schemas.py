"""Schemas: pydantic and SQLModel classes without a table, their roles, and the tables they belong to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.models.config import configured
from lsp_server.project.models.fields import pydantic_fields
from lsp_server.project.models.link import TableName, has_table, table_names, table_of
from lsp_server.project.models.schema_names import entities_of_name, is_request, role_of_name
from lsp_server.project.models.values import Field, Schema, SchemaRole
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import class_bodies, externals, key
from lsp_server.project.names.constants import text_of, truth_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import nearest

_MODELS = frozenset({"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic.RootModel"})
_NO_SCHEMAS = frozenset({"pydantic_settings.BaseSettings", "pydantic.BaseSettings"})
_ROWS = frozenset("data items results result rows records entries list content".split())
_PAGING = frozenset(
    "count total total_count size limit offset skip page pages per_page page_size has_more has_next has_prev "
    "next_cursor cursor next previous pagination meta total_pages".split()
)


def link_schemas(modules: Modules) -> tuple[Schema, ...]:
    """Every pydantic or SQLModel class that is no table and no settings, in the order of files and definitions."""
    return everywhere(modules, schemas_in)


@tracked
def schemas_in(modules: Modules, path: str) -> tuple[Schema, ...]:
    """The schemas of a file."""
    facts = modules.files[path]
    names = [name for name, _ in facts.classes] if facts.class_names else ()
    return tuple(it for name in names if (it := schema_of(modules, path, name)) is not None)


@tracked
def schema_of(modules: Modules, path: str, name: str) -> Schema | None:
    """The schema that a class is, by its qualified name in a file."""
    written = _written(modules, path, name)
    return _as_list(modules, written) if written is not None else None


@tracked
def fields_of(modules: Modules, path: str, name: str) -> tuple[Field, ...] | None:
    """The fields of the schema that a class is; None: it is none. Does not look at every file for its table."""
    found = _class(modules, path, name)
    return pydantic_fields(modules, found[0]) if found is not None else None


def is_schema(modules: Modules, path: str, name: str) -> bool:
    """Whether a class is a schema: sooner said than what is in it."""
    return _class(modules, path, name) is not None


@tracked
def _written(modules: Modules, path: str, name: str) -> Schema | None:
    """The schema that a class is, by itself."""
    found = _class(modules, path, name)
    return _schema(modules, *found, _known(modules)) if found is not None else None


@dataclass(frozen=True, slots=True)
class _Tables:
    """Tables by what finds them: their name, the classes they inherit from."""

    by_name: Mapping[str, list[TableName]]
    by_base: Mapping[tuple[str, str], list[TableName]]


@tracked
def _known(modules: Modules) -> _Tables:
    by_name: dict[str, list[TableName]] = {}
    by_base: dict[tuple[str, str], list[TableName]] = {}
    for table in table_names(modules):
        for name in {_plain(table.name), _plain(_without_suffix(table.name))}:
            by_name.setdefault(name, []).append(table)
        for owner in table.bodies:
            by_base.setdefault(owner, []).append(table)
    return _Tables(by_name, by_base)


def _without_suffix(name: str) -> str:
    """`HeroModel`, `HeroTable`, `HeroDB`, `HeroORM` are tables of heroes."""
    for suffix in ("Model", "Table", "Entity", "ORM", "Orm", "DB", "Db"):
        if name.endswith(suffix) and name != suffix:
            return name.removesuffix(suffix)
    return name


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


@tracked
def _class(modules: Modules, path: str, name: str) -> tuple[Symbol, syntax.ClassDef] | None:
    """A class that is a schema; None: it is none, or there is none of that name."""
    facts = modules.files.get(path)
    node = facts.definitions.get(name) if facts is not None and facts.class_names else None
    if not isinstance(node, syntax.ClassDef) or not node.bases or has_table(modules, path, name):
        return None
    symbol = Symbol(path, name, node)
    above = {canonical(it) for it in externals(modules, symbol)}
    return (symbol, node) if above & _MODELS and not above & _NO_SCHEMAS else None


def _schema(modules: Modules, symbol: Symbol, node: syntax.ClassDef, known: _Tables) -> Schema:
    from_attributes = configured(modules, symbol, "from_attributes") or configured(modules, symbol, "orm_mode")
    extra = configured(modules, symbol, "extra")
    fields = fields_of(modules, symbol.path, symbol.name) or ()
    table = _table_of(modules, symbol, known, fields)
    role = role_of_name(node.name, table.name if table is not None else None)
    if role == "other" and _is_base_of_table(symbol, known):
        role = "base"
    if role == "other" and table is not None and is_request(node.name):
        role = "create"
    is_sqlmodel = "sqlmodel.SQLModel" in {canonical(one) for one in externals(modules, symbol)}
    said = truth_of(modules, *from_attributes) if from_attributes is not None else None
    return Schema(
        name=node.name,
        path=symbol.path,
        symbol=symbol,
        node=node,
        fields=fields,
        bases=tuple(name for base in node.bases if (name := syntax.last_name(base)) is not None),
        role=role,
        table=table.name if table is not None else None,
        from_attributes=is_sqlmodel if said is None else said,
        extra_forbid=extra is not None and _is_forbid(modules, *extra),
    )


def _is_forbid(modules: Modules, path: str, node: syntax.Expr) -> bool:
    return text_of(modules, path, node) == "forbid" or (syntax.dotted(node) or "").endswith("Extra.forbid")


def _is_base_of_table(symbol: Symbol, known: _Tables) -> bool:
    return key(symbol) in known.by_base


def _table_of(modules: Modules, symbol: Symbol, known: _Tables, fields: tuple[Field, ...]) -> TableName | None:
    """By inheritance where a class is shared with one table only, else by name and at least one field."""
    named = _table_of_name(symbol, known)
    for owner, _ in class_bodies(modules, symbol):
        shared = known.by_base.get(key(owner), [])
        if len(shared) == 1:
            return shared[0]
        if named is not None and any(it is named for it in shared):
            return named
    if named is None or (fields and _attributes(modules, *named.bodies[0]).isdisjoint(it.name for it in fields)):
        return None
    return named


@settled
def _attributes(modules: Modules, path: str, name: str) -> frozenset[str]:
    """The names of a table's fields and relationships."""
    table = table_of(modules, path, name)
    if table is None:
        return frozenset()
    return frozenset(it.name for it in table.fields) | {it.name for it in table.relationships}


def _table_of_name(symbol: Symbol, known: _Tables) -> TableName | None:
    for entity in entities_of_name(symbol.name.rpartition(".")[2]):
        for name in _forms(_plain(entity)):
            if name in known.by_name:
                return nearest(known.by_name[name], symbol.path)
    return None


def _forms(name: str) -> Iterator[str]:
    """A name as it is, and as the plural of another: "heroes", "categories", "items"."""
    yield name
    if name.endswith("ies"):
        yield f"{name[:-3]}y"
    if name.endswith("es"):
        yield name[:-2]
    if name.endswith("s"):
        yield name[:-1]


def _as_list(modules: Modules, it: Schema) -> Schema:
    """A wrapper around a list of rows has the role "list" and the table of its rows, whatever its name says."""
    rows = [field for field in it.fields if field.type.name in ("list", "collections.abc.Sequence") and field.type.args]
    inner = _rows(it, rows)
    if inner is None:
        return replace(it, role=_without_list(it, rows)) if it.role == "list" else it
    item = inner.type.args[0]
    of_item = _written(modules, item.symbol.path, item.symbol.name) if item.symbol is not None else None
    table = of_item.table if of_item is not None else item.name
    return replace(it, role="list", table=table if item.symbol is not None else it.table)


def _rows(it: Schema, rows: list[Field]) -> Field | None:
    """The field that holds the rows: the only list, by a usual name or beside nothing but paging."""
    if len(rows) != 1 or rows[0].type.args[0].name in ("str", "int", "float", "bool", "dict", "uuid.UUID"):
        return None
    others = {field.name for field in it.fields if field is not rows[0]}
    if others <= _PAGING and (rows[0].name in _ROWS or others or it.role == "list"):
        return rows[0]
    return rows[0] if it.role == "list" or (rows[0].name in _ROWS and others & _PAGING) else None


def _without_list(it: Schema, rows: list[Field]) -> SchemaRole:
    return "list" if rows or not it.fields else "other"

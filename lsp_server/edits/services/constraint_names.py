"""What PostgreSQL calls a table's constraints, so that a violated one can be told by its name.

Explicit names win, then the project's naming convention (SQLAlchemy's tokens), then what SQLAlchemy
2.1 and PostgreSQL choose by themselves: `hero_name_key`, `hero_team_id_fkey`, `hero_pkey`, and
`ix_hero_name` for a column that has `index=True` too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.edits.services.fields import generated_by_database
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.models.values import Field, Table

_LONGEST = 63  # bytes of a PostgreSQL identifier


@dataclass(frozen=True, slots=True)
class Named:
    """A constraint and the fields (not columns) that it is about."""

    name: str
    fields: tuple[str, ...]


def unique_constraints(table: Table, convention: Mapping[str, str], whole: Table) -> tuple[Named, ...]:
    """Every way in which a row can be a duplicate: unique columns, constraints and indexes, and a given key.

    `whole` is the table with what it inherits from others: a key handed down is none that could be repeated.
    """
    found: dict[str, Named] = {}
    keys = _keys(table, convention) if set(table.primary_key) <= set(whole.fields) else ()
    for it in (*keys, *_columns(table, convention), *_table_args(table, convention)):
        found.setdefault(it.name, it)
    return tuple(found.values())


def foreign_keys(table: Table, convention: Mapping[str, str]) -> tuple[tuple[str, Field], ...]:
    """Constraint name and field of each foreign key on a single column."""
    found = []
    for field in table.fields:
        column = field.column
        if column is not None and column.foreign_key is not None:
            name = _conventional("fk", table, (column.name,), convention, referred=column.foreign_key.table)
            found.append((name or _limited(_bare(table), (column.name,), "fkey"), field))
    return tuple(found)


def naming_convention(files: Mapping[str, FileFacts]) -> Mapping[str, str]:
    """The `naming_convention` that the project gives its MetaData, as far as it is written as a dict of strings."""
    for facts in files.values():
        if "naming_convention" not in facts.document.text:
            continue
        for node in syntax.walk(*facts.body):
            given: syntax.Expr | None = None
            match node:
                case syntax.Keyword(arg="naming_convention", value=value):
                    given = value
                case syntax.Assign(targets=(syntax.Attribute(attr="naming_convention"),), value=value):
                    given = value
                case _:
                    pass
            if isinstance(given, syntax.Name) and isinstance(it := facts.assignments.get(given.id), syntax.Assign):
                given = it.value
            if isinstance(given, syntax.Dict):
                return dict(_strings(given))
    return {}


def _strings(node: syntax.Dict) -> Iterator[tuple[str, str]]:
    for key, value in node.items:
        match key, value:
            case syntax.Constant(value=str(name)), syntax.Constant(value=str(text)):
                yield name, text
            case _:
                pass


def _keys(table: Table, convention: Mapping[str, str]) -> Iterator[Named]:
    key = table.primary_key
    if key and not any(generated_by_database(it, table) for it in key):
        columns = tuple(it.column.name for it in key if it.column)
        name = _conventional("pk", table, columns, convention) or _limited(_bare(table), (), "pkey")
        yield Named(name, tuple(it.name for it in key))


def _columns(table: Table, convention: Mapping[str, str]) -> Iterator[Named]:
    for field in table.fields:
        column = field.column
        if column is None or not column.unique:
            continue
        if column.index:
            name = _conventional("ix", table, (column.name,), convention)
            yield Named(name or f"ix_{table.table.replace('.', '_')}_{column.name}", (field.name,))
        else:
            name = _conventional("uq", table, (column.name,), convention)
            yield Named(name or _limited(_bare(table), (column.name,), "key"), (field.name,))


def _table_args(table: Table, convention: Mapping[str, str]) -> Iterator[Named]:
    by_column = {it.column.name: it.name for it in table.fields if it.column}
    written = set()
    for statement in table.node.body:
        match statement:
            case syntax.Assign(targets=(syntax.Name(id="__table_args__"),), value=value) if value is not None:
                for node in syntax.walk(value):
                    if isinstance(node, syntax.Call) and (named := _explicit(node, table, by_column, convention)):
                        written.add(named.fields)
                        yield named
            case _:
                pass
    for fields in table.unique:
        if fields not in written and len(fields) > 1:
            columns = tuple(it.column.name for name in fields if (it := table.field(name)) and it.column)
            name = _conventional("uq", table, columns, convention)
            yield Named(name or _limited(_bare(table), columns, "key"), fields)


def _explicit(
    node: syntax.Call, table: Table, by_column: Mapping[str, str], convention: Mapping[str, str]
) -> Named | None:
    texts = [it.value for it in node.args if isinstance(it, syntax.Constant) and isinstance(it.value, str)]
    match syntax.last_name(node.func), node.keyword("name"), node.keyword("unique"):
        case "UniqueConstraint", given, _:
            columns = tuple(texts)
            explicit = given.value if isinstance(given, syntax.Constant) and isinstance(given.value, str) else None
            name = explicit or _conventional("uq", table, columns, convention) or _limited(_bare(table), columns, "key")
            return Named(name, tuple(by_column.get(it, it) for it in columns)) if columns else None
        case "Index", _, syntax.Constant(value=True) if texts:
            columns = tuple(texts[1:])
            return Named(texts[0], tuple(by_column.get(it, it) for it in columns)) if columns else None
        case _:
            return None


def _bare(table: Table) -> str:
    """The table's name without its schema."""
    return table.table.rpartition(".")[2]


def _conventional(
    kind: str, table: Table, columns: tuple[str, ...], convention: Mapping[str, str], referred: str = ""
) -> str | None:
    template = convention.get(kind)
    if template is None or (not columns and "column" in template):
        return None
    values = {
        "table_name": _bare(table),
        "column_0_name": columns[0] if columns else "",
        "column_0_label": f"{_bare(table)}_{columns[0]}" if columns else "",
        "column_0N_name": "".join(columns),
        "column_0_N_name": "_".join(columns),
        "column_0_N_label": "_".join(f"{_bare(table)}_{it}" for it in columns),
        "referred_table_name": referred.rpartition(".")[2],
    }
    name = re.sub(r"%\((\w+)\)s", lambda it: values.get(it[1], it[0]), template)
    return None if "%(" in name else name


def _limited(table: str, columns: tuple[str, ...], label: str) -> str:
    """PostgreSQL's makeObjectName: the longer of table and columns loses bytes until all fits."""
    first, second = table.encode(), "_".join(columns).encode()
    room = _LONGEST - len(label) - 1 - (1 if second else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = [first.decode(errors="ignore"), second.decode(errors="ignore"), label]
    return "_".join(it for it in parts if it)

"""Classes mapped to tables as SQLAlchemy maps them, with those whose table they share or join."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from lsp_server.project.models.inheritance import joined_below, mapper_texts, sharing
from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import Modules
from lsp_server.sql.values import Unknown

_OTHER_ROWS = ("with_polymorphic", "concrete", "inherit_condition", "polymorphic_abstract")


def map_class(
    registry: "orm.registry",
    modules: Modules,
    table: Table,
    rows: type[Any],
    made: sa.Table,
    columns: Mapping[str, Any],
) -> None:
    """Map the class `rows`, which is below that of the class whose table it shares or joins, if any. Raises Unknown."""
    base = rows.__bases__[0] if rows.__bases__ != (object,) else None
    said = mapper_texts(modules, table.symbol)
    shares = base is not None and sa.inspect(base).local_table is made
    told_apart = shares or bool(sharing(modules, table))
    joined = not shares and (base is not None or bool(joined_below(modules, table)))
    _refuse(modules, table, said, joined)
    on = columns.get(said.get("polymorphic_on") or "") if base is None else None
    if told_apart and said.get("polymorphic_identity") is None:
        raise Unknown(f"What tells rows of {table.name} from others is not known.")
    if told_apart and _top(base) is None and on is None:
        raise Unknown(f"The column that tells rows of {table.name} from others is not known.")
    keys = [columns[it.name] for it in table.fields if it.column is not None and it.column.mapped_key]
    registry.map_imperatively(
        rows,
        None if shares else made,
        inherits=base,
        properties={} if shares else _with_above(columns, base),
        primary_key=keys or None,
        include_properties=[*columns, *(sa.inspect(base).attrs.keys() if joined and base is not None else ())],
        polymorphic_on=on,
        polymorphic_identity=said.get("polymorphic_identity") if told_apart or joined else None,
        polymorphic_load=said.get("polymorphic_load"),
    )
    if shares:
        known = sa.inspect(rows).attrs
        for name, column in columns.items():
            if name not in known:
                sa.inspect(rows).add_property(name, column)


def _with_above(columns: Mapping[str, Any], base: type[Any] | None) -> dict[str, Any]:
    """What a declarative class hands to its mapper: below another one only those whose attribute has a name of its own.

    One whose attribute is that of a class above stands for both.
    """
    if base is None:
        return dict(columns)
    known = sa.inspect(base).column_attrs
    own = {name: it for name, it in columns.items() if not isinstance(it, sa.Column) or it.key != name}
    return {name: [it, *known[name].columns] if name in known else it for name, it in own.items()}


def _top(base: type[Any] | None) -> Any:
    """The column that tells the rows of a class above from others."""
    return sa.inspect(base).polymorphic_on if base is not None else None


def _refuse(modules: Modules, table: Table, said: Mapping[str, str | None], joined: bool) -> None:
    """What changes the rows or columns of a select in ways that are not followed here."""
    for it in _OTHER_ROWS:
        if it in said:
            raise Unknown(f"{it} of {table.name} is not followed.")
    below = [mapper_texts(modules, it.symbol) for it in joined_below(modules, table)] if joined else []
    if (joined and "polymorphic_load" in said) or any("polymorphic_load" in it for it in below):
        raise Unknown(f"Which tables are loaded with {table.name} is not known.")

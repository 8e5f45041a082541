"""A query or `get` for every item of a list becomes one `in_` query before the loop, looked up by key inside.

Missing rows stay missing, order and repetitions are the loop's own. Only where the key's type is known
to be the column's: a dictionary is stricter than PostgreSQL about what equals what.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.edits.queries.rewrite import Rewrite, Site, is_plain_select
from lsp_server.edits.queries.uniqueness import Comparison, comparisons, unique_keys
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.queries.loops import depends_on, names_of
from lsp_server.project.queries.values import Loop, Query
from lsp_server.project.types.link import resolve_type
from lsp_server.project.types.values import Type
from lsp_server.text import Edit, Span

_KEYS = frozenset({"int", "str", "uuid.UUID"})
_LISTS = frozenset({"list", "tuple", "set", "frozenset", "collections.abc.Sequence", "collections.abc.Collection"})
_STEPS = frozenset("where filter join outerjoin options order_by".split())
_ONE = frozenset("first one_or_none scalar_one_or_none".split())
_HARMLESS = frozenset({"iterated", "length", "truth", "indexed", "column", "relationship"})


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each query that a loop runs once per item, by a key of the item."""
    for query in site.flow.queries:
        if len(query.loops) == 1 and (found := rewrite(site, query)) is not None:
            yield found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to ask once: `key` is the item's value, `column` the table's; `many`: a list for each key."""

    key: syntax.Expr
    field: Field
    many: bool
    compared: Comparison | None  # None for `get`


def rewrite(site: Site, query: Query) -> Rewrite | None:
    loop = query.loops[0]
    wanted = _wanted(site, query)
    if wanted is None or query.table is None or query.fetched is None or not _loop_is_plain(site, query, loop):
        return None
    target = loop.target
    if not isinstance(target, syntax.Name) or loop.iter is None or not _is_key_of(wanted.key, target.id):
        return None
    type_ = _key_type(site, wanted.key, loop)
    if type_ is None or type_.name != wanted.field.type.name or type_.name not in _KEYS:
        return None
    # `== None` finds the rows without a value, `in_` never does.
    if type_.optional and wanted.compared is not None and wanted.field.column and wanted.field.column.nullable:
        return None
    statement = site.flow.body.statement(loop.node)
    line = site.document.line_span(site.document.line_of(statement.span.start))
    if site.document.slice(Span(line.start, statement.span.start)).strip():
        return None
    return _build(site, query, wanted, loop, Span(line.start, line.start), site.indent(statement.span.start))


def _build(site: Site, query: Query, wanted: _Wanted, loop: Loop, at: Span, indent: str) -> Rewrite:
    assert query.table is not None and query.fetched is not None and loop.iter is not None
    assert isinstance(loop.target, syntax.Name)
    newline, column = site.document.newline, wanted.field.name
    row = _singular(query.table.name)
    if wanted.many:
        row = site.fresh(row)  # a loop's name lives on in the function
    rows = site.fresh(_plural(row))
    by = site.fresh(f"{_plural(row)}_by_{column}")
    items = site.text(loop.iter)
    hoisted = []
    edits = []
    if not isinstance(loop.iter, syntax.Name | syntax.Attribute):
        name = site.fresh(_plural(loop.target.id))
        hoisted.append(f"{name} = {items}")
        edits.append(Edit(loop.iter.span, name))
        items = name
    keys = items
    if isinstance(wanted.key, syntax.Attribute):
        keys = site.fresh(_plural(wanted.key.attr))
        hoisted.append(f"{keys} = [{site.text(wanted.key)} for {loop.target.id} in {items}]")
    by_exec = query.method == "exec" if wanted.compared is not None else (query.kind or "").startswith("sqlmodel")
    statement, imports = _statement(site, query, wanted, keys, by_exec)
    waits = "await " if query.awaited else ""
    method = "exec" if by_exec else "scalars"
    executed = f"{waits}{query.receiver}.{method}({statement})"
    executed = f"({executed}).all()" if query.awaited else f"{executed}.all()"
    lines = [*hoisted, f"{rows} = {executed}"]
    if wanted.many:
        # The module of a UUID may have any name here, or none.
        key = "object" if "." in wanted.field.type.name else wanted.field.type.name
        optional = " | None" if wanted.field.type.optional and key != "object" else ""
        type_ = f"dict[{key}{optional}, list[{site.spelling(query.table)[0]}]]"
        lines += [
            f"{by}: {type_} = {{}}",
            f"for {row} in {rows}:",
            f"{_unit(site, indent)}{by}.setdefault({row}.{column}, []).append({row})",
        ]
    else:
        lines.append(f"{by} = {{{row}.{column}: {row} for {row} in {rows}}}")
    edits.append(Edit(at, "".join(f"{indent}{it}{newline}" for it in lines)))
    missing = ", []" if wanted.many else ""
    edits.append(Edit(query.fetched.span, f"{by}.get({site.text(wanted.key)}{missing})"))
    return Rewrite(
        span=query.span,
        strength=9,
        found="1 + N -> 2 statements" if loop.rows is not None else "N -> 1 statement",
        done=f"reads all {query.table.name} rows with one query",
        edits=tuple(edits),
        imports=imports,
    )


def _statement(
    site: Site, query: Query, wanted: _Wanted, keys: str, sqlmodel: bool
) -> tuple[str, tuple[tuple[str, str], ...]]:
    assert query.table is not None
    library = "sqlmodel" if sqlmodel else "sqlalchemy"
    if wanted.compared is None or query.statement is None:
        entity = query.call.argument(0, "entity")
        owner = site.text(entity) if entity is not None else query.table.name
        column = f"{owner}.{wanted.field.name}"
        inside, imports = site.typed(query.table, column)
        return f"select({owner}).where({inside}.in_({keys}))", ((library, "select"), *imports)
    node = wanted.compared.node
    assert isinstance(node, syntax.Compare)
    left = node.left if _mentions_column(node.left, wanted.field.name) else node.comparators[0]
    column = site.text(left)
    wrapped, imports = site.typed(query.table, column) if isinstance(left, syntax.Attribute) else (column, ())
    text, start = site.text(query.statement), query.statement.span.start
    data = text.encode()
    head, tail = data[: node.span.start - start], data[node.span.end - start :]
    return f"{head.decode()}{wrapped}.in_({keys}){tail.decode()}", imports


def _mentions_column(node: syntax.Expr, name: str) -> bool:
    return any(isinstance(it, syntax.Attribute) and it.attr == name for it in syntax.walk(node)) and not isinstance(
        node, syntax.Name
    )


# --------------------------------------------------------------------------- what may be moved


def _wanted(site: Site, query: Query) -> _Wanted | None:
    if query.method == "get":
        key = query.call.argument(1, "ident")
        single = query.table.primary_key if query.table is not None else ()
        if key is None or len(single) != 1 or len(query.call.args) + len(query.call.keywords) != 2:
            return None
        return _Wanted(key, single[0], False, None)
    if not is_plain_select(query) or query.select is None or query.statement is None or query.table is None:
        return None
    if not query.values or (query.method == "exec" and query.select.library != "sqlmodel"):
        return None
    if query.select.tail is not query.statement or not {it.name for it in query.select.steps} <= _STEPS:
        return None
    if query.method not in ("exec", "scalars", "execute") or not query.fetch:
        return None
    mine = [it for it in comparisons(site, query) if it.op == "==" and depends_on(query.loops[0], it.value)]
    if len(mine) != 1 or mine[0].value is None or not isinstance(mine[0].node, syntax.Compare):
        return None
    found = mine[0]
    # Nothing else in the statement may change from round to round.
    names = [
        it for it in syntax.walk(query.statement) if isinstance(it, syntax.Name) and it.id in names_of(query.loops[0])
    ]
    if any(not found.node.span.contains(it.span) for it in names) or found.value is None:
        return None
    if query.many and query.fetch[-1:] in (("all",), ("fetchall",)) and "unique" not in query.fetch:
        harmless = all(it.kind in _HARMLESS for it in query.uses)
        return _Wanted(found.value, found.field, True, found) if harmless else None
    unique = (found.field.name,) in unique_keys(query.table)
    if query.many is False and query.fetch[-1] in _ONE and unique and not query.select.has("join", "outerjoin"):
        return _Wanted(found.value, found.field, False, found)
    return None


def _is_key_of(node: syntax.Expr, target: str) -> bool:
    """Whether a key is the item itself or an attribute of it: nothing that could differ when asked twice."""
    if isinstance(node, syntax.Attribute):
        node = node.value
    return isinstance(node, syntax.Name) and node.id == target


def _loop_is_plain(site: Site, query: Query, loop: Loop) -> bool:
    """A loop over a list, in which the session does nothing but read."""
    node, source = loop.node, loop.iter
    if isinstance(node, syntax.While) or source is None:
        return False
    if isinstance(node, syntax.For):
        if node.is_async or len(site.flow.body.bindings.get(_target_name(loop), ())) != 1:
            return False
        inside: tuple[syntax.Node, ...] = node.body
    else:
        if len(node.generators) != 1 or node.generators[0].is_async or node.kind == "generator":
            return False
        inside = (node.element, *node.generators[0].conditions)
    if any(isinstance(it, syntax.FunctionDef | syntax.Lambda) for it in syntax.walk(*inside)):
        return False
    queries = [it for it in site.flow.queries if any(each.node is node for each in it.loops)]
    mentions = sum(
        syntax.dotted(it) == query.receiver
        for it in syntax.walk_scope(*inside)
        if isinstance(it, syntax.Name | syntax.Attribute)
    )
    if mentions != len(queries) or any(it.receiver != query.receiver for it in queries):
        return False
    if any(
        use.kind == "written" and any(each.node is node for each in use.loops)
        for it in site.flow.queries
        for use in it.uses
    ):
        return False
    return _is_list(site, loop)


def _target_name(loop: Loop) -> str:
    return loop.target.id if isinstance(loop.target, syntax.Name) else ""


def _is_list(site: Site, loop: Loop) -> bool:
    """Whether the loop's source can be gone through twice."""
    if loop.rows is not None:
        if isinstance(loop.iter, syntax.Attribute):
            return True
        origin = next((it for it in site.flow.queries if it.call is loop.rows), None)
        return origin is not None and origin.fetch[-1:] in (("all",), ("fetchall",))
    return _source_type(site, loop.iter) is not None


# --------------------------------------------------------------------------- types


def _source_type(site: Site, node: syntax.Expr | None) -> Type | None:
    """The type of the items of a list: of a parameter, or of a schema's field."""
    type_ = _type_of(site, node)
    return type_.args[0] if type_ is not None and type_.name in _LISTS and type_.args else None


def _type_of(site: Site, node: syntax.Expr | None) -> Type | None:
    if isinstance(node, syntax.Name):
        sure, maybe = site.flow.body.definition(node)
        if sure is None or maybe or sure.how != "parameter" or not isinstance(sure.node, syntax.Parameter):
            return None
        return resolve_type(site.project.modules, site.flow.path, sure.node.annotation, site.flow.name)
    if isinstance(node, syntax.Attribute):
        return _member(site, _type_of(site, node.value), node.attr)
    return None


def _member(site: Site, owner: Type | None, name: str) -> Type | None:
    if owner is None or owner.symbol is None:
        return None
    table = site.project.table_of(owner.symbol)
    fields = table.fields if table is not None else site.project.schema_fields(owner.symbol) or ()
    return _as_stored(next((it for it in fields if it.name == name), None))


def _as_stored(field: Field | None) -> Type | None:
    """The type of what a row holds: a generated id is optional in its class, but never NULL in the table."""
    if field is None or field.column is None:
        return field.type if field is not None else None
    return replace(field.type, optional=field.column.nullable)


def _key_type(site: Site, key: syntax.Expr, loop: Loop) -> Type | None:
    """The type of the item itself, or of its attribute."""
    if isinstance(key, syntax.Attribute):
        for query in site.flow.queries:
            for use in query.uses_of("column"):
                if use.node is key and use.table is not None:
                    field = use.table.field(use.name)
                    return _as_stored(field)
        return _member(site, _source_type(site, loop.iter), key.attr)
    return _source_type(site, loop.iter)


# --------------------------------------------------------------------------- names


def _singular(name: str) -> str:
    """`hero_power` for HeroPower."""
    return "".join(f"_{it.lower()}" if it.isupper() and index else it.lower() for index, it in enumerate(name))


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh", "o")) else f"{name}s"


def _unit(site: Site, indent: str) -> str:
    return "\t" if "\t" in indent or "\n\t" in site.document.text else "    "

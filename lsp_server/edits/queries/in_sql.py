"""Filtering, sorting and summing in Python is done by the database, where both mean exactly the same.

They often do not: a comparison with None raises or holds in Python and is NULL in SQL, text sorts by code
point here and by locale there, floats add up in another order. Those are left alone.
"""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site, fetch_as, is_plain_select, one_value_method
from lsp_server.facts import syntax
from lsp_server.project.link_types import resolve_type
from lsp_server.project.models import Field
from lsp_server.project.queries import Query, Use
from lsp_server.text import Edit, Span

_EQUAL = frozenset({"int", "str", "bool", "uuid.UUID"})
_ORDERED = frozenset({"int", "datetime.date", "datetime.datetime", "decimal.Decimal"})
_CHANGING = (
    "limit",
    "offset",
    "fetch",
    "slice",
    "distinct",
    "group_by",
    "union",
    "union_all",
    "options",
    "with_for_update",
)


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each list of rows that is only filtered, only sorted or only summed."""
    for query in site.flow.queries:
        if not is_plain_select(query) or not query.many or not query.values or "unique" in query.fetch:
            continue
        select = query.select
        if select is None or select.shared or query.fetch[-1:] not in (("all",), ("fetchall",)):
            continue
        for one in (_filtered, _sorted, _summed):
            found = one(site, query)
            if found is not None:
                yield found


# --------------------------------------------------------------------------- filter


def _filtered(site: Site, query: Query) -> Rewrite | None:
    """`[hero for hero in heroes if hero.active]` becomes `.where(…)` and the list itself."""
    use = _only(query, "iterated")
    if use is None or query.select is None or query.select.has("limit", "offset", "fetch", "slice", "with_for_update"):
        return None
    node = site.flow.body.parent(use.parent)
    if not isinstance(node, syntax.Comprehension) or node.kind != "list" or len(node.generators) != 1:
        return None
    generator = node.generators[0]
    if not isinstance(generator.target, syntax.Name) or not generator.conditions or generator.is_async:
        return None
    target = generator.target.id
    texts = [_condition(site, query, it, target) for it in generator.conditions]
    if any(it is None for it in texts):
        return None
    conditions = ", ".join(it for it in texts if it is not None)
    # What is left of the comprehension still goes through the rows.
    last, tail = generator.conditions[-1], generator.iter
    edits = [site.chained(query.statement, f"where({conditions})")] if query.statement is not None else []
    edits.append(Edit(Span(_after(site, tail), last.span.end), ""))
    if isinstance(node.element, syntax.Name) and node.element.id == target and use.variable is not None:
        edits = [*edits[:1], Edit(node.span, f"list({use.variable})")]
    uses_col = "col(" in conditions
    return Rewrite(
        span=query.span,
        strength=5,
        found="filter in the database",
        done="filters in the database",
        edits=tuple(edits),
        imports=(("sqlmodel", "col"),) if uses_col else (),
    )


def _after(site: Site, node: syntax.Expr) -> int:
    """Where the iterable ends, its own closing parentheses included."""
    end = node.span.end
    rest = site.document.data[end : end + 200]
    while rest[:1] == b")":
        end, rest = end + 1, rest[1:]
    return end


def _condition(site: Site, query: Query, node: syntax.Expr, target: str) -> str | None:
    """A condition over one row as an expression over its table."""
    match node:
        case syntax.Attribute() if (field := _field(site, query, node, target)) is not None:
            return f"{_column(site, query, field)}.is_(True)" if field.type.name == "bool" else None
        case syntax.UnaryOp(op="not", operand=operand) if (field := _field(site, query, operand, target)) is not None:
            # `not None` holds in Python.
            wanted = "is_not(True)" if _is_nullable(field) else "is_(False)"
            return f"{_column(site, query, field)}.{wanted}" if field.type.name == "bool" else None
        case syntax.Compare(left=left, ops=(op,), comparators=(right,)):
            field = _field(site, query, left, target)
            return _comparison(site, query, field, op, right) if field is not None else None
        case syntax.BoolOp(left=left, op="and", right=right):
            one, other = _condition(site, query, left, target), _condition(site, query, right, target)
            return f"{one}, {other}" if one is not None and other is not None else None
        case _:
            return None


def _comparison(site: Site, query: Query, field: Field, op: str, value: syntax.Expr) -> str | None:
    column = _column(site, query, field)
    if isinstance(value, syntax.Constant) and value.value is None and op in ("is", "is not"):
        return f"{column}.{'is_(None)' if op == 'is' else 'is_not(None)'}"
    kind = _value_type(site, value)
    if kind != field.type.name or kind not in _EQUAL:
        return None
    exact = op == "==" or (op in ("!=", "<", "<=", ">", ">=") and not _is_nullable(field))
    if not exact or (op not in ("==", "!=") and kind != "int"):
        return None
    # SQLModel's own `where` takes the comparison as it is.
    by_sqlmodel = query.select is not None and query.select.library == "sqlmodel"
    plain = f"{_owner(site, query)}.{field.name}" if by_sqlmodel else column
    if kind == "bool":
        return f"{column}.is_({site.text(value)})" if isinstance(value, syntax.Constant) and op == "==" else None
    return f"{plain} {op} {site.text(value)}"


def _value_type(site: Site, node: syntax.Expr) -> str | None:
    """The type of a constant, or of a parameter that is never given another value."""
    if isinstance(node, syntax.Constant) and node.value is not None:
        return type(node.value).__name__
    if isinstance(node, syntax.Name) and len(site.flow.body.bindings.get(node.id, ())) == 1:
        sure, maybe = site.flow.body.definition(node)
        if sure is not None and not maybe and isinstance(sure.node, syntax.Parameter):
            type_ = resolve_type(site.project.modules, site.flow.path, sure.node.annotation, site.flow.name)
            # `== None` would have to mean what it means in Python: SQLAlchemy writes IS NULL for it.
            return type_.name
    return None


# --------------------------------------------------------------------------- sort


def _sorted(site: Site, query: Query) -> Rewrite | None:
    """`sorted(rows, key=lambda it: it.age)` becomes `.order_by(…)`; the old order still parts equals."""
    use = _only(query, "passed")
    if use is None or use.name != "sorted" or query.select is None or query.select.has(*_CHANGING):
        return None
    call = use.parent
    if not isinstance(call, syntax.Call) or len(call.args) != 1 or query.statement is None:
        return None
    key, reverse = call.keyword("key"), call.keyword("reverse")
    if not isinstance(key, syntax.Lambda) or len(key.parameters) != 1:
        return None
    if reverse is not None and not (isinstance(reverse, syntax.Constant) and isinstance(reverse.value, bool)):
        return None
    field = _field(site, query, key.body, key.parameters[0].name)
    if field is None or _is_nullable(field) or field.type.name not in _ORDERED:
        return None
    if len(call.keywords) != 1 + (reverse is not None) or any(it.conditional for it in query.select.steps):
        return None
    descending = isinstance(reverse, syntax.Constant) and reverse.value is True
    assert query.table is not None
    order, imports = site.typed(query.table, f"{_owner(site, query)}.{field.name}")
    order = f"{order}.desc()" if descending else order
    step = query.select.step("order_by")
    if step is not None:
        if not step.call.args:
            return None
        start = step.call.args[0].span.start
        place = Edit(Span(start, start), f"{order}, ")
    else:
        place = site.chained(query.statement, f"order_by({order})")
    start, end = call.args[0].span.start, call.args[0].span.end
    inner = use.variable or site.document.slice(Span(start, end))
    edits = (place, Edit(call.span, f"list({inner})")) if use.variable else (place, *_unwrapped(site, call))
    return Rewrite(
        span=query.span,
        strength=5,
        found="sort in the database",
        done="sorts in the database",
        edits=edits,
        imports=imports,
    )


def _unwrapped(site: Site, call: syntax.Call) -> tuple[Edit, ...]:
    """`sorted(X, key=…)` as `list(X)`, X left as it is."""
    first = _after(site, call.args[0])
    return Edit(call.func.span, "list"), Edit(Span(first, call.span.end - 1), "")


# --------------------------------------------------------------------------- sum


def _summed(site: Site, query: Query) -> Rewrite | None:
    """`sum(it.amount for it in rows)` becomes `select(func.coalesce(func.sum(…), 0))`."""
    use = next((it for it in query.uses if it.kind == "iterated"), None)
    reads = query.uses_of("column")
    if (
        use is None
        or query.select is None
        or query.select.has(*_CHANGING, "order_by")
        or len(query.uses) != 1 + len(reads)
    ):
        return None
    generator = site.flow.body.parent(use.parent)
    if not isinstance(generator, syntax.Comprehension) or len(generator.generators) != 1:
        return None
    call = site.flow.body.parent(generator)
    if not isinstance(call, syntax.Call) or syntax.dotted(call.func) != "sum" or len(call.args) != 1 or call.keywords:
        return None
    target = generator.generators[0].target
    if not isinstance(target, syntax.Name) or generator.generators[0].conditions or len(reads) != 1:
        return None
    field = _field(site, query, generator.element, target.id)
    fetch = fetch_as(query, one_value_method(query))
    if (
        field is None
        or fetch is None
        or not _is_summed_alike(field)
        or any(it.conditional for it in query.select.steps)
    ):
        return None
    owner = _owner(site, query)
    entity = query.select.entities[0].node
    edits = [Edit(entity.span, f"func.coalesce(func.sum({owner}.{field.name}), 0)"), fetch]
    if use.variable is None:
        if query.fetched is None:
            return None
        edits += [
            Edit(Span(call.span.start, query.fetched.span.start), ""),
            Edit(Span(query.fetched.span.end, call.span.end), ""),
        ]
    else:
        binding = site.flow.body.bindings.get(use.variable, ())
        node = binding[0].node if len(binding) == 1 else None
        if not isinstance(node, syntax.Assign) or node.annotation is not None or len(node.targets) != 1:
            return None
        total = site.fresh(f"total_{field.name}")
        edits += [Edit(node.targets[0].span, total), Edit(call.span, total)]
    library = "sqlmodel" if query.select.library == "sqlmodel" else "sqlalchemy"
    return Rewrite(
        span=query.span,
        strength=6,
        found="sum in the database instead of loading the rows",
        done=f"sums {field.name} in the database",
        edits=tuple(edits),
        imports=((library, "func"),),
    )


def _is_summed_alike(field: Field) -> bool:
    """Whole numbers and decimals without NULL; a sum of big integers is a decimal, one of floats rounds differently."""
    if _is_nullable(field) or field.column is None:
        return False
    if field.type.name == "int":
        return field.column.sql_type is None or field.column.sql_type.rpartition(".")[2] in ("Integer", "SmallInteger")
    return field.type.name == "decimal.Decimal"


# --------------------------------------------------------------------------- shared


def _only(query: Query, kind: str) -> Use | None:
    """The one thing done with the whole list, where it is of this kind."""
    whole = [it for it in query.uses if it.whole]
    if any(it.kind in ("other", "closure") and not it.per_row for it in query.uses):
        return None
    return whole[0] if len(whole) == 1 and whole[0].kind == kind and not whole[0].reused else None


def _field(site: Site, query: Query, node: syntax.Expr, target: str) -> Field | None:
    if not isinstance(node, syntax.Attribute) or not isinstance(node.value, syntax.Name) or node.value.id != target:
        return None
    return site.column(query, node.attr)


def _is_nullable(field: Field) -> bool:
    return field.type.optional or field.column is None or field.column.nullable


def _owner(site: Site, query: Query) -> str:
    assert query.select is not None
    return site.text(query.select.entities[0].node)


def _column(site: Site, query: Query, field: Field) -> str:
    assert query.table is not None
    return site.typed(query.table, f"{_owner(site, query)}.{field.name}")[0]

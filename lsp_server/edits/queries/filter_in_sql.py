"""Rows that are filtered in Python are filtered by the database, where the condition means exactly the same."""

from collections.abc import Iterator

from lsp_server.edits.queries.listed import column_text, end_of, entity_text, field_of_row, is_nullable, lists, only_use
from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.queries.values import Query
from lsp_server.project.types.link import resolve_type
from lsp_server.text import Edit, Span

_EQUAL = frozenset({"int", "str", "bool", "uuid.UUID"})


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each list of rows that is only filtered."""
    for query in lists(site):
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    """`[hero for hero in heroes if hero.active]` becomes `.where(…)` and the list itself."""
    use = only_use(query, "iterated")
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
    edits.append(Edit(Span(end_of(site, tail), last.span.end), ""))
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


def _condition(site: Site, query: Query, node: syntax.Expr, target: str) -> str | None:
    """A condition over one row as an expression over its table."""
    match node:
        case syntax.Attribute() if (field := field_of_row(site, query, node, target)) is not None:
            return f"{column_text(site, query, field)}.is_(True)" if field.type.name == "bool" else None
        case syntax.UnaryOp(op="not", operand=operand) if (
            field := field_of_row(site, query, operand, target)
        ) is not None:
            # `not None` holds in Python.
            wanted = "is_not(True)" if is_nullable(field) else "is_(False)"
            return f"{column_text(site, query, field)}.{wanted}" if field.type.name == "bool" else None
        case syntax.Compare(left=left, ops=(op,), comparators=(right,)):
            field = field_of_row(site, query, left, target)
            return _comparison(site, query, field, op, right) if field is not None else None
        case syntax.BoolOp(left=left, op="and", right=right):
            one, other = _condition(site, query, left, target), _condition(site, query, right, target)
            return f"{one}, {other}" if one is not None and other is not None else None
        case _:
            return None


def _comparison(site: Site, query: Query, field: Field, op: str, value: syntax.Expr) -> str | None:
    column = column_text(site, query, field)
    if isinstance(value, syntax.Constant) and value.value is None and op in ("is", "is not"):
        return f"{column}.{'is_(None)' if op == 'is' else 'is_not(None)'}"
    kind = _value_type(site, value)
    if kind != field.type.name or kind not in _EQUAL:
        return None
    exact = op == "==" or (op in ("!=", "<", "<=", ">", ">=") and not is_nullable(field))
    if not exact or (op not in ("==", "!=") and kind != "int"):
        return None
    # SQLModel's own `where` takes the comparison as it is.
    by_sqlmodel = query.select is not None and query.select.library == "sqlmodel"
    plain = f"{entity_text(site, query)}.{field.name}" if by_sqlmodel else column
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

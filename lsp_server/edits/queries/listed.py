"""What filtering, sorting and summing in SQL have in common: lists of rows of which nothing else is used.

SQL and Python often differ: a comparison with None raises or holds in Python and is NULL in SQL, text sorts by
code point here and by locale there, floats add up in another order. Those are left alone.
"""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Site, is_plain_select
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.queries.values import Query, Use

CHANGING = (
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


def lists(site: Site) -> Iterator[Query]:
    """The queries whose whole list of plain rows is known from the select to what is done with it."""
    for query in site.flow.queries:
        select = query.select
        if select is None or not is_plain_select(query) or not query.many or not query.values or select.shared:
            continue
        if "unique" not in query.fetch and query.fetch[-1:] in (("all",), ("fetchall",)):
            yield query


def end_of(site: Site, node: syntax.Expr) -> int:
    """Where the iterable ends, its own closing parentheses included."""
    end = node.span.end
    rest = site.document.data[end : end + 200]
    while rest[:1] == b")":
        end, rest = end + 1, rest[1:]
    return end


def only_use(query: Query, kind: str) -> Use | None:
    """The one thing done with the whole list, where it is of this kind."""
    whole = [it for it in query.uses if it.whole]
    if any(it.kind in ("other", "closure") and not it.per_row for it in query.uses):
        return None
    return whole[0] if len(whole) == 1 and whole[0].kind == kind and not whole[0].reused else None


def field_of_row(site: Site, query: Query, node: syntax.Expr, target: str) -> Field | None:
    """The column that `hero.age` is, `hero` being the name of a row."""
    if not isinstance(node, syntax.Attribute) or not isinstance(node.value, syntax.Name) or node.value.id != target:
        return None
    return site.column(query, node.attr)


def is_nullable(field: Field) -> bool:
    """Whether a column may hold NULL, or is not known not to."""
    return field.type.optional or field.column is None or field.column.nullable


def entity_text(site: Site, query: Query) -> str:
    """How the query itself spells its table."""
    assert query.select is not None
    return site.text(query.select.entities[0].node)


def column_text(site: Site, query: Query, field: Field) -> str:
    """A column that a method is called on, such as `col(Hero.age)`."""
    assert query.table is not None
    return site.typed(query.table, f"{entity_text(site, query)}.{field.name}")[0]

"""A column that is summed in Python is summed by the database: whole numbers and decimals, 0 where there is no row."""

from collections.abc import Iterator

from lsp_server.edits.queries.listed import CHANGING, entity_text, field_of_row, is_nullable, lists
from lsp_server.edits.queries.rewrite import Rewrite, Site, fetch_as, one_value_method
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.queries.values import Query
from lsp_server.text import Edit, Span


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each list of rows that is only summed."""
    for query in lists(site):
        if (found := rewrite(site, query)) is not None:
            yield found


def rewrite(site: Site, query: Query) -> Rewrite | None:
    """`sum(it.amount for it in rows)` becomes `select(func.coalesce(func.sum(…), 0))`."""
    use = next((it for it in query.uses if it.kind == "iterated"), None)
    reads = query.uses_of("column")
    if (
        use is None
        or query.select is None
        or query.select.has(*CHANGING, "order_by")
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
    field = field_of_row(site, query, generator.element, target.id)
    fetch = fetch_as(query, one_value_method(query))
    if (
        field is None
        or fetch is None
        or not _is_summed_alike(field)
        or any(it.conditional for it in query.select.steps)
    ):
        return None
    owner = entity_text(site, query)
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
    if is_nullable(field) or field.column is None:
        return False
    if field.type.name == "int":
        return field.column.sql_type is None or field.column.sql_type.rpartition(".")[2] in ("Integer", "SmallInteger")
    return field.type.name == "decimal.Decimal"

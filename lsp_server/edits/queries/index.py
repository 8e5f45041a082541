"""A column that queries filter or sort by gets `index=True` in its model."""

from collections.abc import Callable, Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.edits.queries.uniqueness import comparisons, field_of, unique_keys
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field, Table
from lsp_server.project.queries.values import Query
from lsp_server.text import Edit, Span

_BY_INDEX = frozenset({"==", "<", "<=", ">", ">=", "in_", "between"})
# Few different values, or types that a b-tree does not serve.
_UNFIT = frozenset({"bool", "dict", "list", "typing.Literal", "bytes", "typing.Any", "set", "tuple"})


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each column by which a query of the function looks for rows without any index to help."""
    seen = set()
    for query in site.flow.queries:
        for field in unindexed(site, query):
            key = (field.path, field.owner, field.name)
            if key not in seen and query.table is not None:
                seen.add(key)
                found = _rewrite(site, query, query.table, field)
                if found is not None:
                    yield found


def unindexed(site: Site, query: Query) -> tuple[Field, ...]:
    """The columns that would need an index: none where the query uses one that has it already."""
    if query.table is None or query.select is None:
        return ()
    filtered = [it.field for it in comparisons(site, query) if it.op in _BY_INDEX and not it.conditional]
    if any(_is_indexed(query.table, it) for it in filtered):
        return ()
    # Sorting by an index pays where only the first rows are wanted.
    limited = query.select.has("limit") and not filtered
    ordered = list(_ordered(site, query, query.table)) if limited else []
    if any(_is_indexed(query.table, it) for it in ordered[:1]):
        return ()
    return tuple(it for it in (*filtered[:1], *ordered[:1]) if _is_fit(it))


def _ordered(site: Site, query: Query, table: Table) -> Iterator[Field]:
    step = query.select.step("order_by") if query.select is not None else None
    for it in step.call.args if step is not None else ():
        match it:
            case syntax.Call(func=syntax.Attribute(value=inner, attr="desc" | "asc"), args=()):
                field = field_of(site, table, inner)
            case syntax.Call(func=syntax.Name(id="desc" | "asc"), args=(inner,)):
                field = field_of(site, table, inner)
            case _:
                field = field_of(site, table, it)
        if field is not None:
            yield field


def _is_indexed(table: Table, field: Field) -> bool:
    column = field.column
    if column is None or column.index or column.unique or column.primary_key:
        return True
    return any(it[:1] == (field.name,) for it in (*table.indexes, *unique_keys(table)))


def _is_fit(field: Field) -> bool:
    return field.type.name not in _UNFIT and field.type.enum is None and field.type.name != ""


def _rewrite(site: Site, query: Query, table: Table, field: Field) -> Rewrite | None:
    path = field.path
    facts = site.project.files.get(path)
    if facts is None or facts.broken_at(field.span):
        return None
    statement = next(
        (
            it
            for owner, node in facts.classes
            if owner == field.owner
            for it in node.body
            if it.span == field.span and isinstance(it, syntax.Assign)
        ),
        None,
    )
    if statement is None or statement.annotation is None:
        return None
    edit, imports = _indexed(statement, facts.document.slice)
    if edit is None:
        return None
    column = field.column.name if field.column is not None else field.name
    name = f"{table.table.rpartition('.')[2]}.{column}"
    return Rewrite(
        span=query.span,
        strength=1,
        found=f"index {table.name}.{field.name}",
        done=f"indexes {table.name}.{field.name}",
        edits=(edit,),
        imports=imports,
        notes=(f"{name} needs a migration that creates the index.",),
        alone=True,
        path=path,
    )


def _indexed(node: syntax.Assign, text: Callable[[Span], str]) -> tuple[Edit | None, tuple[tuple[str, str], ...]]:
    """`index=True` in `Field(…)` or `mapped_column(…)`, or a `Field` where there was none."""
    value = node.value
    if isinstance(value, syntax.Call) and syntax.last_name(value.func) in ("Field", "mapped_column"):
        # A column given whole says itself whether it is indexed; Field's own index is then an error.
        if any(it.arg in ("index", "sa_column", None) for it in value.keywords):
            return None, ()
        last = max((it.span.end for it in (*value.args, *value.keywords)), default=None)
        if last is None:
            return Edit(Span(value.func.span.end, value.span.end), "(index=True)"), ()
        return Edit(Span(last, last), ", index=True"), ()
    imports = (("sqlmodel", "Field"),)
    if value is None and node.annotation is not None:
        end = node.annotation.span.end
        return (
            (None, ())
            if "Mapped" in text(node.annotation.span)
            else (Edit(Span(end, end), " = Field(index=True)"), imports)
        )
    if isinstance(value, syntax.Constant):
        return Edit(value.span, f"Field(default={text(value.span)}, index=True)"), imports
    return None, ()

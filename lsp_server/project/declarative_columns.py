"""The columns of SQLAlchemy's declarative classes: `Mapped[]`, `mapped_column`, `Column`, in SQLAlchemy 2's order."""

from collections.abc import Iterator
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.classes import class_bodies, key, library_name, lookup
from lsp_server.project.column_calls import ColumnCall, column_call, is_none, timezone_of
from lsp_server.project.constants import evaluate, source
from lsp_server.project.declarative import has_own_table, mapped_above
from lsp_server.project.link_types import Annotation, Metadata, read_annotation
from lsp_server.project.models import Column, Field
from lsp_server.project.modules import External, Modules, Symbol
from lsp_server.project.sql_types import python_type, type_map
from lsp_server.project.sqlmodel_columns import from_column
from lsp_server.project.types import Type

MAPPED = frozenset({"sqlalchemy.orm.Mapped", "Mapped"})


def declarative_fields(modules: Modules, symbol: Symbol) -> tuple[Field, ...]:
    """The columns of a mapped class: its own first, then those of mixins and abstract bases.

    A class without a table of its own adds its columns to those of the table it shares; one with a
    table joined to its parent's shows the columns of its own table.
    """
    above = mapped_above(modules, symbol)
    found: dict[str, tuple[int, Field]] = {}
    hidden: set[str] = set()
    for owner, node in class_bodies(modules, symbol):
        if above is not None and key(owner) == key(above):
            break
        for order, it in _own(modules, symbol, owner, node):
            if it.name not in hidden:
                found.setdefault(it.name, (order, it))
        hidden |= _bound(node)
    own = tuple(it for _, it in sorted(found.values(), key=lambda it: it[0]))
    if above is None or has_own_table(symbol):
        return own
    return (*declarative_fields(modules, above), *own)


def _bound(node: syntax.ClassDef) -> set[str]:
    """The names that a class body gives a value: what a mixin says of them counts no more."""
    values = (it for it in node.body if isinstance(it, syntax.Assign) and it.value is not None)
    names = {target.id for it in values for target in it.targets if isinstance(target, syntax.Name)}
    return names | {it.name for it in node.body if isinstance(it, syntax.FunctionDef)}


def _own(modules: Modules, mapped: Symbol, owner: Symbol, node: syntax.ClassDef) -> Iterator[tuple[int, Field]]:
    """The columns of one class body with their sort_order."""
    statements: dict[str, syntax.Assign | syntax.FunctionDef] = {}
    for it in node.body:
        match it:
            case syntax.Assign(targets=(syntax.Name(id=name),)) if not name.startswith("__"):
                statements[name] = it
            case syntax.FunctionDef(name=name) if _is_declared_attr(it):
                statements[name] = it
            case _:
                pass
    for name in _order(statements):
        found = _field(modules, mapped, owner, name, statements[name])
        if found is not None:
            yield found


def _order(statements: dict[str, syntax.Assign | syntax.FunctionDef]) -> list[str]:
    """As SQLAlchemy merges a class's values with its annotations (`merge_lists_w_ordering`)."""
    assigned = [name for name, it in statements.items() if not isinstance(it, syntax.Assign) or it.value is not None]
    annotated = [name for name, it in statements.items() if isinstance(it, syntax.Assign) and it.annotation is not None]
    both = set(assigned) & set(annotated)
    merged: list[str] = []
    current, other = iter(assigned), iter(annotated)
    while True:
        for name in current:
            if name in both:
                both.discard(name)
                current, other = other, current
                break
            merged.append(name)
        else:
            return list(dict.fromkeys([*merged, *other]))


def _is_declared_attr(node: syntax.FunctionDef) -> bool:
    names = [syntax.dotted(it) or "" for it in node.decorators]
    return any(it.rpartition(".")[2] == "declared_attr" or "declared_attr." in it for it in names)


def _field(
    modules: Modules, mapped: Symbol, owner: Symbol, name: str, node: syntax.Assign | syntax.FunctionDef
) -> tuple[int, Field] | None:
    value = _returned(node) if isinstance(node, syntax.FunctionDef) else node.value
    hint = node.returns if isinstance(node, syntax.FunctionDef) else node.annotation
    inside = _inside_mapped(modules, owner, hint)
    annotation = read_annotation(modules, owner.path, inside, owner.name) if inside is not None else None
    call = column_call(modules, owner.path, value, owner.name)
    if call is None and (value is not None or annotation is None or _is_relation(annotation)):
        return None
    template = _template(modules, annotation)
    column = _column(modules, mapped, name, call, template, annotation)
    chosen = call or template
    order = evaluate(modules, chosen.path, chosen.keywords.get("sort_order")) if chosen is not None else None
    made = _make(modules, owner, name, node, annotation, column, [it for it in (call, template) if it is not None])
    return (order.value if order is not None and isinstance(order.value, int) else 0), made


def _returned(node: syntax.FunctionDef) -> syntax.Expr | None:
    return next((it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)), None)


def _inside_mapped(modules: Modules, owner: Symbol, node: syntax.Expr | None) -> syntax.Expr | None:
    """`int` of `Mapped[int]`, also where the whole is a string."""
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        node = parse_expression(node.value, node.span.start + 1)
    if isinstance(node, syntax.Subscript) and library_name(modules, owner.path, node.value, owner.name) in MAPPED:
        return node.slices[0] if node.slices else None
    return None


def _is_relation(annotation: Annotation) -> bool:
    """`Mapped[list["Hero"]]` without a value can only be a half-typed relationship."""
    return annotation.type.name in ("list", "set") and not annotation.metadata


def _template(modules: Modules, annotation: Annotation | None) -> ColumnCall | None:
    """The mapped_column(...) inside `Annotated[int, mapped_column(primary_key=True)]`."""
    items: tuple[Metadata, ...] = annotation.metadata if annotation is not None else ()
    return next((call for it in items if (call := column_call(modules, it.path, it.node)) is not None), None)


def _column(
    modules: Modules,
    mapped: Symbol,
    name: str,
    call: ColumnCall | None,
    template: ColumnCall | None,
    annotation: Annotation | None,
) -> Column:
    column = from_column(modules, name, call or ColumnCall(mapped.path))
    if template is not None:
        column = _merged(modules, name, column, call, template)
    said = [it.flag(modules, "nullable") for it in (call, template) if it is not None]
    listens = call is None or call.listens
    if annotation is not None and listens and all(it is None for it in said) and not column.primary_key:
        column = replace(column, nullable=annotation.type.optional)
    if annotation is not None and listens and column.sql_type is None and column.timezone is None:
        sql_type, timezone = _mapped_type(modules, mapped, annotation.type)
        column = replace(column, sql_type=sql_type, timezone=timezone)
    return column


def _merged(modules: Modules, name: str, own: Column, call: ColumnCall | None, template: ColumnCall) -> Column:
    """What the annotation's template says, where the class's own mapped_column(...) is silent."""
    base = from_column(modules, name, template)
    if call is None:
        return base
    is_key = own.primary_key or base.primary_key
    nullable = call.flag(modules, "nullable")
    return Column(
        name=call.name or base.name,
        sql_type=own.sql_type or base.sql_type,
        nullable=(base.nullable if nullable is None else nullable) and not is_key,
        primary_key=is_key,
        unique=own.unique or base.unique,
        index=own.index or base.index,
        foreign_key=own.foreign_key or base.foreign_key,
        timezone=own.timezone if own.sql_type else base.timezone,
        server_default=own.server_default or base.server_default,
        onupdate=own.onupdate or base.onupdate,
        numbering=base.numbering if own.numbering is None else own.numbering,
    )


def _mapped_type(modules: Modules, mapped: Symbol, type_: Type) -> tuple[str | None, bool | None]:
    """What the base's type_annotation_map makes of a type; SQLAlchemy's own default for date-times is without zone."""
    path, node = type_map(modules, mapped, type_.name)
    if node is not None:
        return source(modules, path, node), timezone_of(modules, path, node)
    return None, False if type_.name == "datetime.datetime" else None


def _make(
    modules: Modules,
    owner: Symbol,
    name: str,
    node: syntax.Assign | syntax.FunctionDef,
    annotation: Annotation | None,
    column: Column,
    calls: list[ColumnCall],
) -> Field:
    default, factory = _defaults(modules, calls)
    type_ = annotation.type if annotation is not None else python_type(modules, owner, calls, node, column.nullable)
    return Field(
        name=name,
        type=type_,
        span=node.span,
        path=owner.path,
        owner=owner.name.rpartition(".")[2],
        required=not column.nullable and default is None and factory is None and column.server_default is None,
        default=default,
        default_factory=factory,
        column=column,
    )


def _defaults(modules: Modules, calls: list[ColumnCall]) -> tuple[str | None, str | None]:
    """The Python-side default: a value or an SQL expression, or else a function that makes it."""
    for call in calls:
        for keyword in ("default", "insert_default", "default_factory"):
            node = call.keywords.get(keyword)
            if node is None or is_none(modules, call.path, node):
                continue
            text = source(modules, call.path, node)
            return (None, text) if keyword == "default_factory" or _is_function(modules, call, node) else (text, None)
    return None, None


def _is_function(modules: Modules, call: ColumnCall, node: syntax.Expr) -> bool:
    if isinstance(node, syntax.Lambda):
        return True
    name = syntax.dotted(node)
    found = lookup(modules, call.path, "", name) if name is not None else None
    if isinstance(found, External):
        return True
    return isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef | syntax.ClassDef)

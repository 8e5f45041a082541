"""The columns of SQLAlchemy's declarative classes: `Mapped[]`, `mapped_column`, `Column`."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.models.column_calls import column_call
from lsp_server.project.models.column_order import Placed, in_order
from lsp_server.project.models.composites import composite_call, composite_parts
from lsp_server.project.models.declarative import has_own_table, is_declared_attr, mapped_above
from lsp_server.project.models.mapped_columns import defaults_of, mapped_column, template_of
from lsp_server.project.models.sql_types import as_python, python_type
from lsp_server.project.models.values import Column, Field
from lsp_server.project.names.classes import class_bodies, key, library_name
from lsp_server.project.names.constants import evaluate
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import Annotation, read_annotation

MAPPED = frozenset({"sqlalchemy.orm.Mapped", "Mapped"})


def declarative_fields(modules: Modules, symbol: Symbol) -> tuple[Field, ...]:
    """The columns of a mapped class: its own first, then those of mixins and abstract bases.

    A class without a table of its own adds its columns to those of the table it shares; one with a
    table joined to its parent's shows the columns of its own table.
    """
    above = mapped_above(modules, symbol)
    found: dict[str, Placed] = {}
    hidden: set[str] = set()
    for owner, node in class_bodies(modules, symbol):
        if above is not None and key(owner) == key(above):
            break
        for it in _own(modules, symbol, owner, node):
            if it.field.name not in hidden:
                found.setdefault(it.field.name, it)
        hidden |= _bound(node)
    own = in_order(modules, symbol, found.values())
    if above is None or has_own_table(symbol):
        return own
    return (*declarative_fields(modules, above), *own)


def _bound(node: syntax.ClassDef) -> set[str]:
    """The names that a class body gives a value: what a mixin says of them counts no more."""
    values = (it for it in node.body if isinstance(it, syntax.Assign) and it.value is not None)
    names = {target.id for it in values for target in it.targets if isinstance(target, syntax.Name)}
    return names | {it.name for it in node.body if isinstance(it, syntax.FunctionDef)}


def _own(modules: Modules, mapped: Symbol, owner: Symbol, node: syntax.ClassDef) -> Iterator[Placed]:
    """The columns of one class body; those that a mixin's functions make come after its others."""
    statements: dict[str, syntax.Assign | syntax.FunctionDef] = {}
    for it in node.body:
        match it:
            case syntax.Assign(targets=(syntax.Name(id=name),)) if not name.startswith("__"):
                statements[name] = it
            case syntax.FunctionDef(name=name) if is_declared_attr(it):
                statements[name] = it
            case _:
                pass
    own = key(owner) == key(mapped)
    names = _order(statements)
    for name in names if own else sorted(names, key=lambda it: isinstance(statements[it], syntax.FunctionDef)):
        it = statements[name]
        composite = composite_call(modules, owner, it.value) if isinstance(it, syntax.Assign) else None
        if composite is not None:
            yield from _parts(modules, mapped, owner, it, composite)
            continue
        found = _field(modules, mapped, owner, name, it)
        if found is not None:
            order, made = found
            yield Placed(made, order, isinstance(it, syntax.FunctionDef), own)


def _parts(
    modules: Modules, mapped: Symbol, owner: Symbol, node: syntax.Assign | syntax.FunctionDef, call: syntax.Call
) -> Iterator[Placed]:
    """The columns inside a composite(…)."""
    hint = _inside_mapped(modules, owner, node.annotation) if isinstance(node, syntax.Assign) else None
    for it in composite_parts(modules, owner, call, hint) or ():
        listens = it.call is None or it.call.listens
        annotation = it.annotation if listens else None
        template = template_of(modules, annotation)
        column = mapped_column(modules, mapped, it.name, it.call, template, annotation)
        calls = [one for one in (it.call, template) if one is not None]
        made = _make(modules, owner, it.name, node, annotation, column, calls)
        yield Placed(made, 0, by_function=False, own=key(owner) == key(mapped))


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
    template = template_of(modules, annotation)
    column = mapped_column(modules, mapped, name, call, template, annotation)
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


def _make(
    modules: Modules,
    owner: Symbol,
    name: str,
    node: syntax.Assign | syntax.FunctionDef,
    annotation: Annotation | None,
    column: Column,
    calls: list[ColumnCall],
) -> Field:
    default, factory = defaults_of(modules, calls)
    if annotation is not None:
        type_ = as_python(annotation.type)
    else:
        type_ = python_type(modules, owner, calls, node, column.nullable)
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

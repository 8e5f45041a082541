"""Columns inside `composite(mapped_column(…), …)`: each is one of the table, mapped under its own name as well.

SQLAlchemy 2.1, "Composite Column Types". Where the class of the value is a dataclass, its fields name and type what
is not named and typed by the columns themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.column_arguments import ColumnCall
from lsp_server.project.models.column_calls import COLUMNS, column_call
from lsp_server.project.names.classes import class_bodies, library_name, lookup
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import Annotation, read_annotation

_COMPOSITE = frozenset({"sqlalchemy.orm.composite", "composite"})
_NO_FIELDS = frozenset({"typing.ClassVar", "dataclasses.InitVar", "dataclasses.KW_ONLY"})


@dataclass(frozen=True, slots=True)
class Part:
    """One column: `call` as far as it is written, `annotation` as the dataclass has it."""

    name: str
    call: ColumnCall | None
    annotation: Annotation | None


def composite_call(modules: Modules, owner: Symbol, node: syntax.Expr | None) -> syntax.Call | None:
    """`composite(…)` itself; None for any other expression."""
    is_it = isinstance(node, syntax.Call) and library_name(modules, owner.path, node, owner.name) in _COMPOSITE
    return node if isinstance(node, syntax.Call) and is_it else None


def composite_parts(
    modules: Modules, owner: Symbol, call: syntax.Call, hint: syntax.Expr | None
) -> tuple[Part, ...] | None:
    """The columns that it adds, `hint` being what its annotation says inside of Mapped; None: not known."""
    if any(isinstance(it, syntax.Starred) for it in call.args):
        return None
    args, value_class = call.args, _class_of(modules, owner, hint)
    if args and not _is_attribute(modules, owner, args[0]):
        args, value_class = args[1:], _class_of(modules, owner, args[0])
    fields = _dataclass_fields(modules, value_class) if value_class is not None else None
    template = text_of(modules, owner.path, call.keyword("column_template"))
    if call.keyword("column_template") is not None and (template is None or "%s" not in template):
        return None
    found: list[Part] = []
    for index in range(max(len(args), len(fields or ()))):
        name, annotation = fields[index] if fields is not None and index < len(fields) else (None, None)
        if index >= len(args):
            if name is not None:
                found.append(Part(template.replace("%s", name) if template else name, None, annotation))
            continue
        written = column_call(modules, owner.path, args[index], owner.name)
        if written is None:
            continue  # the name of another attribute
        name = written.name or name
        if name is None:
            return None
        found.append(Part(name, written, annotation))
    return tuple(found)


def unread_composites(modules: Modules, symbol: Symbol) -> tuple[str, ...]:
    """The attributes of a class whose columns are not known, by their names."""
    return tuple(
        f"{node.name}.{name.id}"
        for owner, node in class_bodies(modules, symbol)
        if modules.files[owner.path].says("composite")
        for it in node.body
        if isinstance(it, syntax.Assign) and isinstance(name := it.targets[0], syntax.Name)
        if (call := composite_call(modules, owner, it.value)) is not None
        if composite_parts(modules, owner, call, inside_mapped(it.annotation)) is None
    )


def inside_mapped(node: syntax.Expr | None) -> syntax.Expr | None:
    """`Point` of `Mapped[Point]`."""
    return node.slices[0] if isinstance(node, syntax.Subscript) and node.slices else None


def _is_attribute(modules: Modules, owner: Symbol, node: syntax.Expr) -> bool:
    """Whether an argument is a column or names one, and not the class of the value."""
    if isinstance(node, syntax.Constant):
        return True
    if isinstance(node, syntax.Call):
        return library_name(modules, owner.path, node, owner.name) in COLUMNS
    around = owner.node.body if isinstance(owner.node, syntax.ClassDef) else ()
    targets = {syntax.dotted(one) for it in around if isinstance(it, syntax.Assign) for one in it.targets}
    return syntax.dotted(node) in targets


def _class_of(modules: Modules, owner: Symbol, node: syntax.Expr | None) -> Symbol | None:
    """The class that an argument or an annotation means; of `Point | None` it is Point."""
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        node = parse_expression(node.value)
    if isinstance(node, syntax.BinOp) and node.op == "|":
        sides = [it for it in (node.left, node.right) if not isinstance(it, syntax.Constant)]
        node = sides[0] if len(sides) == 1 else None
    if isinstance(node, syntax.Subscript) and syntax.last_name(node.value) == "Optional":
        node = inside_mapped(node)
    name = syntax.dotted(node)
    found = lookup(modules, owner.path, owner.name, name) if name is not None else None
    return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None


def _dataclass_fields(modules: Modules, symbol: Symbol) -> tuple[tuple[str, Annotation], ...] | None:
    """The parameters of a dataclass that inherits from nothing; None for any other class."""
    node = symbol.node
    if not isinstance(node, syntax.ClassDef) or node.bases:
        return None
    if "dataclasses.dataclass" not in [library_name(modules, symbol.path, it) for it in node.decorators]:
        return None
    found = tuple(_fields(modules, symbol, node))
    own_init = any(isinstance(it, syntax.FunctionDef) and it.name == "__init__" for it in node.body)
    return None if own_init or any(it.type.name in _NO_FIELDS for _, it in found) else found


def _fields(modules: Modules, symbol: Symbol, node: syntax.ClassDef) -> Iterator[tuple[str, Annotation]]:
    for it in node.body:
        if isinstance(it, syntax.Assign) and it.annotation is not None and isinstance(it.targets[0], syntax.Name):
            if isinstance(it.value, syntax.Call) and it.value.keyword("init") is not None:
                continue
            yield it.targets[0].id, read_annotation(modules, symbol.path, it.annotation, symbol.name)

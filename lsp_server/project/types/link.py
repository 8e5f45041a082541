"""Annotations, resolved across files: aliases, `Annotated`, `Optional`, strings and constrained types followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.types.aliases import alias_parameters
from lsp_server.project.types.constrained import CONSTRAINED
from lsp_server.project.types.enums import read_enum
from lsp_server.project.types.values import Type
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Metadata:
    """One item of `Annotated[type, item]`, or a constrained type such as `constr(max_length=5)` or `PositiveInt`.

    `path` is the file whose names the node uses, which an alias may have moved. `outer` is False where
    the item belongs to a part of the type only, as in `Annotated[str, item] | None`.
    """

    node: syntax.Expr
    path: str
    outer: bool = True


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type, and what its `Annotated` says beyond it, outermost last."""

    type: Type
    metadata: tuple[Metadata, ...] = ()


def resolve_type(
    modules: Modules,
    path: str,
    node: syntax.Expr | None,
    scope: str = "",
    variables: Mapping[str, Type] | None = None,
) -> Type:
    """The type that an annotation means in the file `path`, inside the class or function `scope` ("" is the module).

    `variables` are type variables with a known meaning. What can't be known has the name "".
    """
    return read_annotation(modules, path, node, scope, variables).type


def read_annotation(
    modules: Modules,
    path: str,
    node: syntax.Expr | None,
    scope: str = "",
    variables: Mapping[str, Type] | None = None,
) -> Annotation:
    """Like `resolve_type`, with the `Annotated` metadata of the annotation and of the aliases it goes through."""
    if node is None:
        return Annotation(Type("", Span(0, 0), ""))
    return _read(_Place(modules, path, scope, variables or {}), node)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name is looked up, and which aliases led here."""

    modules: Modules
    path: str
    scope: str
    variables: Mapping[str, Type]
    seen: frozenset[tuple[str, str]] = field(default=frozenset())


def _read(at: _Place, node: syntax.Expr) -> Annotation:
    match node:
        case syntax.Constant(value=None):
            return Annotation(Type("None", node.span, "None", optional=True))
        case syntax.Constant(value=str(text)):
            return _quoted(at, node, text)
        case syntax.Name() | syntax.Attribute():
            return _named(at, node)
        case syntax.Subscript():
            return _subscript(at, node)
        case syntax.BinOp(op="|"):
            return _union(at, node, _alternatives(node))
        case syntax.Call():
            return _called(at, node)
        case _:
            return Annotation(_unknown(at, node))


def _unknown(at: _Place, node: syntax.Expr) -> Type:
    return Type(_text(at, node), node.span, "")


def _text(at: _Place, node: syntax.Expr) -> str:
    return " ".join(at.modules.files[at.path].document.slice(node.span).split())


def _quoted(at: _Place, node: syntax.Constant, text: str) -> Annotation:
    """A string annotation; the spans inside are those of the document."""
    raw = at.modules.files[at.path].document.slice(node.span)
    start = raw.find(text)
    # With escapes in it the text is not in the document as it is, and its parts have no place there.
    inner = parse_expression(text, node.span.start + _bytes(raw[:start]) + _indent(text)) if start > 0 else None
    if inner is None or isinstance(inner, syntax.Constant):
        return Annotation(_unknown(at, node))
    return _read(at, inner)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _indent(text: str) -> int:
    return _bytes(text) - _bytes(text.lstrip())


def _alternatives(node: syntax.Expr) -> tuple[syntax.Expr, ...]:
    if isinstance(node, syntax.BinOp) and node.op == "|":
        return (*_alternatives(node.left), *_alternatives(node.right))
    return (node,)


def _union(at: _Place, node: syntax.Expr, parts: tuple[syntax.Expr, ...]) -> Annotation:
    read = [_read(at, it) for it in parts]
    some = [it for it in read if it.type.name != "None"]
    optional = any(it.type.optional for it in read)
    metadata = tuple(replace(meta, outer=False) for it in some for meta in it.metadata)
    if len(some) == 1:
        return Annotation(replace(some[0].type, text=_text(at, node), span=node.span, optional=optional), metadata)
    if not some:
        return Annotation(Type(_text(at, node), node.span, "None", optional=True))
    args = tuple(it.type for it in some)
    return Annotation(Type(_text(at, node), node.span, "typing.Union", optional, args), metadata)


def _subscript(at: _Place, node: syntax.Subscript) -> Annotation:
    name = syntax.dotted(node.value)
    found = lookup(at.modules, at.path, at.scope, name) if name is not None else None
    match canonical(found.name) if isinstance(found, External) else "":
        case "typing.Optional":
            return _union(at, node, (*node.slices, syntax.Constant(node.span, None)))
        case "typing.Union":
            return _union(at, node, node.slices)
        case "typing.Annotated" if node.slices:
            inner = _read(at, node.slices[0])
            type_ = replace(inner.type, text=_text(at, node.slices[0]), span=node.slices[0].span)
            return Annotation(type_, (*inner.metadata, *(Metadata(it, at.path) for it in node.slices[1:])))
        case "typing.Literal":
            return Annotation(_literal(at, node))
        case _:
            pass
    if isinstance(found, Symbol) and (names := alias_parameters(at.modules, found)):
        given = {name: _read(at, it).type for name, it in zip(names, node.slices, strict=False)}
        return _alias(replace(at, variables=given), node, found)
    head = _read(at, node.value)
    args = tuple(_read(at, it).type for it in node.slices)
    if isinstance(found, Symbol) and not isinstance(found.node, syntax.ClassDef) and head.type.name:
        # `Page = list[T]` used as `Page[Hero]`: the alias says what it is, the brackets what is in it.
        args = args if head.type.args else ()
    return Annotation(replace(head.type, text=_text(at, node), span=node.span, args=args), head.metadata)


def _literal(at: _Place, node: syntax.Subscript) -> Type:
    values: list[str | int | bool | None] = []
    for it in node.slices:
        match it:
            case syntax.Constant(value=str() | int() | None as value):
                values.append(value)
            case syntax.UnaryOp(op="-", operand=syntax.Constant(value=int(number))):
                values.append(-number)
            case syntax.Attribute(value=owner, attr=attr):
                enum = _read(at, owner).type.enum
                values += [value for name, value in enum.members if name == attr] if enum is not None else []
            case syntax.Name() | syntax.Subscript():
                values += _read(at, it).type.literals
            case _:
                pass
    plain = tuple(it for it in values if it is not None)
    return Type(_text(at, node), node.span, "typing.Literal", None in values, literals=plain)


def _named(at: _Place, node: syntax.Name | syntax.Attribute) -> Annotation:
    name = syntax.dotted(node)
    if name is None:
        return Annotation(_unknown(at, node))
    if name in at.variables:
        return Annotation(replace(at.variables[name], text=_text(at, node), span=node.span))
    found = lookup(at.modules, at.path, at.scope, name)
    match found:
        case External():
            return _external(at, node, canonical(found.name), node)
        case Symbol(node=syntax.ClassDef()):
            return Annotation(_class(at, node, found))
        case Symbol():
            return _alias(at, node, found)
        case _:
            return Annotation(_unknown(at, node))


def _external(at: _Place, node: syntax.Expr, name: str, source: syntax.Expr) -> Annotation:
    if name == "None":
        return Annotation(Type(_text(at, node), node.span, "None", optional=True))
    if name in CONSTRAINED:
        return Annotation(Type(_text(at, node), node.span, CONSTRAINED[name]), (Metadata(source, at.path),))
    return Annotation(Type(_text(at, node), node.span, name))


def _class(at: _Place, node: syntax.Expr, symbol: Symbol) -> Type:
    name = symbol.name.rpartition(".")[2]
    return Type(_text(at, node), node.span, name, symbol=symbol, enum=read_enum(at.modules, symbol))


def _alias(at: _Place, node: syntax.Expr, symbol: Symbol) -> Annotation:
    """A module-level name that stands for a type: an alias, a NewType, an enumeration made by a call."""
    enum = read_enum(at.modules, symbol)
    if enum is not None:
        return Annotation(Type(_text(at, node), node.span, symbol.name, symbol=symbol, enum=enum))
    key = (symbol.path, symbol.name)
    value = symbol.node.value if isinstance(symbol.node, syntax.Assign | syntax.TypeAlias) else None
    if value is None or key in at.seen or symbol.path not in at.modules.files:
        return Annotation(_unknown(at, node))
    there = replace(at, path=symbol.path, scope="", seen=at.seen | {key})
    found = _read(there, value)
    return replace(found, type=replace(found.type, text=_text(at, node), span=node.span))


def _called(at: _Place, node: syntax.Call) -> Annotation:
    """`constr(max_length=5)` as an annotation, `NewType("Id", int)` as an alias."""
    name = syntax.dotted(node.func)
    found = lookup(at.modules, at.path, at.scope, name) if name is not None else None
    full = canonical(found.name) if isinstance(found, External) else ""
    if full == "typing.NewType":
        inner = node.argument(1, "tp")
        return _read(at, inner) if inner is not None else Annotation(_unknown(at, node))
    if full == "typing.TypeAliasType":
        inner = node.argument(1, "value")
        return _read(at, inner) if inner is not None else Annotation(_unknown(at, node))
    if full not in CONSTRAINED:
        return Annotation(_unknown(at, node))
    made = _external(at, node, full, node)
    item = node.argument(0, "item_type")
    if CONSTRAINED[full] in ("list", "set", "frozenset") and item is not None:
        return replace(made, type=replace(made.type, args=(_read(at, item).type,)))
    return made

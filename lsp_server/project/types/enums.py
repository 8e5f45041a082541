"""Enumerations of the project, read from their classes."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import class_bodies, externals
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.types.values import Enum

_ENUMS = frozenset(
    "enum.Enum enum.StrEnum enum.IntEnum enum.Flag enum.IntFlag enum.ReprEnum strenum.StrEnum "
    "fastapi_utils.enums.StrEnum backports.strenum.StrEnum".split()
)

Members = tuple[tuple[str, str | int | None], ...]


def read_enum(modules: Modules, symbol: Symbol) -> Enum | None:
    """The enumeration that a class (or `Color = Enum("Color", …)`) is, else None."""
    match symbol.node:
        case syntax.ClassDef():
            return _from_class(modules, symbol)
        case syntax.Assign(value=syntax.Call() as call):
            return _from_call(modules, symbol, call)
        case _:
            return None


def link_enums(modules: Modules) -> tuple[Enum, ...]:
    """Every enumeration of the project, in the order of files and definitions."""
    return everywhere(modules, enums_in)


@tracked
def enums_in(modules: Modules, path: str) -> tuple[Enum, ...]:
    """The enumerations of a file."""
    facts = modules.files[path]
    classes = (Symbol(path, name, node) for name, node in facts.classes if node.bases)
    assigned = (Symbol(path, name, node) for name, node in facts.assignments.items())
    found = (read_enum(modules, it) for it in (*classes, *assigned))
    return tuple(it for it in found if it is not None)


def _from_class(modules: Modules, symbol: Symbol) -> Enum | None:
    above = {canonical(it) for it in externals(modules, symbol)}
    if not above & _ENUMS:
        return None
    mixin = _mixin(above)
    own: dict[str, str | int | None] = {}
    for _, node in reversed(class_bodies(modules, symbol)):
        own.update(_members(node, mixin, own))
    return Enum(symbol, tuple(own.items()), mixin)


def _mixin(above: set[str]) -> str | None:
    if "str" in above or any(it.endswith("StrEnum") for it in above):
        return "str"
    return "int" if above & {"int", "enum.IntEnum", "enum.IntFlag"} else None


def _members(
    node: syntax.ClassDef, mixin: str | None, before: dict[str, str | int | None]
) -> Iterator[tuple[str, str | int | None]]:
    """`A = "a"`, `A = auto()`; names with a leading underscore and annotated ones are no members."""
    numbers = [it for it in before.values() if isinstance(it, int)]
    for it in node.body:
        if not isinstance(it, syntax.Assign) or it.annotation is not None:
            continue
        for target in it.targets:
            if not isinstance(target, syntax.Name) or target.id.startswith("_"):
                continue
            value = _value(it.value, target.id, mixin, max(numbers, default=0))
            if isinstance(value, int):
                numbers.append(value)
            yield target.id, value


def _value(node: syntax.Expr | None, name: str, mixin: str | None, highest: int) -> str | int | None:
    match node:
        case syntax.Constant(value=str() | int() as value):
            return value
        case syntax.UnaryOp(op="-", operand=syntax.Constant(value=int(number))):
            return -number
        case syntax.Collection(kind="tuple", elements=(first, *_)) if mixin is not None:
            # `A = "a", "A label"` in a str enum: the first is the value in the usual __new__.
            return _value(first, name, mixin, highest)
        case syntax.Call() if syntax.last_name(node) == "auto":
            return name.lower() if mixin == "str" else highest + 1
        case _:
            return None


def _from_call(modules: Modules, symbol: Symbol, call: syntax.Call) -> Enum | None:
    """`Color = Enum("Color", "RED GREEN")`, or with a list of names, pairs or a dict."""
    name = syntax.dotted(call.func)
    found = modules.resolve(symbol.path, name) if name is not None else None
    if not isinstance(found, External) or canonical(found.name) not in _ENUMS:
        return None
    mixin = _mixin({canonical(found.name)})
    match call.keyword("type"):
        case syntax.Name(id="str" | "int" as named):
            mixin = named
        case _:
            pass
    return Enum(symbol, tuple(_pairs(call.argument(1, "names"), mixin)), mixin)


def _pairs(node: syntax.Expr | None, mixin: str | None) -> Iterator[tuple[str, str | int | None]]:
    names: list[str] = []
    match node:
        case syntax.Constant(value=str(text)):
            names = text.replace(",", " ").split()
        case syntax.Dict(items=items):
            for left, right in items:
                if isinstance(left, syntax.Constant) and isinstance(left.value, str):
                    yield left.value, _value(right, left.value, mixin, 0)
        case syntax.Collection(elements=elements):
            for it in elements:
                match it:
                    case syntax.Constant(value=str(text)):
                        names.append(text)
                    case syntax.Collection(elements=(syntax.Constant(value=str(text)), right)):
                        yield text, _value(right, text, mixin, 0)
                    case _:
                        pass
        case _:
            pass
    for number, text in enumerate(names, 1):
        yield text, text.lower() if mixin == "str" else number

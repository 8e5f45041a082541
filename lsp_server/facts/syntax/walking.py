"""Ways through the nodes: all below, those of one function, those of one body; and what a name is in one word."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from operator import attrgetter

from lsp_server.facts.syntax.expression_nodes import Attribute, Call, Lambda, Name, Node, Subscript
from lsp_server.facts.syntax.statement_nodes import ClassDef, For, FunctionDef, If, Match, Stmt, Try, While, With


def children(node: Node) -> Iterator[Node]:
    """The direct child nodes, in the order of the source where the grammar allows."""
    return iter(_children(node))


def statements(*body: "Stmt") -> Iterator["Stmt"]:
    """Statements and those in their blocks, parents first; functions and classes are yielded, not entered."""
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        match node:
            case If() | For() | While():
                stack += (*reversed(node.orelse), *reversed(node.body))
            case With():
                stack += reversed(node.body)
            case Try():
                stack += (*reversed(node.finalbody), *reversed(node.orelse))
                stack += (it for handler in reversed(node.handlers) for it in reversed(handler.body))
                stack += reversed(node.body)
            case Match():
                stack += (it for case in reversed(node.cases) for it in reversed(case.body))
            case _:
                pass


def outermost(body: tuple["Stmt", ...], prefix: str = "", *, everything: bool) -> Iterator[tuple[str, "Stmt"]]:
    """The functions that stand in no other, with their qualified names; with `everything` all statements that do."""
    for node in statements(*body):
        name = prefix + node.name if isinstance(node, FunctionDef | ClassDef) else ""
        if everything or isinstance(node, FunctionDef):
            yield name, node
        if isinstance(node, ClassDef):
            yield from outermost(node.body, f"{name}.", everything=everything)


# Fields of these types hold no nodes.
_PLAIN = frozenset({"Span", "str", "str | None", "bool", "int", "tuple[str, ...]", "object"})


@cache
def _holding(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold other nodes."""
    plain = {it.name for it in fields(kind) if it.type in _PLAIN or str(it.type).startswith("Literal[")}
    return tuple(it for it in kind.__match_args__ if it not in plain)


@cache
def _reader(kind: type[Node]) -> Callable[[Node], tuple[object, ...]] | None:
    """What gives the values of those fields; None for a kind that holds no nodes: names, literals, `pass`."""
    names = _holding(kind)  # type: ignore[arg-type]  # mypy takes a class for its instances here
    if not names:
        return None
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda node: (read(node),)


def _children(node: Node) -> list[Node]:
    """Most of what the server does is walking, so this is written for speed: most nodes are leaves."""
    read = _reader(node.__class__)  # type: ignore[arg-type]
    if read is None:
        return []
    found: list[Node] = []
    for value in read(node):
        if value.__class__ is tuple:
            if value:
                _collect(value, found)
        elif isinstance(value, Node):
            found.append(value)
    return found


def _collect(values: tuple[object, ...], found: list[Node]) -> None:
    for it in values:
        if isinstance(it, Node):
            found.append(it)
        elif it.__class__ is tuple:
            _collect(it, found)


def walk(*nodes: Node) -> Iterator[Node]:
    """The nodes and everything below them, parents first."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if below := _children(node):
            stack.extend(reversed(below))


def walk_scope(*nodes: Node) -> Iterator[Node]:
    """Like `walk`, but does not enter functions, classes and lambdas found on the way (it yields them)."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if node.__class__ not in _SCOPES and (below := _children(node)):
            stack.extend(reversed(below))


_SCOPES = frozenset({FunctionDef, ClassDef, Lambda})


def dotted(node: Node | None) -> str | None:
    """`a.b.c` for a chain of plain names, None for anything else."""
    match node:
        case Name(id=name):
            return name
        case Attribute(value=value, attr=attr):
            prefix = dotted(value)
            return f"{prefix}.{attr}" if prefix else None
        case _:
            return None


def last_name(node: Node | None) -> str | None:
    """The last part of a dotted name, of a call's function or of a subscripted name: `Mapped` of `orm.Mapped[int]`."""
    match node:
        case Name(id=name):
            return name
        case Attribute(attr=attr):
            return attr
        case Call(func=inner) | Subscript(value=inner):
            return last_name(inner)
        case _:
            return None

"""A Python file's syntax as frozen values: what tree-sitter read, in the words of Python's own `ast`.

The rooms above never see tree-sitter. Node names follow the standard library's
`ast` module; every node carries its `span` in UTF-8 bytes. What could not be
read, or is of no use to anybody yet, is an `Opaque` with its readable children,
so that a half-typed file loses nothing but its half-typed spot.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from lsp_server.text import Span

# --------------------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Node:
    span: Span


@dataclass(frozen=True, slots=True)
class Name(Node):
    id: str


@dataclass(frozen=True, slots=True)
class Attribute(Node):
    """`value.attr`"""

    value: "Expr"
    attr: str
    attr_span: Span


@dataclass(frozen=True, slots=True)
class Keyword(Node):
    """`arg=value` in a call or a class header; `arg` is None for `**value`."""

    arg: str | None
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Call(Node):
    func: "Expr"
    args: tuple["Expr", ...]
    keywords: tuple[Keyword, ...]

    def keyword(self, name: str) -> "Expr | None":
        """The value of `name=…`, or None."""
        return next((it.value for it in self.keywords if it.arg == name), None)

    def argument(self, index: int, name: str) -> "Expr | None":
        """The value given by position or else by keyword; None when a `*args` hides it."""
        head = self.args[: index + 1]
        if len(head) > index and not any(isinstance(it, Starred) for it in head):
            return head[index]
        return self.keyword(name)


@dataclass(frozen=True, slots=True)
class Subscript(Node):
    """`value[slices]`; `X[a, b]` has two slices."""

    value: "Expr"
    slices: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Slice(Node):
    lower: "Expr | None"
    upper: "Expr | None"
    step: "Expr | None"


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A literal. A string's value is its text without quotes and prefix, escapes decoded."""

    value: str | bytes | int | float | complex | bool | None


@dataclass(frozen=True, slots=True)
class EllipsisLiteral(Node):
    """`...`"""


@dataclass(frozen=True, slots=True)
class JoinedStr(Node):
    """An f-string: text as Constant, `{…}` as the expression inside."""

    values: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Collection(Node):
    """A list, tuple or set display."""

    kind: Literal["list", "tuple", "set"]
    elements: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Dict(Node):
    """A dict display; a None key is `**value`."""

    items: tuple[tuple["Expr | None", "Expr"], ...]


@dataclass(frozen=True, slots=True)
class BinOp(Node):
    left: "Expr"
    op: str
    right: "Expr"


@dataclass(frozen=True, slots=True)
class BoolOp(Node):
    left: "Expr"
    op: Literal["and", "or"]
    right: "Expr"


@dataclass(frozen=True, slots=True)
class UnaryOp(Node):
    op: Literal["not", "-", "+", "~"]
    operand: "Expr"


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left ops[0] comparators[0] ops[1] …`; operators as written, with single spaces ("not in")."""

    left: "Expr"
    ops: tuple[str, ...]
    comparators: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Await(Node):
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Yield(Node):
    value: "Expr | None"


@dataclass(frozen=True, slots=True)
class IfExp(Node):
    body: "Expr"
    test: "Expr"
    orelse: "Expr"


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    parameters: tuple["Parameter", ...]
    body: "Expr"


@dataclass(frozen=True, slots=True)
class Comprehension(Node):
    """`[element for target in iter if condition]`; a dict's element is a two-element tuple."""

    kind: Literal["list", "set", "dict", "generator"]
    element: "Expr"
    generators: tuple["Generator", ...]


@dataclass(frozen=True, slots=True)
class Generator(Node):
    target: "Expr"
    iter: "Expr"
    conditions: tuple["Expr", ...]
    is_async: bool


@dataclass(frozen=True, slots=True)
class NamedExpr(Node):
    target: Name
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Starred(Node):
    """`*value` in a call or display."""

    value: "Expr"


@dataclass(frozen=True, slots=True)
class Opaque(Node):
    """Anything else, or anything broken: `kind` is tree-sitter's name, `children` what was readable inside."""

    kind: str
    children: tuple["Node", ...]


Expr = (
    Name | Attribute | Call | Subscript | Slice | Constant | EllipsisLiteral | JoinedStr | Collection | Dict | BinOp
    | BoolOp | UnaryOp | Compare | Await | Yield | IfExp | Lambda | Comprehension | NamedExpr | Starred | Opaque
)  # fmt: skip

# --------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Alias(Node):
    """`name as asname`"""

    name: str
    asname: str | None

    @property
    def bound(self) -> str:
        return self.asname or self.name


@dataclass(frozen=True, slots=True)
class Import(Node):
    names: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class ImportFrom(Node):
    """`from ..module import names`; `level` counts the dots; `from x import *` has one Alias `*`."""

    module: str
    level: int
    names: tuple[Alias, ...]


@dataclass(frozen=True, slots=True)
class Parameter(Node):
    name: str
    annotation: "Expr | None"
    default: "Expr | None"
    kind: Literal["positional", "keyword", "var_positional", "var_keyword"]


class Suite:
    """The statements of a function, read when they are first asked for: of most functions nobody ever does."""

    __slots__ = ("_read", "_statements", "text")

    def __init__(self, text: bytes, read: "Callable[[], tuple[Stmt, ...]]") -> None:
        self.text = text  # that they are read from; empty where they were read at once
        self._read: Callable[[], tuple[Stmt, ...]] | None = read
        self._statements: tuple[Stmt, ...] = ()

    @staticmethod
    def of(statements: "tuple[Stmt, ...]") -> "Suite":
        """Statements that are known already."""
        return Suite(b"", lambda: statements)

    @property
    def statements(self) -> "tuple[Stmt, ...]":
        read = self._read
        if read is not None:  # Two threads may read at once; they find the same.
            self._statements = read()
            self._read = None
        return self._statements

    def may_hold(self, *words: bytes) -> bool:
        """Whether one of these words may stand in it, as far as that is known without reading it."""
        return not self.text or any(it in self.text for it in words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Suite) and self.statements == other.statements

    def __hash__(self) -> int:
        return hash(self.statements)

    def __repr__(self) -> str:
        return repr(self.statements)


@dataclass(frozen=True, slots=True, match_args=False)
class FunctionDef(Node):
    """`span` covers decorators too; `header` runs from `def` or `async` to the colon."""

    __match_args__ = ("span", "name", "decorators", "parameters", "returns", "body")

    name: str
    name_span: Span
    header: Span
    is_async: bool
    decorators: tuple["Expr", ...]
    parameters: tuple[Parameter, ...]
    returns: "Expr | None"
    suite: Suite

    @property
    def body(self) -> tuple["Stmt", ...]:
        return self.suite.statements

    @property
    def docstring(self) -> str | None:
        return docstring_of(self.body)

    def parameter(self, name: str) -> Parameter | None:
        return next((it for it in self.parameters if it.name == name), None)


@dataclass(frozen=True, slots=True)
class ClassDef(Node):
    """`span` covers decorators too; `header` runs from `class` to the colon."""

    name: str
    name_span: Span
    header: Span
    decorators: tuple["Expr", ...]
    bases: tuple["Expr", ...]
    keywords: tuple[Keyword, ...]
    docstring: str | None
    body: tuple["Stmt", ...]
    type_parameters: tuple[str, ...] = ()  # of `class Page[T]` (PEP 695)

    def keyword(self, name: str) -> "Expr | None":
        return next((it.value for it in self.keywords if it.arg == name), None)


@dataclass(frozen=True, slots=True)
class ExprStmt(Node):
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Assign(Node):
    """`a = b = value`, or `a: annotation = value` with one target; a bare annotation has no value."""

    targets: tuple["Expr", ...]
    annotation: "Expr | None"
    value: "Expr | None"


@dataclass(frozen=True, slots=True)
class AugAssign(Node):
    target: "Expr"
    op: str
    value: "Expr"


@dataclass(frozen=True, slots=True)
class TypeAlias(Node):
    """`type name = value` (PEP 695)."""

    name: str
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Return(Node):
    value: "Expr | None"


@dataclass(frozen=True, slots=True)
class Raise(Node):
    exc: "Expr | None"
    cause: "Expr | None"


@dataclass(frozen=True, slots=True)
class If(Node):
    """`elif` is an If alone in `orelse`."""

    test: "Expr"
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class For(Node):
    target: "Expr"
    iter: "Expr"
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]
    is_async: bool


@dataclass(frozen=True, slots=True)
class While(Node):
    test: "Expr"
    body: tuple["Stmt", ...]
    orelse: tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class WithItem(Node):
    context: "Expr"
    target: "Expr | None"


@dataclass(frozen=True, slots=True)
class With(Node):
    items: tuple[WithItem, ...]
    body: tuple["Stmt", ...]
    is_async: bool


@dataclass(frozen=True, slots=True)
class ExceptHandler(Node):
    """`except types as name:`; no types is a bare `except:`."""

    types: tuple["Expr", ...]
    name: str | None
    body: tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class Try(Node):
    body: tuple["Stmt", ...]
    handlers: tuple[ExceptHandler, ...]
    orelse: tuple["Stmt", ...]
    finalbody: tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class MatchCase(Node):
    """`case pattern if guard:`; a pattern is kept as an expression where it reads like one."""

    pattern: "Expr"
    guard: "Expr | None"
    body: tuple["Stmt", ...]


@dataclass(frozen=True, slots=True)
class Match(Node):
    subject: "Expr"
    cases: tuple[MatchCase, ...]


@dataclass(frozen=True, slots=True)
class Assert(Node):
    test: "Expr"
    message: "Expr | None"


@dataclass(frozen=True, slots=True)
class Delete(Node):
    targets: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Simple(Node):
    """A statement that is one keyword: pass, break, continue."""

    keyword: Literal["pass", "break", "continue"]


Stmt = (
    Import | ImportFrom | FunctionDef | ClassDef | ExprStmt | Assign | AugAssign | TypeAlias | Return | Raise | If | For
    | While | With | Try | Match | Assert | Delete | Simple | Opaque
)  # fmt: skip


def docstring_of(body: tuple[Stmt, ...]) -> str | None:
    """The text of a string that is the first statement."""
    match body[:1]:
        case (ExprStmt(value=Constant(value=str(text))),):
            return text
        case _:
            return None


# --------------------------------------------------------------------------- walking


def children(node: Node) -> Iterator[Node]:
    """The direct child nodes, in the order of the source where the grammar allows."""
    yield from _children(node)


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


# Fields of these types hold no nodes.
_PLAIN = frozenset({"Span", "str", "str | None", "bool", "int", "tuple[str, ...]", "object"})


@cache
def _holding(kind: type[Node]) -> tuple[str, ...]:
    """The fields of a kind of node that may hold other nodes."""
    plain = {it.name for it in fields(kind) if it.type in _PLAIN or str(it.type).startswith("Literal[")}
    return tuple(it for it in kind.__match_args__ if it not in plain)


def _children(node: Node) -> list[Node]:
    found: list[Node] = []
    for name in _holding(node.__class__):  # type: ignore[arg-type]  # mypy takes a class for its instances here
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif value.__class__ is tuple:
            _collect(value, found)
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
        stack.extend(reversed(_children(node)))


def walk_scope(*nodes: Node) -> Iterator[Node]:
    """Like `walk`, but does not enter functions, classes and lambdas found on the way (it yields them)."""
    stack = list(reversed(nodes))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, FunctionDef | ClassDef | Lambda):
            stack.extend(reversed(_children(node)))


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

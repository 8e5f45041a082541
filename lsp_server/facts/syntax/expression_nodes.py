"""Expressions, in the words of Python's own `ast`."""

from dataclasses import dataclass
from typing import Literal

from lsp_server.text import Span


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
class Parameter(Node):
    """Of a function or a lambda."""

    name: str
    annotation: "Expr | None"
    default: "Expr | None"
    kind: Literal["positional", "keyword", "var_positional", "var_keyword"]


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

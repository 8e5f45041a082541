"""Statements, in the words of Python's own `ast`. What a function does is read when somebody asks."""

from dataclasses import dataclass
from typing import Literal, Protocol

from lsp_server.facts.syntax.expression_nodes import Constant, Expr, Keyword, Node, Opaque, Parameter
from lsp_server.noted import note
from lsp_server.text import Span


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


class Later(Protocol):
    """A way to read the statements of a function when they are asked for. Two that are read find the same."""

    def __call__(self, place: str) -> "tuple[Stmt, ...]":
        """The statements; functions in them stand in `place` (see `Suite`)."""
        ...

    @property
    def text(self) -> bytes:
        """What the statements are read from."""
        ...

    @property
    def without_tree(self) -> "Later":
        """The same, from the text alone: what has been read once needs no tree any more."""
        ...


class Suite:
    """The statements of a function, read when they are first asked for: of most functions nobody ever does.

    `place` is the note of who asks (see noted.py): the outermost function that it stands in, "" where nobody has said.
    """

    __slots__ = ("_kept", "_later", "_statements", "place")

    def __init__(self, later: Later | None, statements: "tuple[Stmt, ...] | None" = None, place: str = "") -> None:
        self._later = later  # None: they were read at once
        self._statements = statements  # None: they were not read yet
        self._kept: object = None
        self.place = place

    @staticmethod
    def of(statements: "tuple[Stmt, ...]") -> "Suite":
        """Statements that are known already."""
        return Suite(None, statements)

    @property
    def statements(self) -> "tuple[Stmt, ...]":
        self.asked()
        found = self._statements
        if found is None:  # Two threads may read at once; they find the same.
            assert self._later is not None, "a suite has statements or a way to read them"
            found = self._statements = self._later(self.place)
            self._later = self._later.without_tree
        return found

    @property
    def read(self) -> "tuple[Stmt, ...] | None":
        """The statements where somebody has asked for them; None: they were not read yet."""
        return self._statements

    @property
    def later(self) -> Later | None:
        """How they can be read again; None where they were read at once."""
        return self._later

    @property
    def kept(self) -> object:
        """What was worked out of the statements, for the next who asks (see facts/scope.py)."""
        self.asked()
        return self._kept

    def keep(self, value: object) -> None:
        self._kept = value

    def asked(self) -> None:
        """Have it noted that what the function does was asked."""
        if self.place:
            note(self.place)

    def may_hold(self, *words: bytes) -> bool:
        """Whether one of these words may stand in it, as far as that is known without reading it."""
        self.asked()
        if self._later is None:
            return True
        text = self._later.text
        return any(it in text for it in words)

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
    """`type name[type_parameters] = value` (PEP 695)."""

    name: str
    value: "Expr"
    type_parameters: tuple[str, ...] = ()


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

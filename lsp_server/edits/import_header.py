"""A file's import header: where it ends, what it binds, and the groups that its imports stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lsp_server.edits.import_order import Statement, module_of
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class Want:
    """A module, or a name of it, that has to be imported."""

    module: str  # with leading dots
    name: str | None
    alias: str | None

    @property
    def member(self) -> str:
        """`name as alias`"""
        name = self.module if self.name is None else self.name
        return name if self.alias is None else f"{name} as {self.alias}"

    @property
    def text(self) -> str:
        return f"import {self.member}" if self.name is None else f"from {self.module} import {self.member}"


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows the header, as far as the header depends on it."""

    body: tuple[syntax.Stmt, ...]
    start: int
    end: int
    newline: str

    @property
    def blank_lines(self) -> int:
        """How many blank lines stand between the imports and what follows."""
        following = next((it for it in self.body if it.span.start >= self.start), None)
        return 0 if following is None else 2 if isinstance(following, syntax.FunctionDef | syntax.ClassDef) else 1

    def uses(self, name: str) -> int:
        return sum(isinstance(it, syntax.Name) and it.id == name for it in syntax.walk(*self.body))


def header_end(facts: FileFacts) -> int:
    """Where the header ends: the start of the line after the last import above the first class or function."""
    body = facts.body
    first = next((i for i, it in enumerate(body) if isinstance(it, syntax.FunctionDef | syntax.ClassDef)), len(body))
    last = next((i for i in reversed(range(first)) if _holds_imports(body[i])), None)
    if last is None:
        last = 0 if first and is_docstring(body[0]) else -1
    if last + 1 == len(body):
        return len(facts.document.data)
    following = body[last + 1].span.start
    line = facts.document.line_of(following)
    # `import a; x = 1` is one line: the header then takes all of it.
    if last >= 0 and facts.document.line_of(body[last].span.end) == line:
        return line_end(facts.document, following)
    return max(facts.document.line_span(line).start, first_byte(facts.document))


def groups_of(header: FileFacts) -> list[list[Statement]]:
    """The imports of the header's longest unbroken run, parted where blank lines part them.

    The longest run, because a short one above it is there to be first (`os.environ[…] = …` and the like).
    """
    runs: list[list[Statement]] = [[]]
    for node in header.body:
        if isinstance(node, Statement) and node.names and not header.broken_at(node.span):
            runs[-1].append(node)
        elif not isinstance(node, syntax.If | syntax.Try) and not is_docstring(node):
            runs.append([])
    run = max(runs, key=len)
    groups = [run[:1]] if run else []
    for above, below in pairwise(run):
        between = header.document.slice(Span(above.span.end, below.span.start))
        lines = [it.strip() for it in between.splitlines()]
        apart = "" in lines[1:] or any(
            not isinstance(it, Statement) and above.span < it.span < below.span for it in header.body
        )
        if apart:
            groups.append([])
        groups[-1].append(below)
    return groups


def binds(node: Statement, alias: syntax.Alias, want: Want) -> bool:
    """Whether one name of an import statement is what is wanted, under the name that is wanted."""
    if isinstance(node, syntax.Import):
        return want.name is None and (alias.name, alias.asname) == (want.module, want.alias)
    return (module_of(node), alias.name, alias.bound) == (want.module, want.name, want.alias or want.name)


def bound(body: tuple[syntax.Stmt, ...]) -> Iterator[Statement]:
    """Imports that run when the module does: not those under TYPE_CHECKING or in functions."""
    for node in body:
        match node:
            case syntax.Import() | syntax.ImportFrom():
                yield node
            case syntax.If() if is_type_checking(node):
                yield from bound(node.orelse)
            case syntax.If(body=inner, orelse=orelse):
                yield from bound((*inner, *orelse))
            case syntax.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
                yield from bound((*inner, *(it for each in handlers for it in each.body), *orelse, *final))
            case _:
                pass


def is_type_checking(node: syntax.If) -> bool:
    """Whether the body of an `if` is for type checkers only."""
    return syntax.last_name(node.test) == "TYPE_CHECKING"


def line_end(document: Document, offset: int) -> int:
    """Where the line after the one that holds `offset` starts, or the end of the text."""
    line = document.line_of(offset)
    return document.line_span(line + 1).start if line + 1 < document.line_count else len(document.data)


def first_byte(document: Document) -> int:
    """The first byte that may be written before: after a byte order mark."""
    return 3 if document.text.startswith("\ufeff") else 0


def _holds_imports(node: syntax.Stmt) -> bool:
    if isinstance(node, syntax.If | syntax.Try):
        return any(isinstance(it, Statement) for it in syntax.walk_scope(node))
    return isinstance(node, Statement)


def is_docstring(node: syntax.Stmt) -> bool:
    return (
        isinstance(node, syntax.ExprStmt)
        and isinstance(node.value, syntax.Constant)
        and isinstance(node.value.value, str)
    )

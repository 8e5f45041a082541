"""The imports of a file, wherever they stand: also under TYPE_CHECKING, and in functions.

To find those in a function, its statements have to be read. Of a text that is typed into, most functions have been
looked through already in the text before, where they stood further up or down.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lsp_server.facts import syntax
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name that an import binds in this file.

    `import a.b as c` binds c to module a.b (`name` is None); `from ..x import y as z` binds z to
    name y of module x, two levels up; `from x import *` has name and local `*`.
    """

    local: str
    module: str
    level: int
    name: str | None
    span: Span


_IMPORT = b"import"
Known = Mapping[bytes, tuple[ImportedName, ...]]  # by the text of an outermost function; places count from its start
NOTHING: Known = MappingProxyType({})


def imports_of(
    body: tuple[syntax.Stmt, ...],
    data: bytes,
    known: Known = NOTHING,
    broken: Callable[[Span], bool] = lambda _: False,
) -> Iterator[ImportedName]:
    """The imports in these statements of a text, in their order. What is `known` holds of functions that are intact."""
    for node in syntax.statements(*body):
        match node:
            case syntax.Import(names=names):
                for it in names:
                    yield ImportedName(it.bound, it.name, 0, None, it.span)
            case syntax.ImportFrom(module=module, level=level, names=names):
                for it in names:
                    yield ImportedName(it.bound, module, level, it.name, it.span)
            case syntax.ClassDef(body=inner):
                yield from imports_of(inner, data, known, broken)
            case syntax.FunctionDef() if _IMPORT in (text := _text(node, data)):
                before, start = known.get(text) if not broken(node.span) else None, node.span.start
                yield from imports_of(node.body, data) if before is None else (_moved(it, start) for it in before)
            case _:
                pass


def by_function(body: tuple[syntax.Stmt, ...], data: bytes, imports: tuple[ImportedName, ...]) -> Known:
    """The imports of an intact text, for who looks for those of the next one."""
    starts = [it.span.start for it in imports]
    found: dict[bytes, tuple[ImportedName, ...]] = {}
    for node in _functions(body):
        if _IMPORT in (text := _text(node, data)):
            inside = imports[bisect_left(starts, node.span.start) : bisect_left(starts, node.span.end)]
            found[text] = tuple(_moved(it, -node.span.start) for it in inside)
    return found


def _functions(body: tuple[syntax.Stmt, ...]) -> Iterator[syntax.FunctionDef]:
    """Those that stand in no other."""
    for node in syntax.statements(*body):
        if isinstance(node, syntax.ClassDef):
            yield from _functions(node.body)
        elif isinstance(node, syntax.FunctionDef):
            yield node


def _text(node: syntax.Node, data: bytes) -> bytes:
    return data[node.span.start : node.span.end]


def _moved(it: ImportedName, by: int) -> ImportedName:
    return ImportedName(it.local, it.module, it.level, it.name, Span(it.span.start + by, it.span.end + by))

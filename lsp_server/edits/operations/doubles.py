"""Which of several definitions of one name is meant: property setters, overloads, one in `if` and one in `else`."""

from collections.abc import Callable
from itertools import pairwise

from lsp_server.edits.operations.find import Place
from lsp_server.edits.operations.operation import No
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Document, Span

_Mark = Callable[[syntax.Stmt, Document], object]


def among(
    facts: FileFacts, found: tuple[Place, ...], sent: tuple[syntax.Stmt, ...], code: FileFacts, number: int | None
) -> tuple[Place, ...] | No:
    """The places that the code takes: one definition, or all of them where all are sent and stand side by side.

    `sent` are the definitions of that name in the code, `number` the one that was asked for, counted from 1.
    """
    if number is not None:
        return (found[number - 1],) if 0 < number <= len(found) else _unclear(facts, found)
    if len(found) == 1:
        return found
    if len(sent) > 1:
        return found if len(sent) >= len(found) and _are_neighbours(found) else _unclear(facts, found)
    for mark in _MARKS:
        same = [it for it in found if mark(it.node, facts.document) == mark(sent[0], code.document)]
        if len(same) == 1:
            return (same[0],)
    return _unclear(facts, found)


def decorators_of(node: syntax.Stmt) -> tuple[syntax.Expr, ...]:
    return node.decorators if isinstance(node, syntax.FunctionDef | syntax.ClassDef) else ()


def _are_neighbours(found: tuple[Place, ...]) -> bool:
    body = found[0].body
    at = [body.index(it.node) for it in found if it.body is body]
    return len(at) == len(found) and all(b == a + 1 for a, b in pairwise(at))


def _unclear(facts: FileFacts, found: tuple[Place, ...]) -> No:
    name = found[0].name
    lines = [facts.document.line_and_column(it.node.span.start)[0] for it in found]
    where = ", ".join(str(it) for it in lines)
    return No(
        f"{name} is defined {len(found)} times in {facts.path} (lines {where}); "
        f'say which one with symbol="{name}#1" to "{name}#{len(found)}".'
    )


# --------------------------------------------------------------------------- what tells doubles apart


def _decorators(node: syntax.Stmt, document: Document) -> object:
    """The decorators as they are written, spaces aside."""
    return type(node), tuple("".join(document.slice(it.span).split()) for it in decorators_of(node))


def _kinds(node: syntax.Stmt, _document: Document) -> object:
    """The names of the decorators: `name.setter`, `overload`."""
    return type(node), tuple(
        syntax.dotted(it.func if isinstance(it, syntax.Call) else it) for it in decorators_of(node)
    )


def _signature(node: syntax.Stmt, document: Document) -> object:
    """Decorators and header as they are written, spaces aside."""
    header = node.header if isinstance(node, syntax.FunctionDef | syntax.ClassDef) else Span(0, 0)
    return _decorators(node, document), "".join(document.slice(header).split())


_MARKS: tuple[_Mark, ...] = (_decorators, _kinds, _signature)

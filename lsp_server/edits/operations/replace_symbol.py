"""A definition in the place of another one: comments and blank lines above stay, and so does every byte around."""

import re

from lsp_server.edits.hunks import hunks
from lsp_server.edits.layout import Code, Layout, indent_at, layout_of, unit_of
from lsp_server.edits.operations.doubles import among, decorators_of
from lsp_server.edits.operations.find import Place, nearest, places, plain
from lsp_server.edits.operations.left_out import emptied, left_out, lost
from lsp_server.edits.operations.operation import No, ReplaceSymbol, Splice
from lsp_server.edits.operations.sent import Sent, sent
from lsp_server.edits.python import half_typed
from lsp_server.edits.symbols import bound_by
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Document, Span


def replace_symbol(facts: FileFacts, operation: ReplaceSymbol) -> Splice | No:
    """The edits that put the code in the place of the symbol, with its indentation and line endings."""
    name, number = plain(operation.symbol)
    found = places(facts, name)
    if not found:
        return No(f"There is no {name} in {facts.path}.{nearest(facts, name)}", missing=True)
    aimed = _aimed(facts, operation.code, found, number, found[0])
    if not isinstance(aimed, No) and aimed[1][0] is not found[0]:
        # Doubles may stand at different depths.
        aimed = _aimed(facts, operation.code, found, number, aimed[1][0])
    if isinstance(aimed, No):
        return aimed
    given, chosen = aimed
    document, first, last = facts.document, chosen[0].node, chosen[-1].node
    if half_typed(facts, Span(first.span.start, last.span.end)):
        return No(f"{name} is half-typed in {facts.path} and can't be replaced; leave it as it is.")
    span = _extent(document, first, last, indent_at(document, first.span.start))
    if given.code.lines[0].startswith("#"):
        span = Span(_comments_above(document, span.start), span.end)
    if isinstance(bare := _undecorated(document, chosen, given.code), No):
        return bare
    nodes, body = tuple(it.node for it in chosen), given.code.facts.body
    reason = left_out(document.slice(span), operation.code) or emptied(nodes, body) or lost(nodes, body)
    if reason is not None:
        return No(reason)
    if len(given.code.lines) > 1 and not _stands_alone(document, span):
        return No(f"{name} shares its line with other code; replace what is around it as a whole.")
    edits = tuple(hunks(document.slice(span), _written(facts, first, span, given.code), span.start))
    if not edits and not given.imports:
        return No(f"{name} in {facts.path} is exactly so already; there is nothing to change.", already=True)
    return Splice((span,), edits, given.imports)


def _aimed(
    facts: FileFacts, text: str, found: tuple[Place, ...], number: int | None, place: Place
) -> tuple[Sent, tuple[Place, ...]] | No:
    """The code as it was sent for a place of the symbol, and the places that it is really for."""
    given = sent(text, *_manner(facts, place.node))
    if isinstance(given, No):
        return given
    name = place.name.rpartition(".")[2]
    code = given.code.facts
    new = tuple(it for it in syntax.statements(*code.body) if name in bound_by(it))
    if not new:
        defines = ", ".join([each for it in code.body for each in bound_by(it)][:5]) or "nothing"
        return No(f"The code for {place.name} defines {defines}; give the whole definition of {name} and no more.")
    chosen = among(facts, found, new, code, number)
    return chosen if isinstance(chosen, No) else (given, chosen)


def _undecorated(document: Document, chosen: tuple[Place, ...], code: Code) -> No | None:
    """Why code is not taken that leaves the decorators out, as models do; a route would be none any more."""
    old = [it for each in chosen for it in decorators_of(each.node)]
    if not old or any(decorators_of(it) for it in code.facts.body):
        return None
    shown = " ".join(document.slice(old[0].span).split())[:80]
    return No(
        f"{chosen[0].name} has the decorator @{shown}, and the code has none; give the decorators too. "
        "To take them away, replace their exact text."
    )


def _written(facts: FileFacts, first: syntax.Stmt, span: Span, code: Code) -> str:
    """The code as it stands in the place of `span`, with the line endings that are there."""
    indent, unit = _manner(facts, first)
    old = facts.document.slice(span)
    newline = Document("", old).newline if "\n" in old else facts.document.newline
    known = re.sub(r"\r\n|\r", "\n", indent + old)
    return Layout(unit, newline).written(code, indent, known).removesuffix(newline).removeprefix(indent)


def _manner(facts: FileFacts, node: syntax.Stmt) -> tuple[str, str]:
    """How far in a statement stands, and what a block in it is further in."""
    return indent_at(facts.document, node.span.start), unit_of(facts, "", node) or layout_of(facts).unit


def _extent(document: Document, first: syntax.Stmt, last: syntax.Stmt, indent: str) -> Span:
    """From a definition's first decorator to the end of its last line, with the comments that are still inside it."""
    end = last.span.end
    line = document.line_of(end)
    rest = document.slice(Span(end, document.line_span(line).end))
    if rest.lstrip(" \t").startswith("#"):
        end = document.line_span(line).end
    if isinstance(last, syntax.ClassDef | syntax.FunctionDef):
        for at in range(line + 1, document.line_count):
            text = document.slice(document.line_span(at))
            if text.startswith((f"{indent} ", f"{indent}\t")) and text.lstrip().startswith("#"):
                end = document.line_span(at).end
            elif text.strip():
                break
    return Span(first.span.start, end)


def _comments_above(document: Document, start: int) -> int:
    """The start of the comment right above what stands at `start`, as far in as that; shebang and coding line stay."""
    line = document.line_of(start)
    indent = indent_at(document, start)
    at = start
    while line > 0:
        line -= 1
        text = document.slice(document.line_span(line))
        if not text.startswith(f"{indent}#") or (line < 2 and re.match(r"#!|#.*coding[:=]", text)):
            break
        at = document.line_span(line).start + len(indent)
    return at


def _stands_alone(document: Document, span: Span) -> bool:
    first, last = document.line_of(span.start), document.line_of(span.end)
    before = document.slice(Span(document.line_span(first).start, span.start)).removeprefix("\ufeff")
    after = document.slice(Span(span.end, document.line_span(last).end))
    return not before.strip() and not after.strip()

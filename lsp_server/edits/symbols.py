"""Put a class, function or method where it belongs in a file, in the file's own layout.

Code may be given in any indentation and with any line endings; it is written with the file's
indentation and line endings and with the blank lines that formatters want around it. Made from our own
syntax values: the bytes around stay as they are, and only the place itself must not be half-typed.
"""

from lsp_server.edits.change import Refusal
from lsp_server.edits.import_header import is_docstring
from lsp_server.edits.layout import Code, indent_at, layout_of
from lsp_server.edits.lines import above, below, insert
from lsp_server.edits.python import half_typed
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Edit, Span


def method(facts: FileFacts, class_name: str, code: str | Code, *, after: str | None = None) -> Edit | Refusal:
    """Add a method (or fields, or a nested class) to a class: after its member `after`, else at its end.

    `class_name` is qualified within the file, `after` within the class. A class whose body is only
    `pass` or `...`, with or without a docstring, loses that.
    """
    owner = facts.definitions.get(class_name)
    if not isinstance(owner, syntax.ClassDef):
        return Refusal(f"There is no class {class_name} in {facts.path}.")
    if not owner.body or half_typed(facts, owner.span):
        return Refusal(f"{class_name} is half-typed in {facts.path}; finish it first.")
    member = owner.body[-1] if after is None else next((it for it in owner.body[::-1] if after in bound_by(it)), None)
    if member is None:
        return Refusal(f"There is no {after} in {class_name} in {facts.path}.")
    layout, document = layout_of(facts), facts.document
    first, last = owner.body[0], owner.body[-1]
    if document.line_of(first.span.start) == document.line_of(owner.header.end):
        # `class A: pass` on one line.
        indent = indent_at(document, owner.header.start) + layout.unit
        kept = (
            ""
            if _is_placeholder(last) and first is last
            else indent + document.slice(Span(first.span.start, last.span.end)) + layout.newline * 2
        )
        return Edit(
            Span(owner.header.end, last.span.end), layout.newline + kept + layout.written(code, indent).rstrip("\r\n")
        )
    indent = indent_at(document, first.span.start)
    text = layout.written(code, indent)
    if _is_placeholder(last) and all(is_docstring(it) for it in owner.body[:-1]):
        line = document.line_of(last.span.start)
        parted = first is last or not document.slice(document.line_span(line - 1)).strip()
        above = "" if parted else layout.newline
        return Edit(Span(document.line_span(line).start, last.span.end), above + text.removesuffix(layout.newline))
    fields = not _has_definition(code) and isinstance(member, syntax.Assign)
    blank_below = 0 if fields and not _is_definition(_next(owner.body, member)) else 1
    return insert(
        document,
        below(document, member, indent),
        text,
        blank_above=0 if fields else 1,
        blank_below=blank_below,
        layout=layout,
    )


def into_module(
    facts: FileFacts, code: str | Code, *, after: str | None = None, before: str | None = None
) -> Edit | Refusal:
    """Add classes, functions or assignments to a module: after or before a module-level name, else at its end.

    The end is above a closing `if __name__ == "__main__":`.
    """
    document, layout = facts.document, layout_of(facts)
    text = layout.written(code, "")
    blank = 2 if _has_definition(code) else 1
    name = after or before
    if name is not None:
        found = _top_level(facts, name)
        if found is None:
            return Refusal(f"There is no {name} at the top level of {facts.path}.")
        if half_typed(facts, found.span):
            return Refusal(f"{name} is half-typed in {facts.path}; finish it first.")
        lines = 2 if _is_definition(found) else blank
        at = below(document, found, "") if after is not None else above(document, found)
        return insert(document, at, text, blank_above=lines, blank_below=lines, layout=layout)
    if half_typed(facts, Span(0, len(document.data))):
        return Refusal(f"{facts.path} is half-typed; finish it first.")
    closing = facts.body[-1] if facts.body and _is_main(facts.body[-1]) else None
    at = above(document, closing) if closing is not None else len(document.data)
    return insert(document, at, text, blank_above=blank, blank_below=2, layout=layout)


def replace(facts: FileFacts, name: str, code: str) -> Edit | Refusal:
    """Put `code` in the place of the class or function of that qualified name, decorators included."""
    found = facts.definitions.get(name)
    if found is None:
        return Refusal(f"There is no {name} in {facts.path}.")
    if facts.broken_at(found.span):
        return Refusal(f"{name} is half-typed in {facts.path}; finish it first.")
    layout = layout_of(facts)
    return Edit(found.span, layout.written(code, indent_at(facts.document, found.span.start)).strip())


# --------------------------------------------------------------------------- what stands there


def bound_by(node: syntax.Stmt) -> tuple[str, ...]:
    """The plain names that a definition or an assignment binds."""
    match node:
        case syntax.ClassDef(name=name) | syntax.FunctionDef(name=name) | syntax.TypeAlias(name=name):
            return (name,)
        case syntax.Assign(targets=targets):
            flat = (each for it in targets for each in (it.elements if isinstance(it, syntax.Collection) else (it,)))
            return tuple(it.id for it in flat if isinstance(it, syntax.Name))
        case _:
            return ()


def _is_placeholder(node: syntax.Stmt) -> bool:
    """Whether a statement is `pass` or `...`."""
    match node:
        case syntax.Simple(keyword="pass") | syntax.ExprStmt(value=syntax.EllipsisLiteral()):
            return True
        case _:
            return False


def _is_definition(node: syntax.Stmt | None) -> bool:
    return isinstance(node, syntax.FunctionDef | syntax.ClassDef)


def _next(body: tuple[syntax.Stmt, ...], node: syntax.Stmt) -> syntax.Stmt | None:
    return next((it for it in body if it.span.start > node.span.start), None)


def _top_level(facts: FileFacts, name: str) -> syntax.Stmt | None:
    """The module-level statement that binds `name`; the one around it if that is an `if` or `try`."""
    bound = facts.definitions.get(name) or facts.assignments.get(name)
    return next((it for it in facts.body if bound is not None and it.span.contains(bound.span)), None)


def _is_main(node: syntax.Stmt) -> bool:
    return (
        isinstance(node, syntax.If)
        and isinstance(node.test, syntax.Compare)
        and syntax.dotted(node.test.left) == "__name__"
    )


def _has_definition(code: str | Code) -> bool:
    facts = (code if isinstance(code, Code) else Code.of(code)).facts
    return any(_is_definition(it) for it in facts.body)

"""Put a class, function or method where it belongs in a file, in the file's own layout.

Code is given dedented, indented by four spaces and with "\\n" line endings; it is written with the file's
indentation and line endings and with the blank lines that formatters want around it. Made from our own
syntax values: the bytes around stay as they are, and only the place itself must not be half-typed.
"""

import re
from collections import Counter
from dataclasses import dataclass

from lsp_server.edits.change import Refusal
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, Span

_UNIT = "    "


def method(facts: FileFacts, class_name: str, code: str, *, after: str | None = None) -> Edit | Refusal:
    """Add a method (or fields, or a nested class) to a class: after its member `after`, else at its end.

    `class_name` is qualified within the file, `after` within the class. A class whose body is only
    `pass` or `...` loses that.
    """
    owner = facts.definitions.get(class_name)
    if not isinstance(owner, syntax.ClassDef):
        return Refusal(f"There is no class {class_name} in {facts.path}.")
    if not owner.body or facts.broken_at(owner.span):
        return Refusal(f"{class_name} is half-typed in {facts.path}; finish it first.")
    layout, document = _layout(facts), facts.document
    first, last = owner.body[0], owner.body[-1]
    above = last if after is None else next((it for it in owner.body if getattr(it, "name", None) == after), None)
    if above is None:
        return Refusal(f"There is no {after} in {class_name} in {facts.path}.")
    if document.line_of(first.span.start) == document.line_of(owner.header.end):
        # `class A: pass` on one line.
        indent = _indent(document, owner.header.start) + layout.unit
        kept = (
            ""
            if _is_empty(owner)
            else indent + document.slice(Span(first.span.start, last.span.end)) + layout.newline * 2
        )
        return Edit(
            Span(owner.header.end, last.span.end), layout.newline + kept + layout.written(code, indent).rstrip("\r\n")
        )
    indent = _indent(document, first.span.start)
    if _is_empty(owner):
        return Edit(Span(first.span.start, last.span.end), layout.written(code, indent).strip())
    at = _below(document, above, indent)
    return _insert(document, at, layout.written(code, indent), blank_above=1, blank_below=1, layout=layout)


def into_module(facts: FileFacts, code: str, *, after: str | None = None, before: str | None = None) -> Edit | Refusal:
    """Add classes, functions or assignments to a module: after or before a module-level name, else at its end.

    The end is above a closing `if __name__ == "__main__":`.
    """
    document, layout = facts.document, _layout(facts)
    text = layout.written(code, "")
    blank = 2 if _has_definition(code) else 1
    name = after or before
    if name is not None:
        found = _top_level(facts, name)
        if found is None:
            return Refusal(f"There is no {name} at the top level of {facts.path}.")
        if facts.broken_at(found.span):
            return Refusal(f"{name} is half-typed in {facts.path}; finish it first.")
        lines = 2 if isinstance(found, syntax.FunctionDef | syntax.ClassDef) else blank
        at = _below(document, found, "") if after is not None else _above(document, found)
        return _insert(document, at, text, blank_above=lines, blank_below=lines, layout=layout)
    if facts.errors:
        return Refusal(f"{facts.path} is half-typed; finish it first.")
    closing = facts.body[-1] if facts.body and _is_main(facts.body[-1]) else None
    at = _above(document, closing) if closing is not None else len(document.data)
    return _insert(document, at, text, blank_above=blank, blank_below=2, layout=layout)


def replace(facts: FileFacts, name: str, code: str) -> Edit | Refusal:
    """Put `code` in the place of the class or function of that qualified name, decorators included."""
    found = facts.definitions.get(name)
    if found is None:
        return Refusal(f"There is no {name} in {facts.path}.")
    if facts.broken_at(found.span):
        return Refusal(f"{name} is half-typed in {facts.path}; finish it first.")
    layout = _layout(facts)
    return Edit(found.span, layout.written(code, _indent(facts.document, found.span.start)).strip())


# --------------------------------------------------------------------------- the file's layout


@dataclass(frozen=True, slots=True)
class _Layout:
    unit: str
    newline: str

    def written(self, code: str, indent: str) -> str:
        """`code` in this layout, `indent` in, with a line ending at its end. Text inside strings stays."""
        code = code.strip("\n").replace("\r\n", "\n")
        inside = _lines_inside_strings(code)
        lines = []
        for number, line in enumerate(code.split("\n")):
            if number in inside:
                lines.append(line)
            elif not line.strip():
                lines.append("")
            else:
                text = line.lstrip(" ")
                depth, rest = divmod(len(line) - len(text), len(_UNIT))
                lines.append(indent + self.unit * depth + " " * rest + text)
        return self.newline.join(lines) + self.newline


def _layout(facts: FileFacts) -> _Layout:
    """The indentation that most blocks of the file use, four spaces where there is none."""
    found: Counter[str] = Counter()
    for node in syntax.walk(*facts.body):
        if isinstance(node, syntax.FunctionDef | syntax.ClassDef) and node.body:
            outer, inner = _indent(facts.document, node.header.start), _indent(facts.document, node.body[0].span.start)
            if inner.startswith(outer) and inner != outer:
                found[inner.removeprefix(outer)] += 1
    return _Layout(found.most_common(1)[0][0] if found else _UNIT, facts.document.newline)


def _lines_inside_strings(code: str) -> frozenset[int]:
    """0-based lines that begin inside a string which is no docstring."""
    facts = read(Document("", code))
    docstrings = {it.span for it in _docstrings(facts.body)}
    found: set[int] = set()
    for node in syntax.walk(*facts.body):
        if isinstance(node, syntax.JoinedStr) or (
            isinstance(node, syntax.Constant) and isinstance(node.value, str | bytes)
        ):
            lines = range(facts.document.line_of(node.span.start) + 1, facts.document.line_of(node.span.end) + 1)
            if lines and node.span not in docstrings and _opens_triple(facts.document.slice(node.span)):
                found.update(lines)
    return frozenset(found)


def _opens_triple(text: str) -> bool:
    return re.match(r"\w*(?:\"\"\"|''')", text) is not None


def _docstrings(body: tuple[syntax.Stmt, ...]) -> list[syntax.Expr]:
    return [
        node.body[0].value
        for node in syntax.walk(*body)
        if isinstance(node, syntax.FunctionDef | syntax.ClassDef)
        and node.docstring is not None
        and isinstance(node.body[0], syntax.ExprStmt)
    ]


# --------------------------------------------------------------------------- places


def _insert(document: Document, at: int, text: str, *, blank_above: int, blank_below: int, layout: _Layout) -> Edit:
    """`text`, whole lines, at the start of a line, with at least so many blank lines around."""
    newline = layout.newline
    above, below = document.slice(Span(0, at)), document.slice(Span(at, len(document.data)))
    if above.strip("\ufeff \t\r\n"):
        ended = above.endswith(("\n", "\r"))
        text = newline * max(0, blank_above - _blank_at_end(above)) + text
        if not ended:
            # The file has no final newline, and keeps having none.
            return Edit(Span(at, at), newline + text.removesuffix(newline))
    if below.strip():
        text += newline * max(0, blank_below - _blank_at_start(below))
    return Edit(Span(at, at), text)


def _blank_at_start(text: str) -> int:
    lines = text.splitlines()
    return next((i for i, it in enumerate(lines) if it.strip()), len(lines))


def _blank_at_end(text: str) -> int:
    return _blank_at_start("\n".join(reversed(text.splitlines())))


def _below(document: Document, node: syntax.Stmt, indent: str) -> int:
    """The start of the line after a statement and after the comments that are still inside it.

    Those are further in than `indent`; in a class, also those right below that are as far in.
    """
    end = at = document.line_of(node.span.end) + 1
    while at < document.line_count:
        text = document.slice(document.line_span(at))
        inside = text.startswith((f"{indent} ", f"{indent}\t")) and text.lstrip().startswith("#")
        beside = bool(indent) and at == end and text.startswith(f"{indent}#")
        if inside or beside:
            end = at + 1
        elif text.strip():
            break
        at += 1
    return document.line_span(end).start if end < document.line_count else len(document.data)


def _above(document: Document, node: syntax.Stmt) -> int:
    """The start of the line of a statement, or of the comments right above it."""
    line = document.line_of(node.span.start)
    while line > 0 and document.slice(document.line_span(line - 1)).startswith("#"):
        line -= 1
    return max(document.line_span(line).start, 3 if document.text.startswith("\ufeff") else 0)


def _indent(document: Document, offset: int) -> str:
    """The white space before the text of the line that holds `offset`."""
    text = document.slice(document.line_span(document.line_of(offset))).removeprefix("\ufeff")
    return text[: len(text) - len(text.lstrip(" \t"))]


# --------------------------------------------------------------------------- what stands there


def _is_empty(owner: syntax.ClassDef) -> bool:
    """Whether a body is only `pass` or `...`."""
    match owner.body:
        case (syntax.Simple(keyword="pass") | syntax.ExprStmt(value=syntax.EllipsisLiteral()),):
            return True
        case _:
            return False


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


def _has_definition(code: str) -> bool:
    return any(isinstance(it, syntax.FunctionDef | syntax.ClassDef) for it in read(Document("", code)).body)

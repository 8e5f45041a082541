"""Code as a model sends it: with the imports it needs above, or not Python at all."""

from dataclasses import dataclass

from lsp_server.edits.import_order import Statement
from lsp_server.edits.layout import UNIT, Code
from lsp_server.edits.operations.operation import No
from lsp_server.edits.python import complaint
from lsp_server.facts.file import FileFacts


@dataclass(frozen=True, slots=True)
class Sent:
    """Definitions, and the import lines that stood above them."""

    code: Code
    imports: tuple[str, ...]


def sent(text: str, indent: str = "", unit: str = UNIT) -> Sent | No:
    """What was sent for a place that is `indent` in, or why it can't be used."""
    code = Code.of(text, indent, unit)
    facts = code.facts
    if not facts.body:
        return No("There is no code in it; give the whole definition.")
    if facts.errors and complaint(facts.document.text) is not None:
        document = facts.document
        line = document.line_of(min(facts.errors[0].start, len(document.data) - 1))
        return No(f"The code is not valid Python at its line {line + 1}: `{code.lines[line].strip()[:80]}`.")
    count = _imports_above(facts)
    if not count or count == len(facts.body):
        return Sent(code, ())
    document = facts.document
    imports = tuple(document.slice(it.span) for it in facts.body[:count])
    below = document.line_of(facts.body[count - 1].span.end) + 1
    if document.line_of(facts.body[count].span.start) < below:
        return Sent(code, ())
    return Sent(Code.of("\n".join(code.raw[below:]), indent, unit), imports)


def _imports_above(facts: FileFacts) -> int:
    """How many statements at the top are imports."""
    return next((i for i, it in enumerate(facts.body) if not isinstance(it, Statement)), len(facts.body))

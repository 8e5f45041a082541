"""Imports that a file is to have, all at once, into the header as it is kept."""

from collections.abc import Collection, Iterable

from lsp_server.edits import imports
from lsp_server.edits.import_order import Statement, module_of
from lsp_server.edits.imports import Wanted
from lsp_server.edits.layout import Code
from lsp_server.edits.operations.operation import No
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Edit


def wanted(line: str) -> tuple[Wanted, ...] | No:
    """What an import line asks for; several statements are fine, a star is not."""
    facts = Code.of(line).facts
    found: list[Wanted] = []
    for node in facts.body:
        if not isinstance(node, Statement) or not node.names:
            return No(f'Give nothing but imports, such as "from app.models import Hero", not `{_short(line)}`.')
        for it in node.names:
            if it.name == "*":
                return No(f"`{_short(line)}` hides what is used; import the names one by one.")
            alias = f" as {it.asname}" if it.asname else ""
            found.append((module_of(node), it.name + alias) if isinstance(node, syntax.ImportFrom) else it.name + alias)
    if not found or facts.errors:
        return No(f"`{_short(line)}` is no import statement.")
    return tuple(found)


def add_imports(
    facts: FileFacts, names: Iterable[Wanted], first_party: Collection[str], line_length: int
) -> tuple[Edit, ...]:
    """The edits after which all names are imported; the order in which they were asked for does not matter."""
    ordered = sorted(set(names), key=lambda it: (isinstance(it, tuple), it))
    return imports.add(facts, *ordered, first_party=first_party, line_length=line_length)


def _short(line: str) -> str:
    return line.strip()[:80]

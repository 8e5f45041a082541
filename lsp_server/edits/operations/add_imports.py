"""Imports that a file is to have, all at once, into the header as it is kept."""

from collections.abc import Collection, Iterable

from lsp_server.edits import imports
from lsp_server.edits.hunks import compose
from lsp_server.edits.import_order import Statement, module_of
from lsp_server.edits.imports import Wanted
from lsp_server.edits.layout import Code
from lsp_server.edits.operations.operation import No
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document, Edit, apply


def wanted(line: str) -> tuple[Wanted, ...] | No:
    """What an import line asks for; several statements are fine, a star is not."""
    facts = Code.of(line).facts
    if not facts.body or facts.errors:
        return No(f"`{_short(line)}` is no import statement." if line.strip() else "There is no import in it.")
    found: list[Wanted] = []
    for node in facts.body:
        if not isinstance(node, Statement) or not node.names:
            return No(f'Give nothing but imports, such as "from app.models import Hero", not `{_short(line)}`.')
        for it in node.names:
            if it.name == "*":
                return No(f"`{_short(line)}` hides what is used; import the names one by one.")
            alias = f" as {it.asname}" if it.asname else ""
            found.append((module_of(node), it.name + alias) if isinstance(node, syntax.ImportFrom) else it.name + alias)
    return tuple(found)


def add_imports(
    facts: FileFacts, names: Iterable[Wanted], first_party: Collection[str], line_length: int
) -> tuple[Edit, ...]:
    """The edits after which all names are imported; the order in which they were asked for does not matter.

    One that stands under `if TYPE_CHECKING:` stays there as long as nothing needs it when the program runs.
    """
    ordered = sorted(set(names), key=lambda it: (isinstance(it, tuple), it))
    used = _used_at_run_time(facts)
    rounds: list[tuple[Edit, ...]] = []
    for runtime in (True, False):
        now = read(Document(facts.path, apply(facts.document.text, rounds[0]))) if rounds else facts
        asked = [it for it in ordered if (_local(it) in used) is runtime]
        rounds.append(imports.add(now, *asked, first_party=first_party, line_length=line_length, runtime=runtime))
    return compose(len(facts.document.data), *rounds)


def _local(it: Wanted) -> str:
    """The name that an import binds."""
    name, _, alias = (it if isinstance(it, str) else it[1]).partition(" as ")
    return alias or (name.partition(".")[0] if isinstance(it, str) else name)


def _used_at_run_time(facts: FileFacts) -> frozenset[str]:
    """Names that the file uses otherwise than in quotes, or in annotations that nobody evaluates."""
    postponed = any(isinstance(it, syntax.ImportFrom) and it.module == "__future__" for it in facts.body)
    stack: list[syntax.Node] = list(facts.body)
    found: set[str] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, syntax.Name):
            found.add(node.id)
        elif postponed and isinstance(node, syntax.FunctionDef) and not node.decorators:
            # Where there is a decorator, it may well look at the annotations: those of routes do.
            stack += [*node.body, *(it.default for it in node.parameters if it.default is not None)]
        else:
            stack += syntax.children(node)
    return frozenset(found)


def _short(line: str) -> str:
    return line.strip()[:80]

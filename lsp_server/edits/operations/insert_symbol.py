"""New definitions after a symbol, inside a class (methods after the last method), or at the end of the module."""

from lsp_server.edits import symbols
from lsp_server.edits.change import Refusal
from lsp_server.edits.layout import indent_at, layout_of
from lsp_server.edits.operations.find import nearest, places, plain
from lsp_server.edits.operations.left_out import emptied, left_out
from lsp_server.edits.operations.operation import InsertSymbol, No, Splice
from lsp_server.edits.operations.sent import sent
from lsp_server.edits.symbols import bound_by
from lsp_server.facts import syntax
from lsp_server.facts.definitions import Definition
from lsp_server.facts.file import FileFacts


def insert_symbol(facts: FileFacts, operation: InsertSymbol) -> Splice | No:
    """The edit that puts the code where it was asked for, with blank lines as formatters want them."""
    inside, after = _target(operation)
    named = f"{inside}.{after}" if inside and after else after or inside
    if named is not None and not places(facts, named):
        return No(f"There is no {named} in {facts.path}.{nearest(facts, named)}", missing=True)
    if inside is not None and not isinstance(facts.definitions.get(inside), syntax.ClassDef):
        return No(f"{inside} in {facts.path} is no class; replace {inside} as a whole.")
    given = sent(operation.code, _indent(facts, inside), layout_of(facts).unit)
    if isinstance(given, No):
        return given
    reason = left_out("", operation.code) or emptied((), given.code.facts.body)
    if reason is not None:
        return No(reason)
    double = _double(facts, inside, given.code.facts)
    if double is not None:
        return double
    if inside is None:
        edit = symbols.into_module(facts, given.code, after=after)
    else:
        after = after or _last_of_its_kind(facts.definitions[inside], given.code.facts)
        edit = symbols.method(facts, inside, given.code, after=after)
    return No(edit.reason) if isinstance(edit, Refusal) else Splice((edit.span,), (edit,), given.imports)


def _target(operation: InsertSymbol) -> tuple[str | None, str | None]:
    """The class that the code goes into, and the member or module-level name that it follows."""
    inside = plain(operation.inside)[0] if operation.inside else None
    after = plain(operation.after)[0] if operation.after else None
    if after is None:
        return inside or None, None
    if inside:
        return inside, after.removeprefix(f"{inside}.")
    owner, _, last = after.rpartition(".")
    return owner or None, last


def _indent(facts: FileFacts, inside: str | None) -> str:
    """How far in the members of a class stand."""
    owner = facts.definitions.get(inside) if inside is not None else None
    return indent_at(facts.document, owner.body[0].span.start) if owner is not None and owner.body else ""


def _last_of_its_kind(owner: Definition, code: FileFacts) -> str | None:
    """The last method of a class for code that has one, the last field for code that has none."""
    has_one = any(isinstance(it, syntax.FunctionDef | syntax.ClassDef) for it in code.body)
    kind = syntax.FunctionDef if has_one else syntax.Assign
    members = [name for it in owner.body if isinstance(it, kind) for name in bound_by(it)]
    return members[-1] if members else None


def _double(facts: FileFacts, inside: str | None, code: FileFacts) -> No | None:
    """Why code is not added whose name is taken; a setter or an overload is a double on purpose."""
    for node in code.body:
        for name in bound_by(node):
            qualified = f"{inside}.{name}" if inside else name
            found = places(facts, qualified)
            if found and not (isinstance(node, syntax.FunctionDef) and node.decorators):
                line, _ = facts.document.line_and_column(found[0].node.span.start)
                return No(f"{facts.path} has {qualified} already, at line {line}; replace it instead of adding it.")
    return None

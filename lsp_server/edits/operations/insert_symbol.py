"""New definitions after a symbol, inside a class (methods after the last method), or at the end of the module."""

from lsp_server.edits import symbols
from lsp_server.edits.change import Refusal
from lsp_server.edits.operations.find import nearest, places, plain
from lsp_server.edits.operations.left_out import emptied, left_out
from lsp_server.edits.operations.operation import InsertSymbol, No, Splice
from lsp_server.edits.operations.sent import Sent, sent
from lsp_server.edits.symbols import bound_by
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.text import Edit


def insert_symbol(facts: FileFacts, operation: InsertSymbol) -> Splice | No:
    """The edit that puts the code where it was asked for, with blank lines as formatters want them."""
    code = sent(operation.code)
    if isinstance(code, No):
        return code
    reason = left_out("", operation.code) or emptied((), code.code.facts.body)
    if reason is not None:
        return No(reason)
    inside, after = _target(operation)
    named = f"{inside}.{after}" if inside and after else after or inside
    if named is not None and not places(facts, named):
        return No(f"There is no {named} in {facts.path}.{nearest(facts, named)}", missing=True)
    if inside is not None and not isinstance(facts.definitions.get(inside), syntax.ClassDef):
        return No(f"{inside} in {facts.path} is no class; replace {inside} as a whole.")
    double = _double(facts, inside, code)
    if double is not None:
        return double
    edit = _edit(facts, inside, after, code)
    if isinstance(edit, Refusal):
        return No(edit.reason)
    return Splice((edit.span,), (edit,), code.imports)


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


def _edit(facts: FileFacts, inside: str | None, after: str | None, code: Sent) -> Edit | Refusal:
    text = "\n".join(code.code.lines)
    if inside is None:
        return symbols.into_module(facts, text, after=after)
    return symbols.method(facts, inside, text, after=after or _last_of_its_kind(facts, inside, code))


def _last_of_its_kind(facts: FileFacts, inside: str, code: Sent) -> str | None:
    """The last method of a class for code that has one, the last field for code that has none."""
    owner = facts.definitions[inside]
    kind = (
        syntax.FunctionDef
        if any(isinstance(it, syntax.FunctionDef | syntax.ClassDef) for it in code.code.facts.body)
        else syntax.Assign
    )
    members = [name for it in owner.body if isinstance(it, kind) for name in bound_by(it)]
    return members[-1] if members else None


def _double(facts: FileFacts, inside: str | None, code: Sent) -> No | None:
    """Why code is not added whose name is taken; a setter or an overload is a double on purpose."""
    for node in code.code.facts.body:
        for name in bound_by(node):
            qualified = f"{inside}.{name}" if inside else name
            found = places(facts, qualified)
            if found and not (isinstance(node, syntax.FunctionDef) and node.decorators):
                line, _ = facts.document.line_and_column(found[0].node.span.start)
                return No(f"{facts.path} has {qualified} already, at line {line}; replace it instead of adding it.")
    return None

"""Code that says "and so on": a placeholder where there was more (D11)."""

from collections.abc import Iterator

from lsp_server.edits.scan import elision
from lsp_server.facts import syntax
from lsp_server.facts.definitions import Definition

_SEND_ALL = "nothing is filled in for you, so give the whole code"


def left_out(before: str, after: str) -> str | None:
    """Why a text that has a comment for left-out code is not taken ("# ... existing code"); None without one."""
    said = elision(before, after)
    return None if said is None else f'"{said[:80]}" stands for code that is left out; {_SEND_ALL}.'


def emptied(before: tuple[syntax.Stmt, ...], after: tuple[syntax.Stmt, ...]) -> str | None:
    """Why code is not taken in which `...` stands where there was more, or beside other code; None if it does not."""
    old = dict(_definitions(before))
    for name, node in _definitions(after):
        known = old.get(name)
        body, was = node.body, known.body if known is not None else ()
        if known is not None and _bases(known) != _bases(node):
            continue  # what was in it may have gone to a base
        if _stands_for_itself(node) or sum(_is_dots(it) for it in body) <= sum(_is_dots(it) for it in was):
            continue
        if any(not _is_dots(it) and not _is_text(it) for it in body) or any(not _is_text(it) for it in was):
            return f"`...` stands for code that is left out in {name}; {_SEND_ALL}."
    return None


def lost(before: tuple[syntax.Stmt, ...], after: tuple[syntax.Stmt, ...]) -> str | None:
    """Why code is not taken that drops more functions and methods than it keeps; None if it does not.

    Functions inside functions are nobody else's business."""
    functions = {name for name, node in _definitions(before) if isinstance(node, syntax.FunctionDef)}
    old = [it for it in functions if it.rpartition(".")[0] not in functions]
    new = {name.rpartition(".")[2] for name, _ in _definitions(after)}
    gone = [it for it in sorted(old) if it.rpartition(".")[2] not in new]
    if len(gone) < 2 or len(gone) * 2 <= len(old):
        return None
    what = ", ".join(gone[:5]) + (" and more" if len(gone) > 5 else "")
    return f"It would lose {what}; {_SEND_ALL}, or replace only what changes."


def _definitions(body: tuple[syntax.Stmt, ...], prefix: str = "") -> Iterator[tuple[str, Definition]]:
    for node in syntax.statements(*body):
        if isinstance(node, syntax.ClassDef | syntax.FunctionDef):
            yield prefix + node.name, node
            if not _stands_for_itself(node):
                yield from _definitions(node.body, f"{prefix}{node.name}.")


def _stands_for_itself(node: Definition) -> bool:
    """Whether `...` is the whole body on purpose: of an overload, an abstract method, a protocol."""
    marks = node.bases if isinstance(node, syntax.ClassDef) else node.decorators
    return any(syntax.last_name(it) in ("overload", "abstractmethod", "Protocol") for it in marks)


def _bases(node: Definition) -> tuple[str | None, ...]:
    return tuple(syntax.last_name(it) for it in node.bases) if isinstance(node, syntax.ClassDef) else ()


def _is_dots(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.ExprStmt) and isinstance(node.value, syntax.EllipsisLiteral)


def _is_text(node: syntax.Stmt) -> bool:
    return isinstance(node, syntax.ExprStmt) and isinstance(node.value, syntax.Constant)

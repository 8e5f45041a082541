"""What the names of a module are bound to when it is imported."""

from collections.abc import Iterator

from lsp_server.facts import syntax

Assigned = syntax.Assign | syntax.TypeAlias


def assignments_of(body: tuple[syntax.Stmt, ...]) -> dict[str, Assigned]:
    """The last assignment to each name by a statement that runs on import; dotted names are not among them."""
    found: dict[str, Assigned] = {}
    for node in _run_on_import(body):
        if isinstance(node, syntax.TypeAlias):
            found[node.name] = node
        elif isinstance(node, syntax.Assign):
            found.update((name, it) for name, it in syntax.bindings(node) if "." not in name)
    return found


def _run_on_import(body: tuple[syntax.Stmt, ...]) -> Iterator[syntax.Stmt]:
    """Also those under if, try and with."""
    for node in body:
        yield node
        match node:
            case syntax.If(body=inner, orelse=orelse):
                yield from _run_on_import((*inner, *orelse))
            case syntax.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
                yield from _run_on_import((*inner, *(it for h in handlers for it in h.body), *orelse, *final))
            case syntax.With(body=inner):
                yield from _run_on_import(inner)
            case _:
                pass

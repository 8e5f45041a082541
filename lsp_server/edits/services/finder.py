"""How update and delete find their row: by the `get` of the same service, where it asks for the same keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.services.refusals import answers_none
from lsp_server.facts import syntax
from lsp_server.project.models.values import Table
from lsp_server.project.services.session_use import parameter_session
from lsp_server.project.services.values import Service


@dataclass(frozen=True)
class Finder:
    """A function that finds one row. `arguments` are our names in its order; those with "=" go by keyword.

    `exact`: the session is among them, where the function asks for it.
    """

    name: str
    arguments: tuple[str, ...]
    missing: Literal["raises", "none"]
    exact: bool = False


def finder_of(
    existing: Service | None,
    table: Table,
    given: Mapping[str, tuple[str, ...]],
    *,
    session: str | None,
    awaited: bool,
) -> Finder | None:
    """The `get` of a service, if it can be called with what an operation has.

    `given` are the names of the operation's own key and scope parameters, with the other names by which the
    function may ask for the same. `session` is what the operation calls its session, None where the object keeps
    it: the function must be given it in the same way. `awaited`: what calls it awaits it.
    """
    node = existing.operations.get("get") if existing else None
    if existing is None or node is None or "get" in existing.inherited or node.is_async != awaited:
        return None
    of_class = any(syntax.last_name(it) in ("staticmethod", "classmethod") for it in node.decorators)
    if existing.shape == "static" and not of_class:
        return None  # there is no object to call it on
    taken = parameter_session(node)
    if (taken is None) != (session is None):
        return None
    known = {**given, session: (taken.name,)} if taken is not None and session is not None else given
    asked = [
        it
        for at, it in enumerate(node.parameters)
        if not (at == 0 and it.name in ("self", "cls"))
        and (it.default is None or (taken is not None and it.name == taken.name))
    ]
    if any(it.kind.startswith("var") for it in asked) or len(asked) != len(known):
        return None
    found = []
    for it in asked:
        ours = next((name for name, others in known.items() if it.name == name or it.name in others), None)
        if ours is None:
            return None
        found.append(f"{it.name}={ours}" if it.kind == "keyword" else ours)
    raises = any(isinstance(it, syntax.Raise) for it in syntax.walk(*node.body))
    if answers_none(node) == raises or (not raises and node.returns is None):
        return None  # does both, or does not say
    kind = node.returns
    names = {syntax.last_name(it) for it in syntax.walk(kind)} if kind is not None else set()
    if table.name not in names:
        return None
    return Finder(node.name, tuple(found), "raises" if raises else "none", exact=True)

"""Where code leads that means something by a text or by convention: to its definition, and to all that speak of it.

Foreign key strings, `back_populates`, the parts of a route's path, route paths in tests, `response_model`, parameters
that dependencies fill, overrides and fixtures. What Python itself can follow is left to the servers that do so.
"""

from collections.abc import Iterator

from lsp_server.action import Cursor
from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.places.values import Spot
from lsp_server.project.mentions.values import Mention, Thing
from lsp_server.project.view import Project
from lsp_server.text import Span


def definition(cursor: Cursor) -> tuple[Span, tuple[Spot, ...]] | None:
    """What the place under the cursor speaks of, and the code that says so; None where it speaks of nothing."""
    here = _mentions_at(cursor)
    if not here:
        return None
    return here[0].span, tuple(Spot(it.thing.path, it.thing.span, _title(it.thing)) for it in here)


def references(cursor: Cursor, *, definitions: bool) -> tuple[Spot, ...]:
    """All that speaks of the same thing, in the order of files and places; with `definitions`, that one too."""
    things = _things_at(cursor)
    found = {Spot(it.path, it.span) for thing in things for it in cursor.project.mentions_of(thing)}
    for it in things:
        found |= set(_uses(cursor.project, it))
        if definitions:
            found.add(Spot(it.path, it.span))
    return tuple(sorted(found))


def highlights(cursor: Cursor) -> tuple[Span, ...]:
    """What in this file speaks of the same thing.

    Only where that is all there is of it: on a text, and on a path's parameter. Editors show the first answer that
    they get, and that of a server for types is the better one for a name.
    """
    here = _mentions_at(cursor)
    own = (it.thing for it in cursor.project.mentions_in(cursor.path) if it.thing.path == cursor.path)
    things = {it.thing for it in here if it.in_text} or {
        it for it in own if it.kind == "parameter" and it.span.contains(cursor.selection)
    }
    found = {it.span for it in cursor.project.mentions_in(cursor.path) if it.thing in things}
    for it in things:
        if it.path == cursor.path:
            found |= {it.span, *(one.span for one in _uses(cursor.project, it))}
    return tuple(sorted(found))


def _things_at(cursor: Cursor) -> frozenset[Thing]:
    here = frozenset(it.thing for it in _mentions_at(cursor))
    defined = (it for it in cursor.project.things_in(cursor.path) if it.span.contains(cursor.selection))
    return here or frozenset(defined)


def _mentions_at(cursor: Cursor) -> tuple[Mention, ...]:
    """The mentions under the cursor, the narrowest place only: of `"/teams/{team_id}"` the parameter or the route."""
    around = [it for it in cursor.project.mentions_in(cursor.path) if it.span.contains(cursor.selection)]
    if any(it.in_text for it in around) and not _in_text(cursor):
        around = [it for it in around if not it.in_text]
    narrowest = min((it.span.end - it.span.start for it in around), default=0)
    return tuple(it for it in around if it.span.end - it.span.start == narrowest)


def _in_text(cursor: Cursor) -> bool:
    """Whether the cursor is in text: not in a name that an f-string or a concatenation is made of."""
    return isinstance(next(iter(nodes_at(cursor.facts, cursor.selection)), None), syntax.Constant | syntax.JoinedStr)


def _uses(project: Project, thing: Thing) -> Iterator[Spot]:
    """A parameter in the body of its function."""
    function, _, name = thing.name.rpartition(".")
    if thing.kind == "parameter" and thing.path in project.files:
        for node in project.files[thing.path].scope(function).nodes:
            if isinstance(node, syntax.Name) and node.id == name:
                yield Spot(thing.path, node.span)


def _title(thing: Thing) -> str:
    return f"{thing.kind} {thing.name}"

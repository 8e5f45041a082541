"""What stands at a place in a file."""

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.noted import bodies, note
from lsp_server.text import Span


def nodes_at(file: FileFacts, place: Span) -> tuple[syntax.Node, ...]:
    """The nodes around a place, innermost first. Looks only at what contains it, so a large file costs no more.

    All that is shown at one place asks for them, so those of the last few places are kept.
    """
    note(bodies(file.path))  # kept, they could not tell the next who asks whose body they were read from
    return file.nodes_around.of(place, lambda: _nodes_at(file, place))


def _nodes_at(file: FileFacts, place: Span) -> tuple[syntax.Node, ...]:
    found: list[syntax.Node] = []
    level: tuple[syntax.Node, ...] = file.body
    while True:
        inside = next((it for it in level if it.span.contains(place) and it.span.start < it.span.end), None)
        if inside is None:
            return tuple(reversed(found))
        found.append(inside)
        level = tuple(syntax.children(inside))


def name_at(file: FileFacts, place: Span) -> tuple[str, Span] | None:
    """The dotted name that a place is in, up to the part it points at: in `models.He|ro.name` that is `models.Hero`.

    The name of a class or function in its header counts, and so does a string that holds nothing but a name.
    """
    around = nodes_at(file, place)
    for node in around[:2]:
        match node:
            case syntax.Attribute(attr_span=span) if span.contains(place) and (name := syntax.dotted(node)):
                return name, span
            case syntax.Name(id=name):
                return name, node.span
            case syntax.Constant(value=str(text)) if text.replace(".", "").isidentifier():
                return text, node.span
            case syntax.ClassDef(name=name, name_span=span) | syntax.FunctionDef(name=name, name_span=span):
                if span.contains(place):
                    return name, span
            case syntax.Alias(name=name):
                return name, node.span
            case _:
                pass
    return None

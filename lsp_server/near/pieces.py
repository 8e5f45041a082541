"""Code of the project as pieces to read, and what a piece of code names."""

from collections.abc import Iterable, Iterator

from lsp_server.agent.brief import Piece
from lsp_server.facts import syntax
from lsp_server.project.names.modules import Symbol
from lsp_server.project.view import Project

_LONGEST = 400  # lines of one definition; a longer one says more about itself than about its neighbours


def piece(project: Project, symbol: Symbol, why: str) -> Piece:
    """A class, function or assignment as it stands in its file, decorators included."""
    return of_node(project, symbol.path, symbol.node, why)


def of_node(project: Project, path: str, node: syntax.Node, why: str) -> Piece:
    """Any node of a file."""
    return Piece(project.files[path].document, why, node.span)


def of_file(project: Project, path: str, why: str) -> Piece:
    """A whole file."""
    return Piece(project.files[path].document, why)


def named_in(project: Project, path: str, node: syntax.Node, depth: int = 1) -> Iterator[Symbol]:
    """The project's own classes, functions and names that code speaks of, nearest first, each once.

    `depth` is how often what is named is looked into again.
    """
    level = [(path, node)]
    seen: set[tuple[str, str]] = set()
    for _ in range(depth):
        found: list[Symbol] = []
        for at, it in level:
            for symbol in _named(project, at, it):
                key = (symbol.path, symbol.name)
                inside = symbol.path == path and symbol.node.span.start <= node.span.start < symbol.node.span.end
                if key not in seen and not inside:
                    seen.add(key)
                    found.append(symbol)
        yield from found
        level = [(it.path, it.node) for it in found]


def without_repeats(pieces: Iterable[Piece], *beside: Piece) -> tuple[Piece, ...]:
    """The pieces without those that lie in one that came before or in one of `beside`, and without overlong ones."""
    kept: list[Piece] = []
    for it in pieces:
        around = [each for each in (*beside, *kept) if each.path == it.path]
        if it.lines[1] - it.lines[0] < _LONGEST and not any(_holds(each, it) for each in around):
            kept.append(it)
    return tuple(kept)


def _holds(outer: Piece, inner: Piece) -> bool:
    if outer.span is None:
        return True
    return inner.span is not None and outer.span.contains(inner.span)


def _named(project: Project, path: str, node: syntax.Node) -> Iterator[Symbol]:
    for name in _names(node):
        found = project.modules.resolve(path, name)
        if isinstance(found, Symbol) and not _is_small(found.node):
            yield found


def _names(node: syntax.Node) -> Iterator[str]:
    """Dotted names, the longest first, and the texts that are names: `"Hero"` in an annotation."""
    for it in syntax.walk(node):
        match it:
            case syntax.Attribute():
                if (name := syntax.dotted(it)) is not None:
                    yield name
            case syntax.Name(id=name):
                yield name
            case syntax.Constant(value=str(text)) if text.isidentifier():
                yield text
            case _:
                pass


def _is_small(node: syntax.Node) -> bool:
    """Names that say nothing beside their use: `router = APIRouter()` does, `logger = …` is one of them."""
    match node:
        case syntax.Assign(value=syntax.Call(func=func)):
            return syntax.last_name(func) in ("getLogger", "get_logger", "APIRouter", "TypeVar")
        case _:
            return False

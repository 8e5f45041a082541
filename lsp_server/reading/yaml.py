"""YAML, and JSON, as nodes with their places. Nothing is constructed and nothing expanded."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lsp_server.text import Span

if TYPE_CHECKING:
    from yaml import CSafeLoader, Node, SafeLoader

_DEEPEST = 100  # levels; libyaml's own recursion ends the process beyond some 100,000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text is no YAML, in the parser's words, and where."""

    reason: str
    span: Span


@dataclass(frozen=True)
class Yaml:
    """A text that was read. `root` is None where it holds nothing."""

    text: str
    root: "Node | None"
    skipped: int = 0  # code points before what the parser was given: a byte order mark

    def items(self, node: "Node | None") -> Iterator[tuple[str, "Node", Span]]:
        """The pairs of a mapping: key, value, and the place of both. Nothing for another node."""
        from yaml import MappingNode, ScalarNode

        if isinstance(node, MappingNode):
            for key, value in node.value:
                if isinstance(key, ScalarNode):
                    yield str(key.value), value, self.span(key, value)

    def get(self, node: "Node | None", name: str) -> "Node | None":
        return next((value for key, value, _ in self.items(node) if key == name), None)

    def scalar(self, node: "Node | None") -> str | None:
        from yaml import ScalarNode

        return str(node.value) if isinstance(node, ScalarNode) else None

    def elements(self, node: "Node | None") -> "tuple[Node, ...]":
        """The elements of a sequence; nothing for another node."""
        from yaml import SequenceNode

        return tuple(node.value) if isinstance(node, SequenceNode) else ()

    def span(self, first: "Node", last: "Node") -> Span:
        """From the start of one node to the end of another, without the comments and blank lines that follow."""
        start, end = first.start_mark.index + self.skipped, last.end_mark.index + self.skipped
        lines = self.text[start:end].split("\n")
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        return self._bytes(start, start + len("\n".join(lines).rstrip()))

    def _bytes(self, start: int, end: int) -> Span:
        if self._is_ascii:
            return Span(start, end)
        before = len(self.text[:start].encode("utf-8", "surrogatepass"))
        return Span(before, before + len(self.text[start:end].encode("utf-8", "surrogatepass")))

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()


def read(text: str) -> Yaml | Unreadable:
    """The nodes of the first document in the text."""
    import yaml

    loader: type[CSafeLoader] | type[SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    plain = text.removeprefix("\ufeff")
    skipped = len(text) - len(plain)
    if plain.lstrip().startswith("{"):
        plain = plain.replace("\t", " ")  # A tab between JSON's tokens is no YAML; a blank is of the same length.
    try:
        if _depth(plain, loader) > _DEEPEST:
            return Unreadable("it is nested too deeply", Span(0, 0))
        return Yaml(text, yaml.compose(plain, Loader=loader), skipped)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = len(text[: mark.index + skipped].encode("utf-8", "surrogatepass")) if mark is not None else 0
        return Unreadable(str(error.problem or error.context or "it is no YAML"), Span(at, at))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Unreadable(str(error).splitlines()[0] if str(error) else "it is no YAML", Span(0, 0))


def _depth(text: str, loader: "type[CSafeLoader] | type[SafeLoader]") -> int:
    """How deep collections lie in each other; events come one by one, without recursion."""
    import yaml

    depth = deepest = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if depth > _DEEPEST:
                return depth
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest

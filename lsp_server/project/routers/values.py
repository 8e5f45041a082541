"""A router as a value, and the prefixes and tags that code writes for it."""

from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.names.literals import Placed, items, text_at
from lsp_server.project.names.modules import Modules

Key = tuple[str, str, str]  # path, function around it ("" is the module), name of the variable
Given = tuple[tuple[str, str], ...]  # parameters of the function around, with the texts that a call gives them


@dataclass(frozen=True, slots=True)
class Prefix:
    """A piece of a path. `known` is False where it is not written down; `text` then holds what is, with `…` between
    what is known."""

    text: str = ""
    known: bool = True

    def __add__(self, other: "Prefix") -> "Prefix":
        return Prefix(self.text + other.text, self.known and other.known)


@dataclass(frozen=True, slots=True)
class Router:
    """An APIRouter or a FastAPI application."""

    key: Key
    is_app: bool
    prefix: Prefix
    dependencies: tuple[Placed, ...]
    tags: tuple[str, ...]
    in_schema: bool
    call: syntax.Call  # that makes it


def prefix_of(modules: Modules, it: Placed | None) -> Prefix:
    """The text of a prefix; where it is not known whole, the parts that are."""
    if it is None or (isinstance(it.node, syntax.Constant) and it.node.value is None):
        return Prefix()
    text = text_at(modules, it)
    if text is not None:
        return Prefix(text)
    match it.node:
        case syntax.JoinedStr(values=parts):
            return sum((_part(modules, replace(it, node=one)) for one in parts), Prefix())
        case syntax.BinOp(op="+", left=left, right=right):
            return sum((_part(modules, replace(it, node=one)) for one in (left, right)), Prefix())
        case _:
            return Prefix("", False)


def _part(modules: Modules, it: Placed) -> Prefix:
    found = prefix_of(modules, it)
    return found if found.known or found.text else Prefix("…", False)


def texts_of(modules: Modules, it: Placed | None) -> tuple[str, ...]:
    """The strings of a list that is written down."""
    found = (text_at(modules, one) for one in items(modules, it))
    return tuple(one for one in found if one is not None)

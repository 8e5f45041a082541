"""Symbols by their qualified names: classes, functions, and what a module or a class assigns."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.symbols import bound_by
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts

_AROUND = ("async def ", "def ", "class ", "function ", "method ")


@dataclass(frozen=True, slots=True)
class Place:
    """A statement that binds a qualified name, and the statements that it stands among."""

    name: str
    node: syntax.Stmt
    body: tuple[syntax.Stmt, ...]


def places(facts: FileFacts, symbol: str) -> tuple[Place, ...]:
    """Where a symbol is bound, in the order of the file: nowhere, once, or several times."""
    return tuple(it for it in _all(facts.body, "", True) if it.name == symbol)


def plain(symbol: str) -> tuple[str, int | None]:
    """A symbol without what people write around names, and which of several is meant ("f#2"), counted from 1."""
    name, _, number = symbol.strip().strip("`").partition("#")
    for it in _AROUND:
        name = name.removeprefix(it)
    name = name.strip().removesuffix(":").removesuffix("()").replace("::", ".").replace(".<locals>", "")
    return name, int(number) if number.isdecimal() else None


def nearest(facts: FileFacts, symbol: str) -> str:
    """What may have been meant, as the end of a sentence: " Did you mean Hero.rename?"; "" where nothing is near."""
    names = list(dict.fromkeys(it.name for it in _all(facts.body, "", True)))
    last = symbol.rpartition(".")[2]
    same = [it for it in names if it.rpartition(".")[2] == last]
    found = (same or difflib.get_close_matches(symbol, names, 3, 0.6))[:3]
    if facts.errors and re.search(rf"\b(?:def|class)\s+{re.escape(last)}\b", facts.document.text):
        return " It is half-typed there, and can't be touched."
    if found:
        return f" Did you mean {' or '.join(found)}?"
    if names:
        return f" It has {', '.join(it for it in names if '.' not in it)[:200]}."
    return ""


def _all(body: tuple[syntax.Stmt, ...], prefix: str, assigned: bool) -> Iterator[Place]:
    """Places in a body and in the blocks, classes and functions in it; what functions assign is theirs alone."""
    for node in body:
        if assigned or isinstance(node, syntax.ClassDef | syntax.FunctionDef):
            for name in bound_by(node):
                yield Place(prefix + name, node, body)
        match node:
            case syntax.ClassDef():
                yield from _all(node.body, f"{prefix}{node.name}.", True)
            case syntax.FunctionDef():
                yield from _all(node.body, f"{prefix}{node.name}.", False)
            case _:
                for block in _blocks(node):
                    yield from _all(block, prefix, assigned)


def _blocks(node: syntax.Stmt) -> tuple[tuple[syntax.Stmt, ...], ...]:
    match node:
        case syntax.If() | syntax.For() | syntax.While():
            return node.body, node.orelse
        case syntax.With():
            return (node.body,)
        case syntax.Try():
            return node.body, *(it.body for it in node.handlers), node.orelse, node.finalbody
        case syntax.Match():
            return tuple(it.body for it in node.cases)
        case _:
            return ()

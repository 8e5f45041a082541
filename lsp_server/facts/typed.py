"""What was typed inside of one function: all else in the file says what it said before, further up or down.

The two texts are compared as bytes. Both have to have the same functions at the same places but for the length of what
was typed; then the grammar reads everything outside the function as before. Where something is half-typed, it has to
lie in that function, and every statement outside has to be where it was: recovering from an error may go far.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.facts.imports import imports_of
from lsp_server.facts.reread import first_difference
from lsp_server.noted import taking
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Typed:
    """The bytes from `start` to `old_end` of a text became those from `start` to `new_end` of the next."""

    path: str
    place: str  # the note of the function around it
    start: int
    old_end: int
    new_end: int
    exact: bool = True  # False: what is half-typed hides where the function ends

    @property
    def longer(self) -> int:
        """By how many bytes everything below moves down."""
        return self.new_end - self.old_end

    def moved(self, span: Span) -> Span | None:
        """Where a span of the old text is in the new one; None: what was typed has changed its bounds, or may have."""
        if span.end < self.start:
            return span
        if span.start >= self.old_end:
            return Span(span.start + self.longer, span.end + self.longer)
        holds = self.exact and span.start < self.start and span.end > self.old_end
        return Span(span.start, span.end + self.longer) if holds else None


def typed(before: FileFacts, after: FileFacts) -> Typed | None:
    """What was typed, where it was in one function and changes what that function does and nothing else."""
    if not before.body:
        return None
    old, new = before.document.data, after.document.data
    start = first_difference(old, new)
    same = min(first_difference(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    made = Typed(before.path, "", start, len(old) - same, len(new) - same)
    with taking(None):
        inside = _inside(made, before, after)
        if inside is None or _outside(before, *inside[0]) != _outside(after, *inside[1]):
            return None
    if any(_is_new(it.encode(), made, old, new) for it in before.asked_for):
        return None
    ends_line = any(it in b"\r\n" for it in old[start : made.old_end] + new[start : made.new_end])
    if ends_line and before.document.newline != after.document.newline:
        return None
    exact = inside[0][1].span.end + made.longer == inside[1][1].span.end
    return replace(made, place=inside[0][1].suite.place, exact=exact)


def _is_new(word: bytes, made: Typed, old: bytes, new: bytes) -> bool:
    """Whether a word stands in one of the texts only. Seldom is it near enough to what was typed to look further."""
    start = max(0, made.start - len(word))
    was = old.find(word, start, made.old_end + len(word)) >= 0
    now = new.find(word, start, made.new_end + len(word)) >= 0
    return was != now and (word in old) != (word in new)


_Named = tuple[str, syntax.FunctionDef]


def _inside(made: Typed, before: FileFacts, after: FileFacts) -> tuple[_Named, _Named] | None:
    """The outermost function around what was typed, before and after; None: there is none, or others have changed."""
    found: tuple[_Named, _Named] | None = None
    broken = bool(before.errors or after.errors)
    old, new = list(_outer(before.body, "", broken)), list(_outer(after.body, "", broken))
    if len(old) != len(new):
        return None
    for (was, one), (name, other) in zip(old, new, strict=True):
        if was != name or one.__class__ is not other.__class__:
            return None
        end = _end(one, before)
        around = one.span.start < made.start and made.old_end <= end
        if around and (one.span.start != other.span.start or end + made.longer != _end(other, after)):
            return None
        if not around and made.moved(one.span) != other.span:
            return None
        if isinstance(one, syntax.FunctionDef) and isinstance(other, syntax.FunctionDef):
            if made.moved(one.header) != other.header:
                return None
            if around and one.header.end < made.start:
                found = (was, one), (name, other)
    return found if found is not None and _holds_errors(found, before, after) else None


def _end(node: syntax.Stmt, file: FileFacts) -> int:
    """Where a statement ends; with something half-typed at its end, where that does."""
    if not file.errors:
        return node.span.end
    ends = (it.end for it in file.errors if node.span.start < it.start <= node.span.end)
    return len(file.document.data[: max((node.span.end, *ends))].rstrip())


def _outer(body: tuple[syntax.Stmt, ...], prefix: str, everything: bool) -> Iterator[tuple[str, syntax.Stmt]]:
    """The functions that stand in no other, with their names; with `everything` all statements that do."""
    for node in syntax.statements(*body):
        name = prefix + node.name if isinstance(node, syntax.FunctionDef | syntax.ClassDef) else ""
        if everything or isinstance(node, syntax.FunctionDef):
            yield name, node
        if isinstance(node, syntax.ClassDef):
            yield from _outer(node.body, f"{name}.", everything)


def _holds_errors(found: tuple[_Named, _Named], *files: FileFacts) -> bool:
    """Whether all that is half-typed begins below the header of the function, and before its end."""
    nodes = (it for _, it in found)
    return all(
        all(node.header.end < it.start <= node.span.end for it in file.errors)
        for node, file in zip(nodes, files, strict=True)
    )


def _outside(file: FileFacts, name: str, function: syntax.FunctionDef) -> object:
    """What others can see of a function's body without reading it: its imports, its definitions, words like `class`."""
    if not function.suite.may_hold(b"import", b"def", b"class"):
        return ()
    imports = [(it.local, it.module, it.level, it.name) for it in imports_of((function,), file.document.data)]
    return imports, tuple(file.definitions.inside(name)), file.class_names, file.absolute

"""From one text of a file to the next: whether what one function does is all that is different, or nothing at all.

The two texts are compared as bytes. Both have to have the same functions at the same places but for the length of what
was typed; then the grammar reads everything outside the function as before. Where something is half-typed, it has to
lie in that function, and every statement outside has to be where it was: recovering from an error may go far.
"""

from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.facts.between import is_between
from lsp_server.facts.file import FileFacts
from lsp_server.facts.imports import imports_of
from lsp_server.facts.reread import first_difference
from lsp_server.facts.syntax.walking import outermost
from lsp_server.facts.typed import Typed
from lsp_server.noted import bodies, taking


def typed(before: FileFacts, after: FileFacts) -> Typed | None:
    """What was typed, where all else in the file says what it said before, further up or down.

    That is so in the body of one function, and in comments and blank lines between statements.
    """
    if not before.body:
        return None
    old, new = before.document.data, after.document.data
    start = first_difference(old, new)
    same = min(first_difference(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    made = Typed(before.path, "", start, len(old) - same, len(new) - same)
    ends_line = any(it in b"\r\n" for it in old[start : made.old_end] + new[start : made.new_end])
    if ends_line and before.document.newline != after.document.newline:
        return None
    if any(_is_new(it.encode(), made, old, new) for it in before.asked_for):
        return None
    with taking(None):
        found = _in_function(made, before, after)
        if found is None and is_between(made, before, after):
            found = replace(made, place=bodies(before.path))
    return found


def _is_new(word: bytes, made: Typed, old: bytes, new: bytes) -> bool:
    """Whether a word stands in one of the texts only. Seldom is it near enough to what was typed to look further."""
    start = max(0, made.start - len(word))
    was = old.find(word, start, made.old_end + len(word)) >= 0
    now = new.find(word, start, made.new_end + len(word)) >= 0
    return was != now and (word in old) != (word in new)


_Function = tuple[str, syntax.FunctionDef]


def _in_function(made: Typed, before: FileFacts, after: FileFacts) -> Typed | None:
    """The same, told in which function it was; None: in none, or others see something of it."""
    inside = _inside(made, before, after)
    if inside is None or _outside(before, *inside[0]) != _outside(after, *inside[1]):
        return None
    (_, was), (_, now) = inside
    return replace(made, place=was.suite.place, exact=was.span.end + made.longer == now.span.end)


def _inside(made: Typed, before: FileFacts, after: FileFacts) -> tuple[_Function, _Function] | None:
    """The outermost function around what was typed, before and after; None: there is none, or others have changed."""
    found: tuple[_Function, _Function] | None = None
    broken = bool(before.errors or after.errors)
    old, new = list(outermost(before.body, everything=broken)), list(outermost(after.body, everything=broken))
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


def _holds_errors(found: tuple[_Function, _Function], *files: FileFacts) -> bool:
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

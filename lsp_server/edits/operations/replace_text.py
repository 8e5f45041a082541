"""A text in the place of another one that stands in the file exactly once.

Where it does not stand there to the letter, three things are looked past, one after the other: white space at
the ends of lines, one indentation for all lines, one blank line at either end. Nothing else: a text that is
only similar is another text.
"""

import difflib
import re
from collections.abc import Callable, Iterator

from lsp_server.edits.operations.left_out import left_out
from lsp_server.edits.operations.operation import No, ReplaceText, Splice
from lsp_server.text import Document, Edit, Span

_ENDING = re.compile(r"\r\n|\r|\n")

# Where a text was found: its first line, and the new text as it fits there.
_Found = list[tuple[int, list[str]]]


def replace_text(document: Document, operation: ReplaceText) -> Splice | No:
    """The edit that puts `new` in the place of `old`."""
    old, new = (_ENDING.sub("\n", it) for it in (operation.old, operation.new))
    if not old.strip():
        return No("The old text is empty; quote the lines that the new text takes the place of.")
    if old == new:
        return No(
            f"The old and the new text are the same; there is nothing to change in {document.path}.", already=True
        )
    reason = left_out(old, new)
    if reason is not None:
        return No(reason)
    spans = list(_exactly(document, old))
    if len(spans) > 1:
        return _many(document, [document.line_of(it.start) for it in spans])
    if spans:
        return _splice(document, spans[0], new)
    for one, other in _shortened(old.split("\n"), new.split("\n")):
        for look in (_at_any_end, _at_any_indent):
            found = look(document, one, other)
            if len(found) > 1:
                return _many(document, [line for line, _ in found])
            if found:
                line, text = found[0]
                span = Span(document.line_span(line).start, document.line_span(line + len(one) - 1).end)
                return _splice(document, span, "\n".join(text))
    return No(f"The old text is not in {document.path}; {_nearest(document, old)}.", missing=True)


def _splice(document: Document, span: Span, new: str) -> Splice:
    return Splice((span,), (Edit(span, new.replace("\n", document.newline)),))


def _many(document: Document, lines: list[int]) -> No:
    where = ", ".join(str(it + 1) for it in lines[:5]) + (" and more" if len(lines) > 5 else "")
    return No(
        f"The old text stands {len(lines)} times in {document.path} (lines {where}); "
        "quote more of what is around the one that you mean."
    )


def _nearest(document: Document, old: str) -> str:
    """The line most like the first one of the old text, and what to do about it."""
    wanted = next(it.strip() for it in old.split("\n") if it.strip())
    lines = {it.strip(): number for number, it in reversed(list(enumerate(_lines(document), 1)))}
    for it in difflib.get_close_matches(wanted, lines, 1, 0.6):
        return f"the nearest line is {lines[it]}: `{it[:100]}`; quote the text as it stands there"
    return "quote it as it stands there"


# --------------------------------------------------------------------------- to the letter


def _exactly(document: Document, old: str) -> Iterator[Span]:
    """Where a text stands, whatever the line endings of the document; also where it overlaps itself."""
    data = document.data
    ending = rb"(?:\r\n|\r(?!\n)|(?<!\r)\n)"
    pattern = re.compile(rb"(?=(" + ending.join(map(re.escape, _bytes(old).split(b"\n"))) + rb"))")
    return (Span(*it.span(1)) for it in pattern.finditer(data))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# --------------------------------------------------------------------------- by whole lines


def _lines(document: Document) -> list[str]:
    return [document.slice(document.line_span(it)) for it in range(document.line_count)]


def _shortened(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The texts as they are, and without one blank line at the start, the end, or both."""
    yield old, new
    for first, last in ((1, 0), (0, 1), (1, 1)):
        if len(old) > first + last and not (first and old[0].strip()) and not (last and old[-1].strip()):
            yield _cut(old, first, last), _cut(new, first, last)


def _cut(lines: list[str], first: int, last: int) -> list[str]:
    start = 1 if first and lines and not lines[0].strip() else 0
    end = len(lines) - 1 if last and len(lines) > start and not lines[-1].strip() else len(lines)
    return lines[start:end]


def _at_any_end(document: Document, old: list[str], new: list[str]) -> _Found:
    wanted = [it.rstrip() for it in old]
    return [(at, new) for at in _runs([it.rstrip() for it in _lines(document)], wanted, list.__eq__)]


def _at_any_indent(document: Document, old: list[str], new: list[str]) -> _Found:
    """Where all lines stand further in, or all further out, by the same white space."""
    lines = [it.rstrip() for it in _lines(document)]
    wanted = [it.rstrip() for it in old]
    found: _Found = []
    for at in _runs([it.lstrip() for it in lines], [it.lstrip() for it in wanted], list.__eq__):
        shift = _shift(wanted, lines[at : at + len(wanted)])
        moved = _moved(new, *shift) if shift is not None else None
        if moved is not None:
            found.append((at, moved))
    return found


def _runs(lines: list[str], wanted: list[str], same: Callable[[list[str], list[str]], bool]) -> list[int]:
    return [
        at
        for at in range(len(lines) - len(wanted) + 1)
        if lines[at] == wanted[0] and same(lines[at : at + len(wanted)], wanted)
    ]


def _shift(wanted: list[str], lines: list[str]) -> tuple[str, str] | None:
    """What to take off the wanted lines and what to put on, if that is one and the same for all of them."""
    shifts = set()
    for one, other in zip(wanted, lines, strict=True):
        if not one:
            continue
        have, need = one[: len(one) - len(one.lstrip())], other[: len(other) - len(other.lstrip())]
        if need.endswith(have):
            shifts.add(("", need.removesuffix(have)))
        elif have.endswith(need):
            shifts.add((have.removesuffix(need), ""))
        else:
            return None
    return shifts.pop() if len(shifts) == 1 else None


def _moved(lines: list[str], off: str, on: str) -> list[str] | None:
    if any(it.strip() and not it.startswith(off) for it in lines):
        return None
    return [on + it.removeprefix(off) if it.strip() else "" for it in lines]

"""A change made from older texts, for the texts of now: where somebody typed elsewhere, both stay (D32)."""

from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.text import Document, Edit, Span

Texts = Callable[[str], Document | None]


def rebase(change: Change, texts: Texts) -> Change | Refusal:
    """The same edits in the texts of now, or why they can't be made: their own lines changed, or a file came or went.

    The lines that an edit touches, and those right above and below them, must be what they were.
    """
    files: list[NewFile | EditFile] = []
    for it in change.files:
        now = texts(it.path)
        if isinstance(it, NewFile):
            if now is not None:
                return Refusal(f"{it.path} was made by somebody else meanwhile.")
            files.append(it)
        elif now is None:
            return Refusal(f"{it.path} is no longer there.")
        elif now.text == it.base.text:
            files.append(EditFile(now, it.edits))
        else:
            moved = _moved(it, now)
            if moved is None:
                return Refusal(f"{it.path} was changed at the same place meanwhile.")
            files.append(moved)
    return replace(change, files=tuple(files))


def _moved(it: EditFile, now: Document) -> EditFile | None:
    old = [it.base.slice(it.base.line_span(line)) for line in range(it.base.line_count)]
    new = [now.slice(now.line_span(line)) for line in range(now.line_count)]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    edits: list[Edit] = []
    for edit in it.edits:
        first, last = it.base.line_of(edit.span.start), it.base.line_of(edit.span.end)
        above, below = max(0, first - 1), min(len(old) - 1, last + 1)
        block = next((each for each in blocks if each.a <= above and below < each.a + each.size), None)
        if block is None:
            return None
        shift = block.b - block.a
        start = now.line_span(first + shift).start + edit.span.start - it.base.line_span(first).start
        end = now.line_span(last + shift).start + edit.span.end - it.base.line_span(last).start
        edits.append(Edit(Span(start, end), edit.text))
    return EditFile(now, tuple(edits))

"""Several changes as one, as far as they do not get in each other's way."""

from collections.abc import Iterable

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.text import Edit


def merge(changes: Iterable[Change], summary: str = "") -> tuple[Change, tuple[Change, ...]]:
    """One change, and those that do not fit into it.

    All have to be made from the same texts. The first wins where two touch; an edit that both make, such
    as the same new import, is made once. What was left over can be made anew from the result.
    """
    edits: dict[str, EditFile] = {}
    made: dict[str, NewFile] = {}
    left: list[Change] = []
    notes: dict[str, None] = {}
    for change in changes:
        if not all(_fits(it, edits, made) for it in change.files):
            left.append(change)
            continue
        notes |= dict.fromkeys(change.notes)
        for it in change.files:
            if isinstance(it, NewFile):
                made[it.path] = it
            else:
                known = edits[it.path].edits if it.path in edits else ()
                edits[it.path] = EditFile(it.base, tuple(dict.fromkeys((*known, *it.edits))))
    return Change((*edits.values(), *made.values()), summary, tuple(notes)), tuple(left)


def _fits(it: NewFile | EditFile, edits: dict[str, EditFile], made: dict[str, NewFile]) -> bool:
    if isinstance(it, NewFile):
        return it.path not in edits and made.get(it.path, it) == it
    if it.path in made:
        return False
    other = edits.get(it.path)
    return other is None or (
        other.base.text == it.base.text and not any(_clash(a, b) for a in it.edits for b in other.edits)
    )


def _clash(one: Edit, other: Edit) -> bool:
    return one != other and one.span.touches(other.span)

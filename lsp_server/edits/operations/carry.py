"""Operations one and all, from the texts before the run to one change.

All are tried on the same texts, so that their order says nothing. One that touches another waits until that is
done, and so does one that names what another one brings. Imports come last: they only make sure.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from lsp_server.edits.change import Change
from lsp_server.edits.imports import Wanted
from lsp_server.edits.operations.add_imports import add_imports, wanted
from lsp_server.edits.operations.files import Files
from lsp_server.edits.operations.insert_symbol import insert_symbol
from lsp_server.edits.operations.operation import (
    AddImport,
    InsertSymbol,
    No,
    Operation,
    Outcome,
    Refused,
    ReplaceSymbol,
    ReplaceText,
    Splice,
    Texts,
    WholeFile,
)
from lsp_server.edits.operations.replace_symbol import replace_symbol
from lsp_server.edits.operations.replace_text import replace_text
from lsp_server.edits.operations.whole_file import created, whole_file
from lsp_server.text import Edit, Span

SMALL = 150  # lines; of the files that the agent works on, two thirds are no longer


def carry_out(
    operations: Iterable[Operation],
    texts: Texts,
    before: Change | None = None,
    *,
    largest: int = SMALL,
    first_party: Collection[str] = (),
    line_length: int = 88,
) -> Outcome:
    """What the operations make of `texts` and of what earlier rounds did (`before`), as one change against `texts`.

    The first one wins where two overlap. A file of more than `largest` lines is not written anew as a whole.
    `first_party` and `line_length` are for imports, as `edits.imports.add` takes them.
    """
    asked = list(dict.fromkeys(operations))
    files = Files(texts, before)
    refused: dict[Operation, No] = {}
    needed: list[AddImport] = [it for it in asked if isinstance(it, AddImport)]
    left = _in_turn([it for it in asked if not isinstance(it, AddImport)])
    while left:
        later, imports = _round(left, files, refused, largest)
        needed += imports
        if len(later) == len(left):
            break
        left = later
    _import(needed, files, refused, first_party, line_length)
    ordered = sorted(refused, key=lambda it: asked.index(it) if it in asked else len(asked))
    return Outcome(
        Change(files.changed(), before.summary if before else "", before.notes if before else ()),
        tuple(Refused(it, refused[it].reason, refused[it].already) for it in ordered),
    )


def _in_turn(operations: list[Operation]) -> list[Operation]:
    """The operations with those that follow something last to first: each goes right behind it."""
    following = [it for it in operations if isinstance(it, InsertSymbol) and it.after]
    return [following.pop() if isinstance(it, InsertSymbol) and it.after else it for it in operations]


def _round(
    operations: Sequence[Operation], files: Files, refused: dict[Operation, No], largest: int
) -> tuple[list[Operation], list[AddImport]]:
    """Do all that can be done at once; what is left for another round, and the imports that code came with.

    What waits for something missing is in `refused` too, as long as it waits.
    """
    done: dict[str, list[tuple[Operation, Splice]]] = {}
    later: list[Operation] = []
    imports: list[AddImport] = []
    for it in operations:
        result = _tried(it, files, largest)
        others = done.get(it.path, [])
        if isinstance(result, Splice):
            other = next((known for known, splice in others if _meet(result, splice, _overlap)), None)
            if other is not None:
                result = No(f"It overlaps with {_named(other)} in the same answer; say both as one.")
        if isinstance(result, No):
            refused[it] = result
            if result.missing:
                later.append(it)
        elif any(_meet(result, splice, _touch) for _, splice in others):
            later.append(it)
        else:
            refused.pop(it, None)
            done.setdefault(it.path, []).append((it, result))
            imports += [AddImport(it.path, line) for line in result.imports]
    for path, found in done.items():
        files.edit(path, tuple(edit for _, splice in found for edit in splice.edits))
    return later, imports


def _tried(it: Operation, files: Files, largest: int) -> Splice | No:
    facts = files.now(it.path)
    if facts is None:
        if not isinstance(it, WholeFile):
            return No(f"There is no file {it.path}; give it as a whole to create it.", missing=True)
        text = created(it)
        return text if isinstance(text, No) else Splice((Span(0, 1),), (Edit(Span(0, 0), text),))
    match it:
        case WholeFile():
            return whole_file(facts, it, None if files.is_new(it.path) else largest)
        case ReplaceText():
            return replace_text(facts.document, it)
        case _ if not it.path.endswith((".py", ".pyi")):
            return No(f"{it.path} is no Python file; replace exact text in it.")
        case ReplaceSymbol():
            return replace_symbol(facts, it)
        case InsertSymbol():
            return insert_symbol(facts, it)
        case AddImport():
            return Splice((), ())


def _import(
    needed: Iterable[AddImport],
    files: Files,
    refused: dict[Operation, No],
    first_party: Collection[str],
    line_length: int,
) -> None:
    """All imports of a file at once, into what the other operations made of it."""
    names: dict[str, list[Wanted]] = {}
    for it in needed:
        reason = _tried(it, files, 0)
        found = reason if isinstance(reason, No) else wanted(it.line)
        if isinstance(found, No):
            refused[it] = found
        else:
            names.setdefault(it.path, []).extend(found)
    for path, listed in names.items():
        facts = files.now(path)
        if facts is not None:
            files.edit(path, add_imports(facts, listed, first_party, line_length))


# --------------------------------------------------------------------------- what gets in the way of what


def _meet(one: Splice, other: Splice, how: Callable[[Span, Span], bool]) -> bool:
    return any(how(a, b) for a in one.claim for b in other.claim)


def _overlap(one: Span, other: Span) -> bool:
    """Whether the two share a byte, or one is a point inside the other."""
    return one.start < other.end and other.start < one.end


def _touch(one: Span, other: Span) -> bool:
    """Whether one is a point at an end of the other."""
    return one.touches(other) and (one.start == one.end or other.start == other.end)


def _named(it: Operation) -> str:
    match it:
        case ReplaceSymbol(symbol=name):
            return f"the replacement of {name}"
        case WholeFile():
            return "the whole file"
        case InsertSymbol():
            return "an insertion"
        case _:
            return "a replacement"

"""The real server with a few actions, a rule and a card that are simple enough to see through.

Started by the end-to-end tests as a process of its own. `slow` waits until the test writes to the pipe
`gate` in the workspace folder, so that something can happen meanwhile without anybody sleeping. With a pipe
`disk` there, reading the folder itself waits.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from lsp_server import discover
from lsp_server.action import Action, Cursor, Offer
from lsp_server.card import Card, Shown
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.facts.file import FileFacts
from lsp_server.markup import Block, Code, Line, Link, Strong, Table
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule
from lsp_server.server.app import build, serve
from lsp_server.snapshot import Snapshot
from lsp_server.text import Edit, Span


def offer(title: str) -> Callable[[Cursor], Offer | Refusal]:
    return lambda cursor: Offer(title, cursor, cursor.path)


def made(offer: Offer) -> Change:
    """One new file, one edit at the end of the file with the cursor."""
    base = offer.cursor.document
    end = len(base.data)
    edit = EditFile(base, (Edit(Span(end, end), "# made 🦸\n"),))
    return Change((NewFile("app/deep/made.py", "made = 'žluť'\n"), edit), "Made app/deep/made.py.", ("Look at it.",))


def wide(offer: Offer) -> Change | Refusal:
    """As `made`, with an edit of another file; it needs a class HERO, and signs with the first line of the file."""
    if b"HERO" not in offer.cursor.document.data:
        return Refusal("There is no HERO any more.")
    other = offer.cursor.snapshot.files["app/other.py"].document
    first = offer.cursor.document.text.splitlines()[0]
    signed = Edit(Span(len(other.data), len(other.data)), f"# {first}\n")
    return Change((*made(offer).files, EditFile(other, (signed,))), "Made it wide.")


def slow(offer: Offer) -> Change:
    assert offer.cursor.snapshot.root is not None
    with (offer.cursor.snapshot.root / "gate").open("rb", buffering=0) as gate:
        gate.read(1)
    return made(offer)


def crash(offer: Offer) -> Change:
    raise RuntimeError("a bug, on purpose")


def held(read: Callable[..., Snapshot]) -> Callable[..., Snapshot]:
    """Reads as this does, but that a folder with a pipe `disk` is as slow as the test wants."""

    def waits(root: Path, *rest: Any, **named: Any) -> Snapshot:
        if (root / "disk").exists():
            with (root / "disk").open("rb", buffering=0) as disk:
                disk.read(1)
        return read(root, *rest, **named)

    return waits


def new(path: str) -> Callable[[Offer], Change]:
    return lambda offer: Change((NewFile(path, "x = 1\n"),), f"Made {path}.")


def action(id_: str, draft: Callable[[Offer], Change | Refusal], kind: str = "refactor.rewrite.practice") -> Action:
    return Action(id_, kind, offer(id_), draft)


def shouting(file: FileFacts, _: Project) -> Iterator[Finding]:
    """Names in capitals, with a fix: something to report on any file."""
    for name, node in file.classes:
        if name.isupper():
            fix = Fix(
                "Write it small",
                Change((EditFile(file.document, (Edit(node.name_span, name.title()),)),), ""),
                safe=True,
            )
            yield Finding("BL900", node.name_span, f"{name} shouts.", (fix,))


def class_card(cursor: Cursor) -> Shown | None:
    for name, node in cursor.facts.enclosing(cursor.selection):
        place = Link(name, cursor.path, cursor.document.line_of(node.span.start) + 1)
        table = Table(("a", "b"), (((Code("1"),), ("2",)),))
        return Shown((Line((Strong("Class"), " ", place)), table, Block("py", f"class {name}: ...")), node.name_span)
    return None


ACTIONS = [
    action("make", made),
    action("slow", slow),
    action("wide", wide),
    action("crash", crash),
    action("refuse", lambda offer: Refusal("There is nothing to make today.")),
    action("exists", new("app/models.py")),
    action("outside", new("../outside.py")),
    action("blocked", new("app/models.py/x.py")),
    action("through-link", new("link/x.py")),
]

if __name__ == "__main__":
    discover.snapshot = held(discover.snapshot)
    build_ = build(
        {it.id.replace("-", "_"): it for it in ACTIONS},
        {"BL900": Rule("BL900", "shouting", "warning", "0.1", shouting)},
        {"class": Card("class", class_card)},
    )
    serve(build_)

"""Apply `add-contract-test` to every route of a sample, one after the other, as a person would."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from lsp_server.action import Cursor, Offer
from lsp_server.actions.add_contract_test import ACTION
from lsp_server.edits.change import Change, EditFile, Refusal
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span

SAMPLES = Path(__file__).parent / "samples"
# The folder of each sample that its tests are run from.
FOLDERS = {"heroes": ".", "notes": ".", "desk": ".", "shop": "backend", "events": ".", "forms": "."}


@dataclass(frozen=True)
class Generated:
    sample: str
    root: Path  # the sample with its new tests
    titles: tuple[str, ...]
    refusals: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def folder(self) -> Path:
        return self.root / FOLDERS[self.sample]


def snapshot_of(root: Path) -> Snapshot:
    files = sorted(it for it in root.rglob("*.py") if "__pycache__" not in it.parts)
    return of((Document(it.relative_to(root).as_posix(), it.read_text()) for it in files), root)


def generate(sample: str, root: Path) -> Generated:
    """Copy the sample to `root` and write contract tests for all of its routes."""
    shutil.copytree(SAMPLES / sample, root, ignore=shutil.ignore_patterns("__pycache__"))
    titles, refusals, changes = [], [], []
    for place in [(it.file, it.span.start) for it in snapshot_of(root).project.routes]:
        offer = ACTION.offer(Cursor(snapshot_of(root), place[0], Span(place[1], place[1])))
        change = ACTION.draft(offer) if isinstance(offer, Offer) else offer
        if isinstance(change, Refusal):
            refusals.append(change.reason)
            continue
        assert isinstance(offer, Offer)
        titles.append(offer.title)
        changes.append(change)
        for it in change.files:
            if isinstance(it, EditFile):
                assert it.before == (root / it.path).read_text()
            (root / it.path).parent.mkdir(parents=True, exist_ok=True)
            (root / it.path).write_text(it.after)
    return Generated(sample, root, tuple(titles), tuple(refusals), tuple(changes))

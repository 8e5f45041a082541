"""What the tests saw in each editor: the source of the table in docs/editors.md.

A test says `seen(…)` after its last assertion, so that a row is there only when the test passed. Rows go to the
file that $BACKLINE_SEEN names, which `make test-editors` sets, and nowhere otherwise.

    python -m tests.editors.results            fails when docs/editors.json claims what was not seen this time
    python -m tests.editors.results --write    writes docs/editors.json: the rows of the editors that ran are replaced
"""

import json
import os
import sys
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[2]
COMMITTED = ROOT / "docs" / "editors.json"

MUST_RUN = "Neovim 0.11"  # it comes with the development packages

How = Literal["seen live", "replayed", "not offered by the editor"]

# Names of features, in the order of the table's rows, with what the table calls them.
FEATURES = {
    "start": "Starts with the configuration of this repository",
    "findings": "Findings on open and save",
    "hover": "Hover cards",
    "menu": "The code action menu",
    "quick-fix": "A quick fix",
    "action": "A code action arrives, on disk after *save all*",
    "create": "It creates files and their folders",
    "undo": "Undo takes back all of it",
    "progress": "Progress while it works",
    "cancel": "Cancel: nothing was written",
    "typing": "Typing meanwhile: nothing is lost",
    "proposal": "Review: apply, look, discard",
    "symbols": "Routes and tables as symbols",
    "lenses": "Code lenses",
    "hints": "Inlay hints",
    "agent": "An agentic action",
    "agent-cancel": "Cancel of an agentic action",
}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    editor: str  # as the table's head calls it: "Neovim 0.11"
    version: str  # empty where the editor itself did not run
    feature: str
    how: How

    @property
    def kind(self) -> tuple[str, str, bool]:
        """Rows of a kind are seen by the same tests: those with the editor itself, or those that replay it."""
        return self.editor, self.how, bool(self.version)


def seen(editor: str, version: str, feature: str, how: How = "seen live") -> None:
    """Note that a feature works in an editor. Call it last in a test."""
    if feature not in FEATURES:
        raise ValueError(f"There is no row {feature}: rows are listed in tests/editors/results.py.")
    if path := os.environ.get("BACKLINE_SEEN"):
        with Path(path).open("a", encoding="utf-8") as file:  # one short write, so that workers don't mix their lines
            file.write(json.dumps(asdict(Row(editor, version, feature, how))) + "\n")


def read(text: str) -> set[Row]:
    """The rows of a file with one JSON object a line."""
    return {Row(**json.loads(it)) for it in text.splitlines()}


def written(rows: Collection[Row]) -> str:
    """docs/editors.json: what features are called, and rows, one a line and sorted: differences are easy to read."""
    order = list(FEATURES)
    lines = sorted(rows, key=lambda it: (it.editor, order.index(it.feature), it.version, it.how))
    shown = ",\n".join("    " + json.dumps(asdict(it)) for it in lines)
    return f'{{\n  "features": {json.dumps(FEATURES)},\n  "rows": [\n{shown}\n  ]\n}}\n'


def committed() -> set[Row]:
    """The rows that docs/editors.md shows."""
    if not COMMITTED.exists():
        return set()
    return {Row(**it) for it in json.loads(COMMITTED.read_text(encoding="utf-8"))["rows"]}


def unseen(now: Collection[Row], claimed: Collection[Row]) -> list[str]:
    """What is claimed of an editor that ran and was not seen this time. Its version may be another by now."""
    ran = {it.kind for it in now}
    found = {(it.editor, it.feature, it.how) for it in now}
    return [
        f"docs/editors.json says that “{FEATURES[it.feature]}” was {it.how} in {it.editor}, and it was not."
        for it in sorted(claimed)
        if it.kind in ran and (it.editor, it.feature, it.how) not in found
    ]


def main(arguments: list[str]) -> int:
    path = Path(os.environ.get("BACKLINE_SEEN", ROOT / ".editors" / "seen.jsonl"))
    now, claimed = read(path.read_text(encoding="utf-8")), committed()
    if arguments == ["--write"]:
        ran = {it.kind for it in now}
        kept = {it for it in claimed if it.kind not in ran}
        COMMITTED.write_text(written({*now, *kept}), encoding="utf-8")
        sys.stdout.write("Wrote docs/editors.json. Now: make docs\n")
        return 0
    wrong = unseen(now, claimed)
    if MUST_RUN not in {it.editor for it in now if it.how == "seen live"}:
        wrong.append(f"{MUST_RUN} did not run.")
    for it in wrong:
        sys.stderr.write(it + "\n")
    sys.stdout.write(f"{len(now)} features seen in {', '.join(sorted({it.editor for it in now})) or 'no editor'}.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

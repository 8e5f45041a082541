"""While one function or a comment is typed into, what was found elsewhere is not looked for again: it has moved."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server import discover
from lsp_server.diagnose import diagnose
from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Related, Rule
from lsp_server.settings import Settings
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Edit

HERE = Path(__file__).parents[1]
FOLDERS = [HERE / "project/samples/errors", HERE / "sql/samples", HERE.parent / "lsp_server/cli/sample"]
EVERY = Settings(select=("BL",))
TEXT = """\
def first():
    a = 1
    return bad


def second():
    return bad


def third():
    return second()
"""


class Looking:
    """A rule that reports the name `bad`, and in a function that calls one of the file what that one does."""

    def __init__(self) -> None:
        self.at: list[str] = []

    def __call__(self, file: FileFacts, project: Project, name: str) -> Iterator[Finding]:
        self.at.append(name)
        function = file.function(name)
        for node in syntax.walk(*function.body) if function is not None else ():
            if isinstance(node, syntax.Name) and node.id == "bad":
                change = Change((EditFile(file.document, (Edit(node.span, "good"),)),), "Mended.")
                yield Finding("BL901", node.span, "bad", (Fix("Mend", change, safe=True),))
            called = file.function(node.func.id) if _is_plain(node) else None
            if called is not None:
                found = [it.span for it in syntax.walk(*called.body) if isinstance(it, syntax.Name)]
                yield Finding("BL901", node.span, "calls", related=(Related(file.path, found[0], "bad"),))


def _is_plain(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Call) and isinstance(node.func, syntax.Name)


@pytest.fixture
def looking() -> Looking:
    return Looking()


@pytest.fixture
def rules(looking: Looking) -> dict[str, Rule]:
    return {"BL901": Rule("BL901", "bad", "warning", "0.1", in_function=looking)}


def shown(snapshot: Snapshot, rules: dict[str, Rule]) -> list[object]:
    return [it.finding for it in diagnose(snapshot.project, "m.py", EVERY, rules)]


def opened(text: str) -> Snapshot:
    return of([Document("m.py", text, 1)])


@pytest.mark.parametrize(
    "old, new, again",
    [
        ("a = 1", "ab = 1", ["first"]),
        ("a = 1", "a = 1\n    b = 2", ["first"]),
        ("return second()", "return second() + 1", ["third"]),
        ("def second():\n    return", "def second():\n    x = 1\n    return", ["second", "third"]),
        ("def second", "def secund", ["first", "secund", "third"]),
        ("\n\ndef second", "\n\n# More.\ndef second", []),
    ],
)
def test_only_what_read_the_function_is_looked_at(
    looking: Looking, rules: dict[str, Rule], old: str, new: str, again: list[str]
) -> None:
    before = opened(TEXT)
    shown(before, rules)
    looking.at.clear()
    text = TEXT.replace(old, new)
    after = before.with_document(Document("m.py", text, 2))
    found = shown(after, rules)
    assert looking.at == again
    assert found == shown(of([Document("m.py", text, 2)]), rules)


def test_several_keys_between_two_looks(looking: Looking, rules: dict[str, Rule]) -> None:
    snapshot = opened(TEXT)
    shown(snapshot, rules)
    looking.at.clear()
    text = TEXT
    for version, (old, new) in enumerate(
        (("a = 1", "ab = 1"), ("ab = 1", "abc = 1"), ("first():\n", "first():\n\n")), 2
    ):
        text = text.replace(old, new)
        snapshot = snapshot.with_document(Document("m.py", text, version))
    found = shown(snapshot, rules)
    assert looking.at == ["first"]
    assert found == shown(of([Document("m.py", text, 4)]), rules)


def test_what_was_tried_out_does_not_count(looking: Looking, rules: dict[str, Rule]) -> None:
    before = opened(TEXT)
    shown(before, rules)
    tried = before.with_document(
        Document("m.py", TEXT.replace("return bad\n\n\ndef third", "return 1\n\n\ndef third"), 2)
    )
    shown(tried, rules)
    text = TEXT.replace("a = 1", "ab = 1")
    after = before.with_document(Document("m.py", text, 3))
    assert shown(after, rules) == shown(of([Document("m.py", text, 3)]), rules)


def _somewhere(chance: random.Random, snapshot: Snapshot, path: str) -> int:
    """A place in the text, often one where something is found, so that typing there makes a difference."""
    document = snapshot.files[path].document
    found = diagnose(snapshot.project, path, EVERY)
    if found and chance.random() < 0.6:
        span = chance.choice(found).finding.span
        return len(document.data[: chance.randint(span.start, span.end)].decode(errors="ignore"))
    if chance.random() < 0.5:  # at the end of a line
        return chance.choice([it.start() for it in re.finditer(r"\n|\Z", document.text)])
    return chance.randint(0, len(document.text))


PIECES = (
    "x",
    "_",
    "1",
    "é",
    "\n    ",
    "await ",
    "session",
    ".all()",
    "raise HTTPException(404)\n",
    "(",
    '"',
    "  # noqa",
    "\n",
    "\n# said\n",
    "",
)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.parts[-2])
@pytest.mark.parametrize("seed", range(3))
def test_findings_while_typing_are_those_of_a_fresh_start(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    snapshot = discover.snapshot(folder)
    paths = [it for it, facts in snapshot.files.items() if it.endswith(".py") and "def " in facts.document.text]
    path = ""
    for version in range(2, 30):
        path = chance.choice(paths) if version % 4 == 2 else path
        document = snapshot.files[path].document
        if document.version is None:
            snapshot = snapshot.with_document(Document(path, document.text, 1))
            diagnose(snapshot.project, path, EVERY)
        at = _somewhere(chance, snapshot, path)
        text = document.text[:at] + chance.choice(PIECES) + document.text[at + chance.choice((0, 0, 0, 1, 9)) :]
        snapshot = snapshot.with_document(Document(path, text, version))
        fresh = of([it.document for it in snapshot.files.values()])
        assert diagnose(snapshot.project, path, EVERY) == diagnose(fresh.project, path, EVERY)
        if chance.random() < 0.4:  # back to what it was: half-typed code would hide the rest
            snapshot = snapshot.with_document(Document(path, document.text, version))

"""A text that is read from the one before it says the same as one that is read from nothing."""

import random
from pathlib import Path

import pytest

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document

HOUSE = Path(__file__).parents[2]
FILES = ("lsp_server/text.py", "lsp_server/facts/statements.py", "tests/project/test_incremental.py")
PIECES = (
    "\n",
    "    ",
    "x",
    " + 1",
    "(",
    ")",
    '"',
    '"""',
    "é",
    "# so\n",
    "\r\n",
    "\n@it",
    "else:\n",
    "async ",
    "\\\n",
    ":",
)
WORK = "def work(first: int) -> int:\n" + "".join(f"    second_{it} = first + {it}\n" for it in range(20))


@pytest.mark.parametrize("path", FILES)
@pytest.mark.parametrize("seed", range(4))
def test_a_text_read_from_the_last_one_is_read_as_from_nothing(path: str, seed: int) -> None:
    chance = random.Random(seed)
    whole = (HOUSE / path).read_text("utf-8")
    facts = typed(whole)
    for _ in range(40):
        text = facts.document.text if chance.random() < 0.7 else whole
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.choice((0, 0, 0, 1, 40)))
        facts = typed(text[:start] + chance.choice(PIECES) + text[end:], facts)
        if chance.random() < 0.8:  # the next is then made from what was read before
            assert_same(facts)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if a:\n    b\n", "if a:\n    b\nelse:\n    c\n"),  # the edit stands below the statement that it changes
        ("x = 1\n", "x = 1 + 2\n"),
        ("match = 1\n", "match x:\n    case 1: ...\n"),
        ("a = 1\nb = 2\n", 'a = """1\nb = 2\n"""\n'),
        (WORK, WORK.replace("second_3", "third")),
        (WORK + WORK, WORK + WORK.replace("work", "more")),
        (WORK, WORK.replace("\n", "\r\n")),
        (WORK, ""),
        ("", WORK),
        (WORK, WORK),
        ("a = (\n", "a = (\n)\n"),  # from something half-typed
    ],
)
def test_these_too(before: str, after: str) -> None:
    facts = typed(before, typed(before))
    assert_same(facts)
    assert_same(typed(after, facts))
    assert_same(typed(before, typed(after, facts)))


def test_a_function_above_the_edit_is_the_same_value() -> None:
    """That is the point of it: all that was worked out of the function is kept."""
    before = typed(WORK + WORK.replace("work", "more"), typed(""))
    assert before.body
    after = typed(before.document.text.replace("more", "less"), before)
    assert after.definitions["work"] is before.definitions["work"]
    assert "more" not in after.definitions


def test_a_file_on_disk_keeps_no_tree() -> None:
    facts = read(Document("main.py", WORK), typed(WORK))
    assert facts.parsed is None and facts.body
    assert not any("tree" in str(type(it)) or hasattr(it, "tree") for it in vars(facts).values())


def typed(text: str, before: FileFacts | None = None) -> FileFacts:
    return read(Document("main.py", text, version=1), before)


def assert_same(facts: FileFacts) -> None:
    anew = read(Document("main.py", facts.document.text))
    assert facts.errors == anew.errors
    assert facts.body == anew.body
    assert list(facts.definitions) == list(anew.definitions)
    assert facts.imports == anew.imports
    assert [it.span for it in syntax.walk(*facts.body)] == [it.span for it in syntax.walk(*anew.body)]

"""The form of the answer, as the agent is shown it, is what our own parser reads."""

import re

from lsp_server.edits.envelope import Envelope, parse
from lsp_server.edits.operations import carry_out
from lsp_server.text import Document
from tests.agents.fences import AGENTS, FILES

TEXT = (AGENTS / "prompts" / "envelope.md").read_text(encoding="utf-8")
ELEMENTS = ("edit", "insert", "import", "replace", "file", "summary", "note", "nothing", "question", "adr")


def read() -> Envelope:
    return parse(TEXT[TEXT.index("<edit") :])


def test_every_element_is_shown_once() -> None:
    assert re.findall(r"^<(\w+)", TEXT, re.MULTILINE) == [*ELEMENTS[:-1], "choice", "choice", "adr"]
    assert "`after`" in TEXT and "`inside`" in TEXT


def test_the_parser_understands_every_element() -> None:
    envelope = read()
    assert envelope.problems == ()
    kinds = ["ReplaceSymbol", "InsertSymbol", "AddImport", "ReplaceText", "WholeFile"]
    assert [type(it).__name__ for it in envelope.operations] == kinds
    assert envelope.summary and envelope.notes and envelope.nothing and envelope.adr
    assert envelope.question and 2 <= len(envelope.question.choices) <= 4
    assert 1 <= envelope.question.default <= len(envelope.question.choices)


def test_its_edits_can_be_made_to_the_application_of_the_skills() -> None:
    documents = {it: Document(it, text, version=1) for it, text in FILES.items()}
    outcome = carry_out(read().operations, documents.get)
    assert outcome.refused == ()
    after = {it.path: it.after for it in outcome.change.files}
    assert sorted(after) == ["app/errors.py", "app/main.py", "app/services/hero.py", "tests/contract/__init__.py"]
    for path, text in after.items():
        compile(text, path, "exec")

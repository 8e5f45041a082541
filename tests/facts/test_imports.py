"""Imports of a text that is typed into are those of the same text read from nothing."""

import pytest

from lsp_server.facts.file import FileFacts, read
from lsp_server.text import Document

TEXT = """\
import os  # žluťoučký 🦸


def one():
    import json, sys as system

    # It is long enough to be read when somebody asks; shorter ones are read at once, and nothing is gained by waiting.
    # It is long enough to be read when somebody asks; shorter ones are read at once, and nothing is gained by waiting.
    return json


class Team:
    def two(self):
        from .models import Hero as H

        def inner():
            from app import *

    async def two(self):
        from .models import Hero as H

        def inner():
            from app import *


def words():
    return "import nothing"
"""
STEPS = {
    "typed above": [("import os", "import os, re")],
    "typed in a function that imports": [("return json", "return json.dumps")],
    "an import typed": [('return "', "import re\n    return 'x' + \"")],
    "an import changed": [("json, sys", "ujson, sys"), ("ujson", "js")],
    "an import taken out": [("    import json, sys as system\n", "")],
    "a function taken out": [('def words():\n    return "import nothing"\n', "")],
    "half-typed, then whole": [("return json", "return json."), ("return json.", "return json.x")],
    "half-typed import": [("from app import *", "from app import"), ("from app import\n", "from app import a\n")],
    "line endings changed": [("\n", "\r\n"), ("return json", "return jsonx")],
    "indented": [("class Team:", "if True:\n  class Team:"), ("return json", "return jsonx")],
    "a header changed": [("def two(self)", "def two(self, žluť)"), ("return json", "return jsonx")],
    "everything gone and back": [(TEXT, ""), ("", TEXT), ("return json", "return jsonx")],
}


def told(facts: FileFacts) -> list[tuple[object, str]]:
    """The imports, with the texts at their places."""
    data = facts.document.data
    return [(it, data[it.span.start : it.span.end].decode()) for it in facts.imports]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_they_are_those_of_the_text_read_from_nothing(steps: list[tuple[str, str]], ending: str) -> None:
    text = TEXT.replace("\n", ending)
    facts = read(Document("app/main.py", text, 1))
    assert len(told(facts)) == 7
    for number, (old, new) in enumerate(steps):
        if ending not in old:
            old, new = old.replace("\n", ending), new.replace("\n", ending)
        text = text.replace(old, new) if old else new
        facts = read(Document("app/main.py", text, number + 2), facts)

        assert told(facts) == told(read(Document("app/main.py", text)))


def test_a_function_that_was_looked_through_is_not_read_again() -> None:
    before = read(Document("app/main.py", TEXT, 1))
    assert before.imports
    after = read(Document("app/main.py", TEXT.replace("import os", "import os, re"), 2), before)

    assert len(after.imports) == 8
    function = after.function("one")
    assert function is not None
    assert function.suite.read is None

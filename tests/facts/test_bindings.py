"""Which name a statement gives which value."""

import pytest

from lsp_server.facts.file import read
from lsp_server.text import Document

CASES = {
    "a = x": {"a": ["x"]},
    "a = b.c = x": {"a": ["x"], "b.c": ["x"]},
    "a, b = x, y": {"a": ["x"], "b": ["y"]},
    "(a, b), [c] = (x, y), [z]": {"a": ["x"], "b": ["y"], "c": ["z"]},
    "a, *b, c = 1, 2, 3, 4": {"a": ["1"], "b": ["1, 2, 3, 4"], "c": ["4"]},
    "*a, b = [1]": {"a": ["[1]"], "b": ["1"]},
    "self.a, b[0] = x, y": {"self.a": ["x"]},
    "a = b, c = x, y": {"a": ["x, y"], "b": ["x"], "c": ["y"]},
    "a, b = b, a": {"a": ["b"], "b": ["a"]},
    "f((a := x), [b := y for _ in z])": {"a": ["x"], "b": ["y"]},
    # What the text doesn't tell, or would fail, binds nothing.
    "a, b = f()": {},
    "a, b = *x, y": {},
    "a, b = {x, y}": {},
    "a, b = x, y, z": {},
    "a, *b, *c = x, y": {},
    "a, *b, c = (x,)": {},
    "a, b =": {},
    "a, = x,": {"a": ["x"]},
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_of_a_statement(text: str, expected: dict[str, list[str]]) -> None:
    facts = read(Document("m.py", text))
    found = {name: [facts.document.slice(it.span) for it in them] for name, them in facts.scope().values.items()}
    assert found == expected
    assert set(facts.assignments) == {it for it in expected if "." not in it}


def test_the_rest_is_a_list_of_what_is_left() -> None:
    (rest,) = read(Document("m.py", "a, *b, c = 1, 2, 3, 4")).scope().values["b"]
    assert [it.value for it in rest.elements] == [2, 3]  # type: ignore[union-attr]

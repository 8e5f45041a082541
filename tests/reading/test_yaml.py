"""YAML nodes and their places, against the text that stands there."""

import pytest

from lsp_server.reading.yaml import Unreadable, Yaml, read
from lsp_server.text import Document


def pairs(text: str) -> list[tuple[str, str]]:
    yaml = read(text)
    assert isinstance(yaml, Yaml)
    return [(key, Document("a.yaml", text).slice(span)) for key, _, span in yaml.items(yaml.root)]


def test_places_count_bytes() -> None:
    text = "größe: 👍\nliste:\n  - a\n\n# a comment of what follows\nb: c\n"
    assert pairs(text) == [("größe", "größe: 👍"), ("liste", "liste:\n  - a"), ("b", "b: c")]


@pytest.mark.parametrize("text", ["\ufeffa: ö\nb: c\n", "a: ö\r\nb: c\r\n"])
def test_a_byte_order_mark_and_windows_line_endings_shift_nothing(text: str) -> None:
    assert pairs(text) == [("a", "a: ö"), ("b", "b: c")]


def test_json_with_tabs_is_read() -> None:
    assert pairs('{\n\t"a": "ö",\n\t"b":\t[1]\n}') == [("a", '"a": "ö"'), ("b", '"b":\t[1]')]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "just text", "- a\n- b"])
def test_what_is_no_mapping_has_no_pairs(text: str) -> None:
    assert pairs(text) == []


def test_an_error_has_its_place() -> None:
    text = "name: größe\ndescription: Use this: always\n"
    found = read(text)
    assert isinstance(found, Unreadable)
    assert found.reason == "mapping values are not allowed in this context"
    assert Document("a.yaml", text).line_of(found.span.start) == 1


@pytest.mark.parametrize("text", ["[" * 200_000, "[" * 200_000 + "]" * 200_000, "{a: " * 50_000, "- " * 50_000 + "x"])
def test_no_depth_ends_the_process(text: str) -> None:
    """libyaml's own reading of such a text ends the whole process."""
    assert isinstance(read(text), Unreadable)


def test_aliases_are_not_expanded() -> None:
    levels = "\n".join(f"l{it}: &l{it} [{', '.join([f'*l{it - 1}'] * 9) if it else 'x'}]" for it in range(12))
    assert [key for key, _ in pairs(levels)] == [f"l{it}" for it in range(12)]


@pytest.mark.parametrize(
    "text", ["a: \0b", "a: \ud800", "%YAML 9.9\n---\na: b", "a: !!python/object:os.system x", "? [a]\n: b"]
)
def test_odd_texts_are_read_or_refused(text: str) -> None:
    assert isinstance(read(text), Yaml | Unreadable)

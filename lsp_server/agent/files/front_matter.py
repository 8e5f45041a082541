"""The front matter of a Markdown file: YAML where it is valid, else line by line.

Nearly half of the agent files in the wild are no valid YAML, because a description holds ": ". Claude Code may well
load them, so Backline does: a line that starts with a known key starts a value.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lsp_server.agent.files.quoting import quoted
from lsp_server.agent.files.values import Mend, Name, Value
from lsp_server.reading.page import Page, page
from lsp_server.reading.yaml import Unreadable, Yaml, read
from lsp_server.text import Document, Span

if TYPE_CHECKING:
    from yaml import Node

_KEY = re.compile(r"(?P<key>[A-Za-z][\w-]*)[ \t]*:(?=[ \t]|$)[ \t]*", re.MULTILINE)
_ELEMENT = re.compile(r"[^\s,\[\]\"'][^,\[\]\"'\n]*|\"[^\"\n]*\"|'[^'\n]*'")
_BLOCK = re.compile(r"[|>][+-]?\d?[ \t]*\n")


@dataclass(frozen=True)
class FrontMatter:
    """`unreadable` says why it is no YAML; the values are those of the lines then, and `mend` makes it valid."""

    document: Document
    body: str
    span: Span | None = None  # None: the file has none
    values: Mapping[str, Value] = field(default_factory=dict)
    unreadable: Unreadable | None = None
    mend: Mend | None = None

    def text(self, key: str) -> str:
        value = self.values.get(key)
        return (value.text or "").strip() if value is not None else ""

    def names(self, key: str) -> tuple[Name, ...]:
        """A list, however it is written: `[a, b]`, one a line, or `a, b`."""
        value = self.values.get(key)
        if value is None:
            return ()
        if value.elements is not None:
            return value.elements
        return tuple(_split(self.document, value.span))


def front_matter(path: str, text: str, known: Collection[str]) -> FrontMatter:
    """`known` are the keys at which a line may start a value where the whole is no YAML."""
    parsed = page(path, text)
    document = parsed.document
    if parsed.front is None:
        return FrontMatter(document, _plain(text))
    inner, body = _inside(parsed)
    found = read(document.slice(inner))
    if isinstance(found, Yaml):
        return FrontMatter(document, body, parsed.front, dict(_of_yaml(document, found, inner.start)))
    values = dict(_of_lines(document, inner, known))
    where = Span(inner.start + found.span.start, inner.start + found.span.end)
    return FrontMatter(
        document, body, parsed.front, values, Unreadable(found.reason, where), quoted(document, inner, values)
    )


def _inside(parsed: Page) -> tuple[Span, str]:
    """What stands between the lines of dashes, and what comes after them."""
    document, front = parsed.document, parsed.front
    assert front is not None
    first, last = document.line_of(front.start), document.line_of(front.end)
    start = document.line_span(first + 1).start
    body = document.slice(Span(front.end, len(document.data)))
    return Span(start, max(start, document.line_span(last).start)), _plain(body)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _of_yaml(document: Document, yaml: Yaml, offset: int) -> Iterator[tuple[str, Value]]:
    for key, node, both in yaml.items(yaml.root):
        start = both.start + offset
        key_span = Span(start, start + len(key.encode("utf-8", "surrogatepass")))
        elements = tuple(
            Name(text.strip(), _inner(document, _moved(yaml, it, offset), text.strip()))
            for it in yaml.elements(node)
            if (text := yaml.scalar(it)) is not None
        )
        yield key, Value(key_span, _moved(yaml, node, offset), yaml.scalar(node), elements or None)


def _moved(yaml: Yaml, node: "Node", offset: int) -> Span:
    span = yaml.span(node, node)
    return Span(span.start + offset, span.end + offset)


def _inner(document: Document, span: Span, text: str) -> Span:
    """Where the text itself stands, its quotes left out."""
    written = document.slice(span)
    at = written.find(text)
    return span if at < 0 else _bytes(written, span, at, at + len(text))


def _of_lines(document: Document, inner: Span, known: Collection[str]) -> Iterator[tuple[str, Value]]:
    """A known key at the start of a line; its value goes on up to the next one. Of two the first counts."""
    text = document.slice(inner)
    starts = [it for it in _KEY.finditer(text) if it["key"] in known]
    seen: set[str] = set()
    for index, it in enumerate(starts):
        if it["key"] in seen:
            continue
        seen.add(it["key"])
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        raw = text[it.end() : end]
        start = it.end() + len(raw) - len(raw.lstrip())
        value = raw.strip()
        span = _bytes(text, inner, start, start + len(value))
        yield it["key"], Value(_bytes(text, inner, it.start("key"), it.end("key")), span, _unquoted(value))


def _unquoted(value: str) -> str:
    value = _plain(value)
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return _BLOCK.sub("", value, count=1) if _BLOCK.match(value) else value


def _split(document: Document, span: Span) -> Iterator[Name]:
    """The elements of a list in one line or several, each with its place; quotes and dashes are no part of them."""
    text = document.slice(span)
    text = _BLOCK.sub(lambda it: " " * len(it[0]), text, count=1) if _BLOCK.match(text) else text
    for it in _ELEMENT.finditer(re.sub(r"(?m)^(\s*)-(?=\s)", r"\1,", text)):
        word = it[0].strip().strip("\"'").strip()
        if word:
            start = it.start() + it[0].index(word)
            yield Name(word, _bytes(text, span, start, start + len(word)))


def _bytes(text: str, inside: Span, start: int, end: int) -> Span:
    first = inside.start + len(text[:start].encode("utf-8", "surrogatepass"))
    return Span(first, first + len(text[start:end].encode("utf-8", "surrogatepass")))

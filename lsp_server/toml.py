"""Where things stand in a TOML file: what `tomllib` read, but does not say the place of."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.text import Span

# A key such as ("tool", "backline", "select"), and with an index an element: (…, "select", 0).
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands and where its value does; the key of an element is the element itself."""

    key: Span
    value: Span


def places(text: str) -> Mapping[Path, Place]:
    """The place of every key, table and array element. `text` has to be valid TOML: `tomllib` read it before."""
    scan = _Scan(text, {})
    scan.document()
    return scan.found


_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE = re.compile(r"[^\s.=\[\]{},#\"']+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*[^,\]}#\s]")
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([btnfre"\\]))')
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


@dataclass
class _Scan:
    text: str
    found: dict[Path, Place]
    at: int = 0

    def document(self) -> None:
        table: Path = ()
        counts: dict[Path, int] = {}
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header(counts)
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self, counts: dict[Path, int]) -> Path:
        """`[a.b]`, or `[[a.b]]`, which opens the next element of an array of tables."""
        array = self.text.startswith("[[", self.at)
        self.at += 2 if array else 1
        key, span = self._key()
        self.at += 2 if array else 1
        table = key
        if array:
            counts[key] = counts.get(key, -1) + 1
            table = (*key, counts[key])
        self.found.setdefault(table, Place(span, span))
        return table

    def _pair(self, table: Path) -> None:
        key, span = self._key()
        self.at += 1  # the equals sign
        path = (*table, *key)
        self._skip(_SPACE)
        start = self.at
        self._value(path)
        self.found[path] = Place(span, self._span(start, self.at))

    def _key(self) -> tuple[Path, Span]:
        """A dotted key, and where all of it stands."""
        parts: list[str] = []
        self._skip(_SPACE)
        start = end = self.at
        while True:
            if (found := _STRING.match(self.text, self.at)) is not None:
                parts.append(_decoded(found[0]))
            elif (found := _BARE.match(self.text, self.at)) is not None:
                parts.append(found[0])
            else:
                raise ValueError(f"no key at {self.at}: this is not valid TOML")
            end = self.at = found.end()
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return tuple(parts), self._span(start, end)
            self.at += 1
            self._skip(_SPACE)

    def _value(self, path: Path) -> None:
        if self.text[self.at] == "[":
            self._items("]", path)
        elif self.text[self.at] == "{":
            self._items("}", path)
        elif (found := _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)) is not None:
            self.at = found.end()
        else:
            raise ValueError(f"no value at {self.at}: this is not valid TOML")

    def _items(self, end: str, path: Path) -> None:
        """What stands between brackets: elements of an array, or pairs of an inline table."""
        self.at += 1
        index = 0
        self._skip(_BLANK)
        while self.text[self.at] != end:
            if end == "}":
                self._pair(path)
            else:
                start = self.at
                self._value((*path, index))
                span = self._span(start, self.at)
                self.found[(*path, index)] = Place(span, span)
                index += 1
            self._skip(_BLANK)
            if self.text[self.at] == ",":
                self.at += 1
                self._skip(_BLANK)
        self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        assert found is not None, "the pattern matches nothing at all, too"
        self.at = found.end()

    def _span(self, start: int, end: int) -> Span:
        before = len(self.text[:start].encode("utf-8", "surrogatepass"))
        return Span(before, before + len(self.text[start:end].encode("utf-8", "surrogatepass")))


def _decoded(literal: str) -> str:
    if literal.startswith("'"):
        return literal[1:-1]
    return _ESCAPE.sub(lambda it: _ESCAPED[it[3]] if it[3] else chr(int(it[1] or it[2], 16)), literal[1:-1])

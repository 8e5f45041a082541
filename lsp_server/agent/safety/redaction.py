"""Secrets out of what is sent, and back into what comes (decision D25).

A secret in a text becomes `«SECRET_1»` before a model sees it; the same secret has the same placeholder everywhere.
In an answer a placeholder becomes the secret again, but only in a file that it came from. Right before the bytes
leave, they are looked through once more.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lsp_server.agent.safety.final_bytes import readings, squeezed
from lsp_server.agent.safety.secret_places import passwords
from lsp_server.agent.safety.secret_tokens import Found, tokens
from lsp_server.agent.safety.secret_values import is_distinctive
from lsp_server.edits.change import Refusal

_PLACEHOLDER = re.compile("«SECRET_([0-9]+)»")
_ALMOST = re.compile(r"SECRET[_ -]?([0-9]+)", re.IGNORECASE)
_OF_THE_TEXT = "placeholder in the text"  # a user's text may hold one of its own; it is hidden and put back too


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of one file, at its first place there (line 0-based). Its value shows in no log."""

    kind: str
    path: str
    line: int
    placeholder: str
    value: str = field(repr=False)
    trace: str = field(repr=False)  # the text that must not leave: the value, with its surroundings if it is short


@dataclass(frozen=True, slots=True)
class Redacted:
    """Texts without their secrets, by path."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[Secret, ...] = ()

    def restore(self, path: str, text: str) -> str | Refusal:
        """The text of an answer for `path` with its secrets put back, or why it can't be used.

        Give the whole text of a file, or one piece of it: a secret may not stand in it more often than before.
        """
        own = {it.placeholder: it.value for it in self.secrets if it.path == path}
        given, known = self.texts.get(path, ""), {it.placeholder for it in self.secrets}
        for placeholder in set(_PLACEHOLDER.findall(text)):
            name = f"«SECRET_{placeholder}»"
            if name not in known:
                return Refusal(f"{path} would hold {name}, which stands for nothing.")
            if name not in own:
                return Refusal(f"{path} would get a secret of another file.")
            if text.count(name) > given.count(name):
                return Refusal(f"{path} would hold a secret more often than before.")
        if self.secrets and (almost := _misspelt(text, given, known)) is not None:
            return Refusal(f"{path} would hold {almost}, which is no secret's placeholder.")
        return _PLACEHOLDER.sub(lambda it: own[it.group()], text)

    def leak(self, body: bytes) -> str | None:
        """The kind of a secret that stands in bytes about to leave, however they are escaped or split; None: none."""
        traces = {it.trace: it.kind for it in self.secrets if it.kind != _OF_THE_TEXT}
        whole = {squeezed(it.value): it.kind for it in self.secrets if it.value in traces and is_distinctive(it.value)}
        tight = {it: kind for it, kind in whole.items() if len(it) >= 12}
        for text in readings(body):
            for trace, kind in traces.items():
                if trace in text:
                    return kind
            letters = squeezed(text) if tight else ""
            for trace, kind in tight.items():
                if trace in letters:
                    return kind
            if (found := next(tokens(text), None)) is not None:
                return found.kind
        return None


def redact(texts: Mapping[str, str], before: Redacted | None = None) -> Redacted:
    """The texts without their secrets. With `before`, those of an earlier round count on: numbers stay as they are."""
    before = before or Redacted()
    places = _places(texts, {it.value: it.kind for it in before.secrets if is_distinctive(it.value)})
    numbers = {it.value: it.placeholder for it in before.secrets}  # none is ever given up, so a count is a new number
    clean, kept = dict(before.texts), {(it.path, it.value): it for it in before.secrets}
    for path in sorted(texts):
        text, parts, at = texts[path], list[str](), 0
        seen: set[str] = set()
        for place in _apart(sorted(places[path], key=lambda it: (it.start, -it.end))):
            value = text[place.start : place.end]
            placeholder = numbers.setdefault(value, f"«SECRET_{len(numbers) + 1}»")
            line = text.count("\n", 0, place.start)
            trace = value if is_distinctive(value) else place.trace or value
            if value not in seen:
                kept[path, value] = Secret(place.kind, path, line, placeholder, value, trace)
                seen.add(value)
            parts += text[at : place.start], placeholder
            at = place.end
        clean[path] = "".join((*parts, text[at:]))
    return Redacted(clean, tuple(kept.values()))


def _places(texts: Mapping[str, str], kinds: dict[str, str]) -> dict[str, list[Found]]:
    """Where secrets stand in each text. Looked for until there are no more: one that touched another was no word."""
    rest, places = dict(texts), {path: list[Found]() for path in texts}
    more = True
    while more:
        more = False
        for path in sorted(texts):
            text = texts[path]
            found = [it for it in _found(rest[path], path) if rest[path][it.start : it.end].strip("\0")]
            for it in found:
                if it.kind != _OF_THE_TEXT and is_distinctive(value := text[it.start : it.end]):
                    kinds.setdefault(value, it.kind)
            found += _again(rest[path], kinds)
            places[path] += found
            more |= bool(found)
            rest[path] = _without(rest[path], found)
    return places


def _without(text: str, places: list[Found]) -> str:
    if not places:
        return text
    letters = list(text)
    for it in places:
        letters[it.start : it.end] = "\0" * (it.end - it.start)
    return "".join(letters)


def _found(text: str, path: str) -> Iterator[Found]:
    yield from tokens(text)
    yield from passwords(text, path)
    for it in _PLACEHOLDER.finditer(text):
        yield Found(_OF_THE_TEXT, it.start(), it.end(), it.group())


def _again(text: str, kinds: Mapping[str, str]) -> Iterator[Found]:
    """The places where a secret that is known from elsewhere stands in a text."""
    for value, kind in kinds.items():
        at = text.find(value)
        while at >= 0:
            yield Found(kind, at, at + len(value), value)
            at = text.find(value, at + 1)


def _apart(places: list[Found]) -> Iterator[Found]:
    """Places in order, those that overlap made one: half a secret is a secret."""
    last: Found | None = None
    for it in places:
        if last is None or it.start >= last.end:
            if last is not None:
                yield last
            last = it
        elif it.end > last.end:
            last = Found(it.kind if last.kind == _OF_THE_TEXT else last.kind, last.start, it.end, "")
    if last is not None:
        yield last


def _misspelt(text: str, given: str, known: set[str]) -> str | None:
    """What looks like a placeholder and is none (`<SECRET_1>`): written down, it would be a broken value."""
    for it in _ALMOST.finditer(_PLACEHOLDER.sub("", text)):
        if f"«SECRET_{it[1]}»" in known and it.group() not in _PLACEHOLDER.sub("", given):
            return it.group()
    return None

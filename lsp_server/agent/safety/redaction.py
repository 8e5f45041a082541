"""Secrets out of what is sent, and back into what comes (decision D25).

A secret in a text becomes `«SECRET_1»` before a model sees it; the same secret has the same placeholder everywhere.
In an answer a placeholder becomes the secret again, but only in a file that it came from.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lsp_server.agent.safety.secret_places import passwords
from lsp_server.agent.safety.secret_search import PLACEHOLDER, Trace, search, trace_of
from lsp_server.agent.safety.secret_tokens import Found
from lsp_server.agent.safety.secret_values import WALL
from lsp_server.edits.change import Refusal

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
    trace: Trace = field(repr=False)


@dataclass(frozen=True, slots=True)
class Redacted:
    """Texts without their secrets, by path."""

    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[Secret, ...] = ()

    @property
    def traces(self) -> tuple[Trace, ...]:
        """What must not leave."""
        return tuple(dict.fromkeys(it.trace for it in self.secrets if it.kind != _OF_THE_TEXT))

    def restore(self, path: str, text: str) -> str | Refusal:
        """The text of an answer for `path` with its secrets put back, or why it can't be used.

        Give the whole text of a file, or one piece of it: a secret may not stand in it more often than before.
        """
        own = {it.placeholder: it.value for it in self.secrets if it.path == path}
        given, known = self.texts.get(path, ""), {it.placeholder for it in self.secrets}
        for name in set(PLACEHOLDER.findall(text)):
            if name not in known:
                return Refusal(f"{path} would hold {name}, which stands for nothing.")
            if name not in own:
                return Refusal(f"{path} would get a secret of another file.")
            if text.count(name) > given.count(name):
                return Refusal(f"{path} would hold a secret more often than before.")
        if self.secrets and (almost := _misspelt(text, given, known)) is not None:
            return Refusal(f"{path} would hold {almost}, which is no secret's placeholder.")
        return PLACEHOLDER.sub(lambda it: own[it.group()], text)


def redact(texts: Mapping[str, str], before: Redacted | None = None) -> Redacted:
    """The texts without their secrets. With `before`, those of an earlier round count on: numbers stay as they are."""
    before = before or Redacted()
    places = _places(texts, before.traces)
    numbers = {it.value: it.placeholder for it in before.secrets}  # none is ever given up, so a count is a new number
    clean, kept = dict(before.texts), {(it.path, it.value): it for it in before.secrets}
    for path in sorted(texts):
        text, parts, at = texts[path], list[str](), 0
        seen: set[str] = set()
        for place in places[path]:
            value = text[place.start : place.end]
            placeholder = numbers.setdefault(value, f"«SECRET_{len(numbers) + 1}»")
            if value not in seen:
                line = text.count("\n", 0, place.start)
                kept[path, value] = Secret(place.kind, path, line, placeholder, value, trace_of(place, text))
                seen.add(value)
            parts += text[at : place.start], placeholder
            at = place.end
        clean[path] = "".join((*parts, text[at:]))
    return Redacted(clean, tuple(kept.values()))


def _places(texts: Mapping[str, str], traces: Iterable[Trace]) -> dict[str, list[Found]]:
    """Where secrets stand in each text, in order and apart.

    Looked for until there are no more: what stands beside a secret may be one once that is gone, and what is found in
    one text is a secret in all of them.
    """
    known, places = dict.fromkeys(traces), {path: list[Found]() for path in texts}
    more = True
    while more:
        more = False
        for path, text in sorted(texts.items()):
            rest = _without(text, places[path])
            found = [*search(rest, known), *passwords(rest, path), *_of_the_text(rest)]
            places[path] = list(_apart([*places[path], *found]))
            secrets = [it for it in (*found, *places[path]) if it.kind != _OF_THE_TEXT]
            new = {trace_of(it, text): None for it in secrets}.keys() - known.keys()
            known.update(dict.fromkeys(new))
            more |= bool(found or new)
    return places


def _without(text: str, places: Iterable[Found]) -> str:
    """A text with a wall in every place, so that its offsets stay."""
    parts, at = list[str](), 0
    for it in places:
        parts += text[at : it.start], WALL * (it.end - it.start)
        at = it.end
    return "".join((*parts, text[at:]))


def _of_the_text(text: str) -> Iterator[Found]:
    for it in PLACEHOLDER.finditer(text):
        yield Found(_OF_THE_TEXT, it.start(), it.end())


def _apart(places: Iterable[Found]) -> Iterator[Found]:
    """Places in order, those that overlap made one: half a secret is a secret."""
    last: Found | None = None
    for it in sorted(places, key=lambda it: (it.start, -it.end)):
        if last is None or it.start >= last.end:
            if last is not None:
                yield last
            last = it
        elif it.end > last.end:
            last = Found(it.kind if last.kind == _OF_THE_TEXT else last.kind, last.start, it.end)
    if last is not None:
        yield last


def _misspelt(text: str, given: str, known: set[str]) -> str | None:
    """What looks like a placeholder and is none (`<SECRET_1>`): written down, it would be a broken value."""
    for it in _ALMOST.finditer(PLACEHOLDER.sub("", text)):
        if f"«SECRET_{it[1]}»" in known and it.group() not in PLACEHOLDER.sub("", given):
            return it.group()
    return None

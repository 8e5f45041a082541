"""The last look at the bytes that are about to leave: is a secret in them after all (decision D25)?

It asks what redaction asked (`secret_search.py`), of every text in the request. What the model said itself comes back
to it as it was: a key that a model invents for a test is nobody's secret.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsp_server.agent.safety.secret_search import Trace, search


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a request, with the name of its field."""

    field: str
    text: str
    by_model: bool = False


def leak(body: bytes, known: Iterable[Trace]) -> str | None:
    """The kind of a secret that stands in bytes about to leave; None: none."""
    known = tuple(known)
    texts = _texts_of(body)
    for it in texts:
        for found in search(it.text, known, by_form=not it.by_model):
            return found.kind
    by_field: dict[str, list[str]] = {}
    for it in texts:
        by_field.setdefault(it.field, []).append(it.text)
    for parts in by_field.values():  # one text may be split over several blocks
        for found in search("".join(parts), known, by_form=False) if len(parts) > 1 else ():
            return found.kind
    return None


def _texts_of(body: bytes) -> list[_Text]:
    try:
        return list(_texts(json.loads(body, object_pairs_hook=_Pairs), ""))
    except (ValueError, RecursionError):
        return [_Text("", body.decode("utf-8", "replace"))]


class _Pairs(list[tuple[str, object]]):
    """An object of JSON with every one of its fields: of two that have one name a dictionary keeps the last."""


def _texts(value: object, field: str, *, by_model: bool = False) -> Iterator[_Text]:
    match value:
        case str():
            yield _Text(field, value, by_model)
        case _Pairs():
            by_model |= ("role", "assistant") in value
            for name, it in value:
                yield _Text("", name, by_model)
                yield from _texts(it, name, by_model=by_model)
        case list():
            for it in value:
                yield from _texts(it, field, by_model=by_model)
        case _:
            pass

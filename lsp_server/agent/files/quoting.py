"""Quotes for front matter that is no YAML without them."""

import json
from collections.abc import Mapping

from lsp_server.agent.files.values import Mend, Value
from lsp_server.reading.yaml import Unreadable, read
from lsp_server.text import Document, Edit, Span, apply


def quoted(document: Document, inner: Span, values: Mapping[str, Value]) -> Mend | None:
    """Quotes around the values that YAML does not take as they are.

    None where that does not make `inner` valid, or where it would say something else than was read.
    """
    edits, names = [], []
    for key, value in values.items():
        written = document.slice(Span(value.key.start, value.span.end))
        is_half_typed = written.endswith(":") or document.slice(value.span)[:1] in ('"', "'")
        if value.text is not None and not is_half_typed and isinstance(read(written), Unreadable):
            edits.append(Edit(value.span, _in_quotes(value.text, document.newline)))
            names.append(key)
    if not edits:
        return None
    mended = Document(document.path, apply(document.text, edits))
    grown = len(mended.data) - len(document.data)
    after = read(mended.slice(Span(inner.start, inner.end + grown)))
    if isinstance(after, Unreadable):
        return None
    if any(after.scalar(after.get(after.root, key)) != values[key].text for key in names):
        return None
    return Mend(f"Quote the {' and the '.join(names)}", tuple(edits))


def _in_quotes(value: str, newline: str) -> str:
    """One line in quotes; several lines as a block, which is how people write them."""
    lines = value.split("\n")
    if len(lines) == 1:
        return json.dumps(value, ensure_ascii=False)
    return newline.join(["|-", *(f"  {it}" if it else "" for it in lines)])

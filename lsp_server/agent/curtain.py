"""What a model sees of the texts of one run, and what comes back through it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from lsp_server.agent.safety import last_look
from lsp_server.agent.safety.invisible import visible
from lsp_server.agent.safety.redaction import Redacted, redact
from lsp_server.agent.safety.secret_search import APART, PLACEHOLDER
from lsp_server.agent.sections import Section, with_text
from lsp_server.edits.change import Refusal

_BETWEEN = f"\n{APART}\n"  # between the sections of one file while secrets are looked for
_NO_FILE = ""


@dataclass
class Curtain:
    """One for each run: a secret keeps its placeholder from the first text to the last."""

    redacted: Redacted = field(default_factory=Redacted)

    def hide(self, path: str, text: str) -> str:
        """A text without its secrets and without what nobody would see."""
        self.redacted = redact({path: visible(text).text}, self.redacted)
        return self.redacted.texts[path]

    def hide_quotes(self, sentence: str) -> str:
        """The same for a sentence of ours, which may quote a file, and also what the model wrote: placeholders stay."""
        between = (self.hide(_NO_FILE, it) for it in PLACEHOLDER.split(sentence))
        placeholders = PLACEHOLDER.findall(sentence)
        return "".join(chain.from_iterable(zip_longest(between, placeholders, fillvalue="")))

    def hide_all(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The same for sections, in their order; several of one file are looked at together."""
        listed = tuple(sections)
        by_path: dict[str, list[Section]] = {}
        for it in listed:
            by_path.setdefault(it.path or _NO_FILE, []).append(it)
        texts = {path: _BETWEEN.join(visible(it.text).text for it in found) for path, found in by_path.items()}
        self.redacted = redact(texts, self.redacted)
        clean = {path: iter(self.redacted.texts[path].split(_BETWEEN)) for path in by_path}
        return tuple(with_text(it, next(clean[it.path or _NO_FILE])) for it in listed)

    def restore(self, path: str, text: str) -> str | Refusal:
        """A text of the model for a file, with the secrets back that the file has."""
        return self.redacted.restore(path, text)

    def leak(self, body: bytes) -> str | None:
        """The kind of a secret that stands in bytes about to leave."""
        return last_look.leak(body, self.redacted.traces)

"""What one request has cost so far, read from its stream: a request that breaks off is paid for as well."""

from typing import Any

from lsp_server.agent.budget import estimate
from lsp_server.agent.talk import Usage


class Meter:
    """Hears the library's events. Until the service says how much it wrote, what arrived is estimated."""

    def __init__(self) -> None:
        self._said, self._heard, self._is_final = Usage(), 0, False

    @property
    def usage(self) -> Usage:
        """At least what the service has told; `answered` is over nothing as soon as anything was written."""
        it = self._said
        answered = it.answered if self._is_final else max(it.answered, self._heard)
        return Usage(it.sent, it.read, it.written, answered)

    def hear(self, event: Any) -> str | None:
        """The piece of text or of a call's JSON that an event brings."""
        if event.type == "message_start":
            self._said = usage_of(event.message.usage)
        elif event.type == "message_delta":
            self._said, self._is_final = _at_the_end(self._said, usage_of(event.usage)), True
        elif event.type == "content_block_delta":
            piece = getattr(event.delta, "text", None) or getattr(event.delta, "partial_json", None)
            self._heard += max(1, estimate(piece or ""))
            return piece if isinstance(piece, str) else None
        return None


def _at_the_end(first: Usage, last: Usage) -> Usage:
    """The figures at the end are of the whole request; some servers give only what they wrote."""
    return Usage(last.sent or first.sent, last.read or first.read, last.written or first.written, last.answered)


def usage_of(found: Any) -> Usage:
    """The tokens as the service counts them; local servers leave some of the figures out."""

    def number(name: str) -> int:
        value = getattr(found, name, None)
        return value if isinstance(value, int) else 0

    return Usage(
        number("input_tokens"),
        number("cache_read_input_tokens"),
        number("cache_creation_input_tokens"),
        number("output_tokens"),
    )

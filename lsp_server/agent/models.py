"""Which model an alias means, and what it costs.

Prices as of 2026-11-22, US dollars for a million tokens, from the vendor's public list. A model that is not
listed is passed on by its name and costs nothing that we know of: it may be one of a local server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from lsp_server.agent.talk import Price

AS_OF = "2026-11-22"
_ALIASES = {
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "haiku": "claude-haiku-5-5",
    "fable": "claude-fable-5-1",
}
_RETIRED = {
    "claude-sonnet-4-20250514": "sonnet",
    "claude-sonnet-4-5": "sonnet",
    "claude-haiku-4-5-20251001": "haiku",
}


def _price(sent: str, answered: str, read: str | None = None) -> Price:
    """A write to the cache costs a quarter more than reading the prompt, a read from it a tenth where nothing else is
    said."""
    each = Decimal(sent)
    return Price(each, Decimal(answered), Decimal(read) if read else each / 10, each * Decimal("1.25"))


PRICES: Mapping[str, Price] = {
    "claude-sonnet-5-5": _price("2", "10"),
    "claude-opus-5-5": _price("4", "20", "0.20"),
    "claude-haiku-5-5": _price("0.10", "0.50"),
    "claude-fable-5-1": _price("10", "50"),
    "claude-fable-5-2": _price("10", "50"),
}


@dataclass(frozen=True, slots=True)
class Model:
    """A model by the name that is sent, and its price; None: not known. `note` says what looks wrong in the name."""

    name: str
    price: Price | None
    note: str | None = None


def model(wanted: str, environ: Mapping[str, str]) -> Model:
    """The model that `wanted` means: an alias, or a name that is passed on as it is.

    `ANTHROPIC_DEFAULT_SONNET_MODEL` and its like say what an alias means, as Claude Code reads them.
    """
    alias = wanted.strip()
    if alias.lower() in _ALIASES:
        name = environ.get(f"ANTHROPIC_DEFAULT_{alias.upper()}_MODEL") or _ALIASES[alias.lower()]
        return Model(name, PRICES.get(name))
    return Model(alias, PRICES.get(alias), _note(alias))


def _note(name: str) -> str | None:
    if (now := _RETIRED.get(name)) is not None:
        return f"The model {name} is or will soon be retired; “{now}” means its successor."
    if name in PRICES or any(name.startswith(f"{it}-") for it in PRICES):
        return None
    close = get_close_matches(name.lower().partition(" ")[0], _ALIASES, n=1, cutoff=0.7)
    return f"There is no model {name!r} that Backline knows; did you mean “{close[0]}”?" if close else None

"""The `model:` of an agent file."""

import re

from lsp_server.agent.files.nearest import nearest

ALIASES = ("sonnet", "opus", "haiku", "fable", "inherit")
# Gone from the hosted service; a local server may serve anything under any name.
_RETIRED = re.compile(r"claude-(?:3.*|(?:opus|sonnet)-4-(?:0|20250514)|(?:2|instant).*)")
_VERSION = re.compile(r"(?:claude[\s-]*)?(sonnet|opus|haiku|fable)[\s-]*v?[\d.]*", re.IGNORECASE)


def odd_model(name: str) -> tuple[str, str] | None:
    """A sentence about a model's name and the alias that is probably meant; None where nothing is odd.

    A name that resembles none is left alone: it may be one of a server of the person's own.
    """
    if name in ALIASES:
        return None
    retired = _RETIRED.fullmatch(name)
    if retired is not None:
        line = next((it for it in ALIASES if it in name), "sonnet")
        return f"The model {name} is retired; `{line}` is its line's current one.", line
    version = _VERSION.fullmatch(name)
    if version is not None and not name.startswith("claude-"):
        line = version[1].lower()
        return f"`{name}` is no model's name; did you mean `{line}`?", line
    close = nearest(name, ALIASES)
    return (f"`{name}` is no model's name; did you mean `{close}`?", close) if close is not None else None

"""Models that are asked through a cloud: chosen in the environment, by the names that Claude Code has for it.

The address and the credentials are the cloud's own; its library finds them (AWS_…, GOOGLE_…, ANTHROPIC_FOUNDRY_…).
"""

from collections.abc import Mapping
from typing import Literal

from lsp_server.agent.safety.endpoint import Endpoint

Cloud = Literal["anthropic", "bedrock", "vertex", "foundry"]
_CHOSEN: tuple[tuple[str, Cloud, str], ...] = (
    ("CLAUDE_CODE_USE_BEDROCK", "bedrock", "Amazon Bedrock"),
    ("CLAUDE_CODE_USE_VERTEX", "vertex", "Google Vertex AI"),
    ("CLAUDE_CODE_USE_FOUNDRY", "foundry", "Microsoft Foundry"),
)


def cloud(environ: Mapping[str, str]) -> Cloud:
    """Which one is chosen; "anthropic" is none."""
    return next((name for variable, name, _ in _CHOSEN if _is_on(environ, variable)), "anthropic")


def endpoint_of(environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint of the chosen cloud, as a person knows it."""
    for variable, _, shown in _CHOSEN:
        if _is_on(environ, variable):
            return Endpoint("", shown, False, "generic", None, {}, {"address": variable, "key": "the cloud's own"})
    return None


def _is_on(environ: Mapping[str, str], variable: str) -> bool:
    return environ.get(variable, "").strip().lower() not in ("", "0", "false", "no")

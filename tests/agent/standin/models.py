"""The models that the stand-in has, and what each of them takes: the catalogue of `GET /v1/models`."""

from dataclasses import dataclass
from typing import Any

EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, slots=True)
class Model:
    id: str
    name: str
    line: str | None
    thinking: frozenset[str]  # the types of `thinking` that it takes
    lifecycle: str = "active"
    created: str = "2026-09-22T00:00:00Z"
    context: int = 1_000_000
    output: int = 128_000
    forced_tools: bool = False  # where thinking is off
    prefill: bool = False
    thinks: bool = False  # a request that does not speak of thinking has it on

    def info(self) -> dict[str, Any]:
        """What the hosted service says of it."""
        types = ("adaptive", "between_tools", "disabled", "enabled")
        off = {"supported": False}
        on = {"supported": True}
        past = self.lifecycle != "active"
        return {
            "type": "model",
            "id": self.id,
            "display_name": self.name,
            "created_at": self.created,
            "line": self.line,
            "lifecycle": self.lifecycle,
            "deprecated_at": "2026-09-30T00:00:00Z" if past else None,
            "retires_at": "2026-11-30T00:00:00Z" if past else None,
            "max_input_tokens": self.context,
            "max_tokens": self.output,
            "capabilities": {
                "batch": on,
                "citations": on,
                "code_execution": off,
                "context_management": off,
                "effort": {"supported": True, **dict.fromkeys(EFFORTS, on)},
                "image_input": on,
                "pdf_input": on,
                "server_tools": {"supported": False, "code_execution": off, "web_search": off},
                "structured_outputs": on,
                "thinking": {
                    "supported": True,
                    "types": {it: {"supported": it in self.thinking} for it in types},
                },
            },
        }


_ADAPTIVE = frozenset({"adaptive"})
_OLD = frozenset({"enabled", "disabled"})

# Newest first, as the hosted service lists them. A retired one stays in the list; requests that name it fail.
MODELS = (
    Model(
        "claude-haiku-5-5",
        "Claude Haiku 5.5",
        "haiku",
        _ADAPTIVE | {"disabled"},
        created="2026-10-07T00:00:00Z",
        forced_tools=True,
        thinks=True,
    ),
    Model(
        "claude-sonnet-5-5",
        "Claude Sonnet 5.5",
        "sonnet",
        _ADAPTIVE | {"between_tools"},
        created="2026-09-28T00:00:00Z",
        thinks=True,
    ),
    Model("claude-opus-5-5", "Claude Opus 5.5", "opus", _ADAPTIVE, thinks=True),
    Model("claude-fable-5-1", "Claude Fable 5.1", "fable", _ADAPTIVE, created="2026-08-01T00:00:00Z", thinks=True),
    Model(
        "claude-sonnet-4-5-20250929",
        "Claude Sonnet 4.5",
        "sonnet",
        _OLD,
        "deprecated",
        "2025-09-29T00:00:00Z",
        200_000,
        64_000,
        forced_tools=True,
        prefill=True,
    ),
    Model(
        "claude-sonnet-4-20250514",
        "Claude Sonnet 4",
        "sonnet",
        _OLD,
        "retired",
        "2025-05-14T00:00:00Z",
        200_000,
        64_000,
    ),
)

"""How the servers differ that speak the Messages API: the hosted service, and three local ones.

facts: agent-runtime.md, section 7. A dialect is a value; what is done with it stands in service.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.agent.standin.rejection import Rejection


@dataclass(frozen=True, slots=True)
class Dialect:
    name: str
    errors: Literal["anthropic", "openai", "llamacpp"]
    strict: bool = False  # rejects what the hosted service rejects, and knows only its models and version
    auth: Literal["bearer", "any", "none"] = "none"
    count_tokens: bool = True
    batches: bool = False
    thinks: bool = False
    pings: bool = False
    caches: bool = False
    tools_need_schema: bool = False  # 422 without
    sse_errors: bool = True  # else an error in the middle of a stream is a bare line of JSON
    model: str = ""  # the one model of a local server; the hosted service has a catalogue
    any_model: bool = False  # answers whatever model is asked for

    def error(self, rejection: Rejection, request_id: str) -> dict[str, Any]:
        """The body of an error."""
        if self.errors == "anthropic":
            error = {"type": rejection.kind, "message": rejection.message}
            return {"type": "error", "error": error, "request_id": request_id}
        if self.errors == "openai":
            kinds: Mapping[int, str] = {400: "BadRequestError", 401: "Unauthorized", 404: "NotFoundError"}
            kind = kinds.get(rejection.status, "InternalServerError")
            return {"error": {"message": rejection.message, "type": kind, "param": None, "code": rejection.status}}
        return {"error": {"code": rejection.status, "message": rejection.message, "type": rejection.kind}}


HOSTED = Dialect("hosted", "anthropic", strict=True, auth="bearer", batches=True, thinks=True, pings=True, caches=True)
OLLAMA = Dialect("ollama", "anthropic", count_tokens=False, sse_errors=False, model="qwen3-coder")
VLLM = Dialect("vllm", "openai", auth="bearer", tools_need_schema=True, model="qwen3-coder")
LLAMACPP = Dialect("llamacpp", "llamacpp", auth="any", model="qwen3-coder", any_model=True)

DIALECTS = {it.name: it for it in (HOSTED, OLLAMA, VLLM, LLAMACPP)}

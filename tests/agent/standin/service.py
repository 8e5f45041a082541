"""What is answered to a request: routes, the checks in the order of the hosted service, and the next turn."""

import json
from collections.abc import Mapping
from typing import Any

from tests.agent.standin import reply, rules, tokens
from tests.agent.standin.batches import Batches
from tests.agent.standin.dialects import Dialect
from tests.agent.standin.memory import Memory
from tests.agent.standin.message import Message, Numbers, between_calls, compose
from tests.agent.standin.models import MODELS, Model
from tests.agent.standin.record import Request
from tests.agent.standin.rejection import Rejection, invalid, not_found
from tests.agent.standin.reply import Reply
from tests.agent.standin.script import Script
from tests.agent.standin.values import Answer, Expired, Fault, Nothing, Turn

VERSION = "2026-10-21"
_NO_RETRY = ("x-should-retry", "false")


class Service:
    def __init__(self, script: Script, dialect: Dialect, limit: int, trap: str) -> None:
        self.script = script
        self.dialect = dialect
        self.batches = Batches(self._in_batch)
        self._limit = limit
        self._trap = trap
        self._numbers = Numbers()
        self._memory = Memory()
        self._cache = tokens.PromptCache()
        self._models: dict[str, Model] = {it.id: it for it in MODELS}

    def reply(self, request: Request, bearer: bool, authorized: bool) -> Reply:
        """The answer. `bearer`: a credential came as a bearer token; `authorized`: it came, and is the right one."""
        id_ = self._numbers.next("req")
        headers = (("request-id", id_), ("anthropic-organization-id", "org_standin"))
        got = self._checked(request, bearer, authorized)
        if isinstance(got, Rejection):
            request.rejection = got
            own = (_NO_RETRY,) if got.message.startswith("[stand-in]") else ()
            return reply.whole(got.status, self.dialect.error(got, id_), (*headers, *own))
        if isinstance(got, Turn):
            return self._play(got, request.json, headers, id_)
        if isinstance(got, list):
            lines = "".join(json.dumps(it) + "\n" for it in got)
            return Reply(200, (("content-type", "application/x-jsonl"), *headers), (lines.encode(),))
        return reply.whole(200, got, headers)

    def broken(self, sentence: str) -> Reply:
        """A mistake in the script, or in the stand-in."""
        rejection = self.script.complain(sentence)
        return reply.whole(500, self.dialect.error(rejection, ""), (_NO_RETRY,))

    def _checked(self, request: Request, bearer: bool, authorized: bool) -> Any:
        """A rejection, a turn, or JSON: a list is given as lines."""
        if len(request.body) > self._limit:
            return Rejection(413, "request_too_large", "Request exceeds the maximum size")
        if self.dialect.auth == "bearer" and not bearer:
            return Rejection(401, "authentication_error", "Authorization header with a bearer token is required")
        if self.dialect.auth != "none" and not authorized:
            return Rejection(401, "authentication_error", "invalid bearer token")
        version = request.headers.get("anthropic-version")
        if self.dialect.strict and version != VERSION:
            wrong = f'"{version}" is not a valid version' if version else "header is required"
            return invalid(f"anthropic-version: {wrong}")
        if request.method == "GET" and request.path.startswith("/v1/models"):
            return self._catalogue(request.path.removeprefix("/v1/models").strip("/"))
        if self.dialect.batches and request.path.startswith("/v1/messages/batches"):
            return self.batches.answer(request)
        counting = request.path == "/v1/messages/count_tokens" and self.dialect.count_tokens
        if request.method != "POST" or not (counting or request.path == "/v1/messages"):
            return not_found(f"Not found: {request.method} {request.path}")
        try:
            body = json.loads(request.body)
        except ValueError as error:
            return invalid(f"The request body is not valid JSON: {error}")
        rejected = self._rejection(body, counting)
        if rejected is not None:
            return rejected
        if counting:
            return {"input_tokens": tokens.of(body)}
        if body.get("max_tokens") == 0:
            return self.script.complain("The stand-in does not know how the prompt cache is warmed with max_tokens 0.")
        return self.script.take(request)

    def _rejection(self, body: Any, counting: bool) -> Rejection | None:
        if not isinstance(body, Mapping):
            return invalid("Input should be an object")
        if self.dialect.strict:
            return rules.rejection(body, self._models, counting) or self._memory.rejection(body)
        if not body.get("messages"):
            return invalid("messages: Field required")
        if self.dialect.tools_need_schema and any("input_schema" not in it for it in body.get("tools") or ()):
            return Rejection(422, "invalid_request_error", "tools.0.input_schema: Field required")
        if not self.dialect.any_model and body.get("model") != self.dialect.model:
            return not_found(f"model '{body.get('model')}' not found")
        return None

    def _catalogue(self, id_: str) -> Any:
        if not self.dialect.strict:
            model = {"id": self.dialect.model, "object": "model", "created": 0, "owned_by": "library"}
            return model if id_ else {"object": "list", "data": [model]}
        if id_:
            return self._models[id_].info() if id_ in self._models else not_found(f"model: {id_}")
        data = [it.info() for it in MODELS]
        return {"data": data, "has_more": False, "first_id": MODELS[0].id, "last_id": MODELS[-1].id}

    def _play(self, turn: Turn, body: Mapping[str, Any], headers: tuple[tuple[str, str], ...], id_: str) -> Reply:
        act, delivery = turn.act, turn.delivery
        waits = 0 in delivery.waits
        if isinstance(act, Nothing):
            return Reply(200, (reply.STREAM, *headers), head=act.head, stays=not act.closes, waits=waits)
        if isinstance(act, Fault):
            where = (("location", f"{self._trap}/v1/messages"),) if act.redirects else ()
            if act.error:
                value = self.dialect.error(Rejection(act.status, *act.error), id_)
                return reply.whole(act.status, value, (*headers, *act.headers), waits)
            return Reply(act.status, (*headers, *where, *act.headers), (act.body,), waits=waits)
        assert isinstance(act, Answer), "a turn that is expired belongs into a batch"
        message = self._message(act, body)
        if not body.get("stream"):
            whole = reply.whole(200, message.whole(), headers, waits)
            return reply.in_half(whole, delivery.cut[1]) if delivery.cut else whole
        error = b""
        if delivery.error:
            value = self.dialect.error(Rejection(200, *delivery.error[1:]), id_)
            error = reply.sse(("error", value)) if self.dialect.sse_errors else json.dumps(value).encode() + b"\n"
        return reply.stream(message.events(self.dialect.pings), delivery, error, headers)

    def _message(self, answer: Answer, body: Mapping[str, Any]) -> Message:
        if self.dialect.thinks:
            thinking, shown = rules.thinking(body, self._models[body["model"]])
            answer = between_calls(answer, body) if thinking else answer
        else:
            thinking, shown = False, True
        cached = self._cache.take(body) if self.dialect.caches else (0, 0)
        message = compose(answer, body, thinking, shown, self._numbers, cached)
        self._memory.keep(body, list(message.content))
        return message

    def _in_batch(self, request: Request) -> dict[str, Any]:
        """The result of one request of a batch: it gets the next turn, as any other."""
        rejected = self._rejection(request.json, counting=False)
        turn = rejected or self.script.take(request)
        if isinstance(turn, Turn) and isinstance(turn.act, Answer):
            return {"type": "succeeded", "message": self._message(turn.act, request.json).whole()}
        if isinstance(turn, Turn) and isinstance(turn.act, Expired):
            return {"type": "expired"}
        if isinstance(turn, Turn):
            kind, message = getattr(turn.act, "error", None) or ("api_error", "Internal server error")
            turn = Rejection(500, kind, message)
        return {"type": "errored", "error": self.dialect.error(turn, request.path)}

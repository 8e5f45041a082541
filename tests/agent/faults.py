"""What a service can do wrong, and what the person then reads: the table of tests/agent/test_faults.py."""

from dataclasses import dataclass

from tests.agent.standin import turns
from tests.agent.standin.turns import answers, fails, says
from tests.agent.standin.values import Text, ToolUse, Turn

EDIT = '<edit path="app/services.py" symbol="HeroService.get_hero">\nasync def get_hero(self): ...\n</edit>'
AGAIN = (("retry-after-ms", "1"),)
SPENT = "has no requests left for you; try again"
ODD = "127.0.0.1 answered, but not as a model's service does; is its address right?"
BROKE = "127.0.0.1 broke the connection off."


@dataclass(frozen=True, slots=True)
class Cell:
    """What the service does, what the person reads, and whether tokens were used by then."""

    turns: tuple[Turn, ...]
    sentence: str
    uses: bool = False


def once(turn: Turn, sentence: str, *, uses: bool = False) -> Cell:
    return Cell((turn,), sentence, uses)


def thrice(status: int, kind: str, message: str, sentence: str) -> Cell:
    """What the library tries again, so that it has to come three times."""
    return Cell((fails(status, kind, message, AGAIN),) * 3, sentence)


CELLS: dict[str, Cell] = {
    # --- statuses
    "429 for an hour": once(turns.rate_limited(3600), f"127.0.0.1 {SPENT} in 60 min."),
    "429 for a minute": once(turns.rate_limited(61), f"127.0.0.1 {SPENT} in 61 s."),
    "429 without a time": thrice(429, "rate_limit_error", "Slow down.", f"127.0.0.1 {SPENT} later."),
    "529": thrice(529, "overloaded_error", "Overloaded", "127.0.0.1 is overloaded at the moment."),
    "500": thrice(500, "api_error", "Oops", "127.0.0.1 has a problem of its own (status 500)."),
    "503": thrice(503, "api_error", "Oops", "127.0.0.1 has a problem of its own (status 503)."),
    "504": thrice(504, "timeout_error", "Timed out", "127.0.0.1 took too long."),
    "408": thrice(408, "timeout_error", "Timed out", "127.0.0.1 took too long."),
    "400": once(
        fails(400, "invalid_request_error", "max_tokens: too large."),
        "127.0.0.1 did not accept the request (max_tokens: too large).",
    ),
    "401": once(fails(401, "authentication_error", "invalid x-api-key"), "127.0.0.1 did not accept the key."),
    "402": once(fails(402, "billing_error", "No credit"), "127.0.0.1 says that the account has to be paid first."),
    "403": once(fails(403, "permission_error", "No"), "127.0.0.1 does not allow this key to do that."),
    "404": once(
        fails(404, "not_found_error", "model: claude-none"),
        "127.0.0.1 does not know the model, or the address is wrong (model: claude-none).",
    ),
    "413": once(fails(413, "request_too_large", "Too large"), "The task is too large for 127.0.0.1."),
    "422": once(
        fails(422, "invalid_request_error", "tools: Field required"),
        "127.0.0.1 did not accept the request (tools: Field required).",
    ),
    "418": once(fails(418, "teapot", "Tea"), "127.0.0.1 did not accept the request (status 418)."),
    "301": once(turns.redirects(301), "127.0.0.1 sends requests elsewhere, which Backline does not follow."),
    "307": once(turns.redirects(307), "127.0.0.1 sends requests elsewhere, which Backline does not follow."),
    "308": once(turns.redirects(308), "127.0.0.1 sends requests elsewhere, which Backline does not follow."),
    # --- a link in what the service says is not one that can be clicked
    "400 with Markdown": once(
        fails(400, "invalid_request_error", "See [this](https://evil.example)\n\u202enow"),
        "127.0.0.1 did not accept the request (See this now).",
    ),
    # --- broken connections
    "closed before the head": Cell((turns.hangs_up(),) * 3, BROKE),
    "closed in the head": Cell((turns.hangs_up(9),) * 3, BROKE),
    "stream closed": once(says(EDIT).cut(8, "closes"), BROKE, uses=True),
    "stream reset": once(says(EDIT).cut(8, "resets"), BROKE, uses=True),
    "stream ends early": once(says(EDIT).cut(8, "ends"), "The model's answer was cut off before its end.", uses=True),
    "stream ends after the edit": once(
        says(EDIT, thinks=False).cut(3 + -(-len(EDIT) // 17), "ends"),
        "The model's answer was cut off before its end.",
        uses=True,
    ),
    "closed before the first event": once(says(EDIT).cut(0), BROKE),
    "empty stream": once(turns.empty_stream(), ODD),
    # --- an error in mid-stream, tried once more by us
    "error in mid-stream": Cell((says(EDIT).failing(8),) * 2, "127.0.0.1 is overloaded at the moment.", uses=True),
    "another error in mid-stream": once(
        says(EDIT).failing(8, "api_error", "Oops"), "127.0.0.1 broke its answer off (Oops).", uses=True
    ),
    # --- answers that are none
    "refusal": once(turns.refuses(), "The model declined this task.", uses=True),
    "refusal in a text": once(says(EDIT, stop_reason="refusal"), "The model declined this task.", uses=True),
    "max_tokens": once(
        says(EDIT, stop_reason="max_tokens"), "The model's answer grew too long, and was cut off.", uses=True
    ),
    "context exceeded": once(
        says(EDIT, stop_reason="model_context_window_exceeded"),
        "The task does not fit into the model's context.",
        uses=True,
    ),
    "paused": once(says(EDIT, stop_reason="pause_turn"), "The model paused before its answer was whole.", uses=True),
    "unknown stop": once(
        says(EDIT, stop_reason="cosmic_ray"), "The model stopped for a reason that Backline does not know.", uses=True
    ),
    "HTML": once(turns.html(), ODD),
    "HTML with 403": once(turns.html(403), "127.0.0.1 does not allow this key to do that."),
    "HTML with 404": once(turns.html(404), "127.0.0.1 does not know the model, or the address is wrong."),
    "JSON of another vendor": once(
        turns.json(b'{"object": "chat.completion", "choices": []}'),
        ODD,
    ),
    "a call without tools": once(
        answers(Text("I read it."), ToolUse("read_file", {"path": "app/models.py"})),
        "The model called a tool where it has none, so there is no answer.",
        uses=True,
    ),
}

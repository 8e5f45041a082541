"""What an action costs, roughly, before anything of it is known: for the menu."""

from decimal import Decimal

from lsp_server.agent.talk import Price, Usage

# Tokens of our own agent, its skills and what usually stands around a task, and of a usual answer, thinking included.
_HEAD = 14_000
_NEAR = 6_000
_ANSWERS = {"explain": 900, "review-against-spec": 1_200, "optimize-query": 1_500, "fix-finding": 1_200, "ask": 3_000}
_ANSWER = 3_000


def about(action: str, price: Price | None, file_bytes: int) -> str:
    """`about $0.05`; nothing where there is no price."""
    if price is None:
        return ""
    usage = Usage(sent=_NEAR + min(file_bytes * 2 // 5, 8_000), written=_HEAD, answered=expected(action))
    cost = price.of(usage)
    return f"about ${cost:.2f}" if cost >= Decimal("0.01") else "under $0.01"


def expected(action: str) -> int:
    """How many tokens an answer usually has."""
    return _ANSWERS.get(action, _ANSWER)

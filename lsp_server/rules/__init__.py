"""Every rule, by code."""

from lsp_server.rule import Rule
from lsp_server.rules import blocking_call_in_async_route, missing_await_session

ALL: dict[str, Rule] = {
    it.code: it
    for it in (
        missing_await_session.RULE,
        blocking_call_in_async_route.RULE,
    )
}  # fmt: skip

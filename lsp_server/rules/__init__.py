"""Every rule, by code."""

from lsp_server.rule import Rule
from lsp_server.rules import (
    blocking_call_in_async_route,
    database_access_in_route,
    http_exception_in_service,
    missing_await_session,
    shadowed_route,
    table_as_request_body,
)

ALL: dict[str, Rule] = {
    it.code: it
    for it in (
        missing_await_session.RULE,
        blocking_call_in_async_route.RULE,
        database_access_in_route.RULE,
        http_exception_in_service.RULE,
        table_as_request_body.RULE,
        shadowed_route.RULE,
    )
}

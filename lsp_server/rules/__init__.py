"""Every rule, by code."""

from lsp_server.rule import Rule
from lsp_server.rules import (
    await_on_plain_method,
    blocking_call_in_async_route,
    commit_in_loop,
    database_access_in_route,
    default_made_at_import,
    http_exception_in_service,
    lazy_load_in_async,
    lazy_load_in_loop,
    len_of_all,
    missing_await_session,
    query_in_loop,
    route_without_contract_test,
    shadowed_route,
    table_as_request_body,
    unbounded_list,
)

ALL: dict[str, Rule] = {
    it.code: it
    for it in (
        lazy_load_in_async.RULE,
        query_in_loop.RULE,
        commit_in_loop.RULE,
        len_of_all.RULE,
        unbounded_list.RULE,
        lazy_load_in_loop.RULE,
        missing_await_session.RULE,
        blocking_call_in_async_route.RULE,
        await_on_plain_method.RULE,
        database_access_in_route.RULE,
        http_exception_in_service.RULE,
        table_as_request_body.RULE,
        default_made_at_import.RULE,
        route_without_contract_test.RULE,
        shadowed_route.RULE,
    )
}

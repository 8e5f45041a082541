"""Add contract tests for a route.

Offered on a route's decorator or handler. Writes one test for each promise of the route: the good answer with its
status and schema, each error it can raise, what its request schema refuses, and for lists the page bounds. An
existing test module gets only what is missing. Tests run on the project's own fixtures, or on a new conftest.py with
a real PostgreSQL and one transaction per test.
"""

from lsp_server.action import Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.near.functions import around_route
from lsp_server.near.pieces import of_node
from lsp_server.project.routes.values import Route


def offer(cursor: Cursor) -> Offer | Refusal:
    route = _route(cursor)
    if route is None:
        return Refusal("The cursor is not in a route.")
    from lsp_server.edits.contract_tests.draft import missing  # not needed at start

    if cursor.facts.broken_at(route.node.span):
        return Refusal(f"{route.handler} is not finished yet.")
    found = missing(cursor.project, route)
    if isinstance(found, Refusal):
        return found
    return Offer(f"Add contract test for {_title(route)}", cursor, _title(route))


def draft(offer: Offer) -> Change | Refusal:
    from lsp_server.edits.contract_tests.draft import draft as write
    from lsp_server.edits.contract_tests.draft import missing

    route = _chosen(offer)
    if route is None:
        return Refusal(f"{offer.target} is not here any more.")
    found = missing(offer.cursor.project, route)
    return found if isinstance(found, Refusal) else write(found)


def brief(offer: Offer, draft: Change | None) -> Brief | Refusal:
    route, project = _chosen(offer), offer.cursor.project
    if route is None:
        return Refusal(f"{offer.target} is not here any more.")
    return Brief(
        prompt="add_contract_test",
        action="add-contract-test",
        title=offer.title,
        target=offer.target,
        selected=of_node(project, route.file, route.node, "the handler"),
        pieces=around_route(project, route),
        may_write=tuple(it.path for it in draft.files) if draft is not None else (),
        draft=draft,
        skills=("api-contract-testing", "testing-patterns"),
        names=(route.path, route.handler),
    )


def _chosen(offer: Offer) -> Route | None:
    return next((it for it in _routes(offer.cursor) if _title(it) == offer.target), None)


def _route(cursor: Cursor) -> Route | None:
    """The route under the cursor: of several of one handler the one whose decorator it is on, else the first."""
    here = _routes(cursor)
    return next((it for it in here if it.span.contains(cursor.selection)), here[0] if here else None)


def _routes(cursor: Cursor) -> list[Route]:
    """Those whose handler the cursor is in."""
    found = cursor.project.routes_at(cursor.path, cursor.selection)
    return [it for it in found if it.file == cursor.path and it.node.span.contains(cursor.selection)]


def _title(route: Route) -> str:
    return f"{route.method} {route.path}"


ACTION = Action("add-contract-test", "refactor.rewrite.test", offer, draft, brief)

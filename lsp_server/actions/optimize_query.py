"""Rewrite a function's queries so that they do the same with fewer statements and rows.

Offered in a function whose database work can be followed from the session to what is read of the rows:

- a relationship read per row is loaded with the rows: `selectinload` for many, `joinedload` for one;
- a query or `get` for every item of a list becomes one `in_` query before the loop;
- `len(….all())` is counted, summing, filtering and sorting are done by the database, where both mean the same;
- `.all()[0]` and `.first()` ask for one row, a row that is only tested for is asked about with `exists`;
- one commit after a loop instead of one in every round, one column instead of whole rows;
- where nothing else is found: `offset` and `limit` for a list without end, an index for a column that is
  searched by. With the cursor on the query these two are offered in any case.

The result stays what it was. Several safe rewrites are made together; the title names the strongest.
"""

from lsp_server.action import Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.queries import optimize
from lsp_server.edits.queries.rewrite import Rewrite
from lsp_server.facts import syntax
from lsp_server.near.functions import around_code
from lsp_server.near.pieces import of_node


def offer(cursor: Cursor) -> Offer | Refusal:
    functions = [name for name, it in cursor.facts.enclosing(cursor.selection) if isinstance(it, syntax.FunctionDef)]
    if not functions:
        return Refusal("There is no function here.")
    for name in functions:
        node = cursor.facts.definitions[name]
        if cursor.facts.broken_at(node.span):
            return Refusal(f"{name} is half-typed.")
        chosen = _chosen(cursor, name)
        if chosen:
            more = f" (and {len(chosen) - 1} more)" if len(chosen) > 1 else ""
            return Offer(f"Optimize query: {chosen[0].found}{more}", cursor, name)
    flows = [cursor.project.flow(cursor.path, name) for name in functions]
    if not any(flow is not None and flow.queries for flow in flows):
        return Refusal(f"{functions[0]} runs no query that can be followed.")
    return Refusal(f"Nothing to improve was found in the queries of {functions[0]}.")


def draft(offer: Offer) -> Change | Refusal:
    return optimize.change(offer.cursor.project, offer.cursor.path, _chosen(offer.cursor, offer.target))


def brief(offer: Offer, draft: Change | None) -> Brief:
    project, path = offer.cursor.project, offer.cursor.path
    node = offer.cursor.facts.definitions[offer.target]
    return Brief(
        prompt="optimize_query",
        action="optimize-query",
        title=offer.title,
        target=offer.target,
        selected=of_node(project, path, node, "the function"),
        pieces=around_code(project, path, node),
        may_write=tuple(it.path for it in draft.files) if draft is not None else (),
        draft=draft,
        skills=("fastapi-sqlmodel", "async-python", "neon-postgres"),
        names=(offer.target,),
    )


def _chosen(cursor: Cursor, name: str) -> tuple[Rewrite, ...]:
    """All that fits together in the function; on a query that has nothing of it, what stands alone there."""
    found = optimize.find(cursor.project, cursor.path, name)
    here = tuple(it for it in found if it.span.contains(cursor.selection))
    return optimize.together(here if here and all(it.alone for it in here) else found)


ACTION = Action(id="optimize-query", kind="refactor.rewrite.query", offer=offer, draft=draft, brief=brief)

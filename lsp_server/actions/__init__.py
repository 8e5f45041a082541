"""Every code action, in the order the editor shows them."""

from lsp_server.action import Action
from lsp_server.actions import optimize_query

ALL: dict[str, Action] = {
    "optimize_query": optimize_query.ACTION,
}

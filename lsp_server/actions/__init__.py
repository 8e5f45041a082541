"""Every code action, in the order the editor shows them."""

from lsp_server.action import Action
from lsp_server.actions import add_contract_test, generate_service, optimize_query

ALL: dict[str, Action] = {
    "generate_service": generate_service.ACTION,
    "add_contract_test": add_contract_test.ACTION,
    "optimize_query": optimize_query.ACTION,
}

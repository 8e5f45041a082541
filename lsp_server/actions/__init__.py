"""Every code action, in the order the editor shows them."""

from lsp_server.action import Action
from lsp_server.actions import (
    add_contract_test,
    ask,
    explain,
    fix_finding,
    generate_service,
    optimize_query,
    review_against_spec,
)

ALL: dict[str, Action] = {
    "generate_service": generate_service.ACTION,
    "add_contract_test": add_contract_test.ACTION,
    "optimize_query": optimize_query.ACTION,
    "ask": ask.ACTION,
    "fix_finding": fix_finding.ACTION,
    "explain": explain.ACTION,
    "review_against_spec": review_against_spec.ACTION,
}

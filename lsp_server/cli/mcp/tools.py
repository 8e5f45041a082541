"""The tools in the order they are listed, with what an agent is told of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lsp_server.cli.mcp import here, listing, spec
from lsp_server.cli.mcp.answer import Answer
from lsp_server.cli.mcp.arguments import ActionAt, Arguments, At, Below, Checked, Of, RuleNamed
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Refusal


@dataclass(frozen=True, slots=True)
class Tool:
    """`ask` may raise click.UsageError, whose sentence is then the answer, as on the command line."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    ask: Callable[[Workspace, Any], Answer | Refusal]


_ALL = (
    Tool(
        "routes",
        "Routes",
        "FastAPI routes of the project with their full paths (the prefixes of all routers included), handler, file and "
        "line, status, request and response types, the chain of dependencies, and the tests that call them.",
        Below,
        listing.routes,
    ),
    Tool(
        "models",
        "Tables",
        "SQLModel and SQLAlchemy tables of the project with their columns as PostgreSQL has them and relationships.",
        Below,
        listing.models,
    ),
    Tool(
        "findings",
        "Findings",
        "What the rules report in files or folders as they are on disk now: async and session mistakes, queries in "
        "loops, missing response models and the like. Ask after each edit of a Python file.",
        Checked,
        listing.findings,
    ),
    Tool(
        "spec_trace",
        "Spec of a file",
        "Which Spec Kit feature governs a file and why, with the requirements, tasks, pieces of the contract, stories "
        "and sections that speak of it. Ask before changing or creating a file.",
        Of,
        spec.spec_trace,
    ),
    Tool(
        "explain_rule",
        "Rule",
        "A rule's page: what it reports, why that is bad, an example, what to write instead, when to ignore it.",
        RuleNamed,
        listing.explain_rule,
    ),
    Tool(
        "card",
        "Card",
        "What is known of the code at a place: a table with its SQL, a route with its full path and dependencies, a "
        "query with the SQL that PostgreSQL gets, a session, an exception.",
        At,
        here.card,
    ),
    Tool(
        "actions",
        "Actions",
        "Which code actions are offered at a place; `propose` shows what one of them would change.",
        At,
        here.actions,
    ),
    Tool(
        "propose",
        "Proposal",
        "What a code action would change, as a unified diff that has passed all gates, with notes on what to look at. "
        "No model is asked and nothing is written; apply the diff yourself if it is wanted.",
        ActionAt,
        here.propose,
    ),
)
ALL = {it.name: it for it in _ALL}

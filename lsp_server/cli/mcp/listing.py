"""Tools that list what the project holds: routes, tables, findings, and a rule's page."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from lsp_server.cli.check import codes, files_below, finding_as_json, with_rules
from lsp_server.cli.explain import as_json as rule_as_json
from lsp_server.cli.explain import parse_rule
from lsp_server.cli.mcp.answer import Answer, fitted
from lsp_server.cli.mcp.arguments import Below, Checked, RuleNamed
from lsp_server.cli.mcp.inside import existing
from lsp_server.cli.models import as_json as table_as_json
from lsp_server.cli.routes import as_json as route_as_json
from lsp_server.cli.workspace import Workspace

_NARROWER = "name a file or folder as `path` to see others"


def routes(workspace: Workspace, given: Below) -> Answer:
    below = existing(workspace, given.path)
    found = [it for it in workspace.snapshot.project.routes if workspace.is_below(it.file, below)]
    return Answer(fitted(_noted(workspace, {"routes": found}), _NARROWER, partial(route_as_json, workspace)))


def models(workspace: Workspace, given: Below) -> Answer:
    below = existing(workspace, given.path)
    found = [it for it in workspace.snapshot.project.tables if workspace.is_below(it.path, below)]
    return Answer(fitted(_noted(workspace, {"models": found}), _NARROWER, partial(table_as_json, workspace)))


def findings(workspace: Workspace, given: Checked) -> Answer:
    below = [existing(workspace, it) for it in given.paths]
    checked = with_rules(workspace, codes(tuple(given.select), "select"))
    found = [finding_as_json(checked, it) for path in files_below(checked, below) for it in checked.diagnose(path)]
    return Answer(fitted(_noted(workspace, {"findings": found}), "name fewer `paths` or `select` rules to see others"))


def explain_rule(workspace: Workspace, given: RuleNamed) -> Answer:  # noqa: ARG001 - every tool is given the folder
    rule = parse_rule(given.rule)
    return Answer(rule_as_json(rule))


def _noted(workspace: Workspace, value: Mapping[str, list[Any]]) -> dict[str, Any]:
    """The value, with why it is empty where there is nothing to read at all."""
    if any(it.endswith(".py") for it in workspace.snapshot.files):
        return dict(value)
    return {**value, "note": f"There are no Python files in {workspace.root} that git does not ignore."}

"""Requests for what nobody stored: whether they succeed can't be told."""

from lsp_server.edits.contract_tests.causes import causes
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.contract_tests.subject import dependencies
from lsp_server.project.models.values import Table
from lsp_server.project.routes.values import Raised

_GONE = (404, 410)


def is_invented(plan: Plan) -> bool:
    """Whether the handler may refuse the valid request, since its id or its password is a made-up one."""
    route = plan.subject.route
    guards = {raised for it in dependencies(route) for raised in it.raises}
    own = [it for it in route.raises if it not in guards]
    if any(it.status == 401 for it in own):
        return True
    steps = Steps(plan, signed_in=True)
    opaque = [it for it in plan.subject.keys if (it.table is None or it.field is None) and not steps.is_of_user(it)]
    return bool(opaque) and any(it.status in _GONE and not _is_explained(plan, it) for it in own)


def _is_explained(plan: Plan, raised: Raised) -> bool:
    """Whether it is raised for want of rows that the tests store."""
    stored: list[Table | None] = [it.table for it in plan.subject.keys if it.table is not None]
    stored += [it.table for it in plan.payload.references] if plan.payload is not None else []
    found = causes(plan.subject.project, raised)
    return all(it.kind == "missing" and any(it.table is one for one in stored) for it in found)

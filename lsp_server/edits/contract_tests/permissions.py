"""Who is let in: nobody without credentials, nobody to another's rows, nobody without the right."""

from collections.abc import Iterator
from dataclasses import replace

from lsp_server.edits.contract_tests.names import snake, words
from lsp_server.edits.contract_tests.promise import Promise, compares, promise, raised
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.contract_tests.subject import dependencies
from lsp_server.facts import syntax


def strangers(plan: Plan) -> Iterator[Promise]:
    """What belongs to somebody else."""
    subject = plan.subject
    if subject.shape.many:
        yield from _only_own(plan)
    if plan.signed is None or not subject.keys:
        return
    found = list(raised(plan, "foreign"))
    key = subject.keys[-1]
    owner = subject.owner_column(key.table) if key.table is not None else None
    by_row = [status for status, cause in found if not cause.name]
    by_query = [status for status, cause in raised(plan, "missing") if cause.table in (None, key.table)]
    if owner is not None and (by_row or (by_query and compares(plan, owner.name))):
        status = (by_row or by_query)[0]
        steps = Steps(plan, signed_in=True)
        steps.path(theirs=True)
        steps.request(json=steps.body())
        steps.status(status)
        what = words(key.table.name) if key.table else "row"
        yield promise(steps, "of_somebody_else", f"Another user's {what} is out of reach.", status)


def _only_own(plan: Plan) -> Iterator[Promise]:
    subject, resource = plan.subject, plan.subject.resource
    owner = subject.owner_column(resource) if resource else None
    key = resource.primary_key[0] if resource is not None and len(resource.primary_key) == 1 else None
    shown = (
        next((it for it in subject.shape.item.fields if key and it.name == key.name), None)
        if subject.shape.item
        else None
    )
    if (
        plan.signed is None
        or resource is None
        or owner is None
        or key is None
        or shown is None
        or not compares(plan, owner.name)
    ):
        return
    steps = Steps(plan, signed_in=True)
    steps.path()
    other = steps.row(resource, f"other_{snake(resource.name)}", theirs=True)
    steps.request()
    steps.status(subject.route.answered)
    listed = f'response.json()["{subject.shape.items_key}"]' if subject.shape.items_key else "response.json()"
    steps.call("ids = [", [f'it["{key_of(shown)}"] for it in {listed}'], "]")
    steps.add(f"assert {json_of(f'{other}.{key.name}', key.type)} not in ids")
    yield promise(
        steps, "of_somebody_else", f"Another user's {words(resource.name)} is not listed.", subject.route.answered
    )


def nobody(plan: Plan) -> Iterator[Promise]:
    statuses = _statuses_for_nobody(plan)
    if not statuses:
        return
    steps = Steps(plan, signed_in=False)
    steps.path()
    steps.request(json=steps.body())
    steps.status(*statuses)
    yield promise(steps, "signed_out", "Nobody is let in without credentials.", *statuses)


def _statuses_for_nobody(plan: Plan) -> tuple[int, ...]:
    """401, or what a library's security class answers.

    HTTPBearer and the APIKey classes gave 403 before FastAPI 0.122 and give 401 since.
    """
    guards = [it for it in dependencies(plan.subject.route) if it.kind == "auth"]
    if not guards:
        return ()
    raised = {it.status for guard in guards for it in guard.raises}
    library = [it for it in guards if it.symbol is None or not isinstance(it.symbol.node, syntax.FunctionDef)]
    if any("OAuth2" in it.name or "oauth2" in it.name for it in library):
        return (401,)
    if library:
        return (401, 403)
    return (401,) if 401 in raised else (403,) if 403 in raised else ()


def forbidden(plan: Plan) -> Iterator[Promise]:
    signed = plan.signed
    if signed is None or not signed.values:
        return
    status = next((s for s, cause in raised(plan, "flag") if s == 403 and cause.name in dict(signed.values)), None)
    if status is None:
        return
    steps = Steps(replace(plan, signed=replace(signed, name="user", values=())), signed_in=True)
    steps.path()
    steps.request(json=steps.body())
    steps.status(status)
    yield promise(steps, "forbidden", "Only those with the right to do it are let in.", status)

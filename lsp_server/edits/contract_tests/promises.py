"""What a route promises: one Promise for each test."""

from collections.abc import Iterator

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.bodies import signs_in
from lsp_server.edits.contract_tests.failures import conflicts, missing_parents, missing_rows
from lsp_server.edits.contract_tests.good_answers import partial, success
from lsp_server.edits.contract_tests.harness import Harness
from lsp_server.edits.contract_tests.invented import is_invented
from lsp_server.edits.contract_tests.login import refused_login
from lsp_server.edits.contract_tests.paging import pages
from lsp_server.edits.contract_tests.payloads import payload_of
from lsp_server.edits.contract_tests.permissions import forbidden, nobody, strangers
from lsp_server.edits.contract_tests.promise import Promise, updates
from lsp_server.edits.contract_tests.rows import factories
from lsp_server.edits.contract_tests.rules import body_rules, parameter_rules
from lsp_server.edits.contract_tests.signed_in import signed_in
from lsp_server.edits.contract_tests.steps import Plan
from lsp_server.edits.contract_tests.subject import Subject
from lsp_server.project.routes.values import Raised


def promises(plan: Plan) -> Iterator[Promise]:
    """Everything the route promises and Backline can test, the good answer first.

    No good answer is claimed where the request is made up of what nobody stored.
    """
    good = plan.subject.route.answered
    invented = is_invented(plan)
    yield from (it for it in _promises(plan) if not (invented and it.statuses == (good,)))


def _promises(plan: Plan) -> Iterator[Promise]:
    """Where nobody can be signed in, all that is known is what happens to those who are not."""
    if plan.signed is None and any(nobody(plan)):
        yield from nobody(plan)
        return
    if signs_in(plan.subject):
        yield from refused_login(plan)
    else:
        yield success(plan)
    if plan.subject.route.method == "PATCH" and plan.payload and updates(plan):
        yield from partial(plan)
    yield from missing_rows(plan)
    yield from missing_parents(plan)
    yield from conflicts(plan)
    yield from strangers(plan)
    yield from nobody(plan)
    yield from forbidden(plan)
    yield from body_rules(plan)
    yield from parameter_rules(plan)
    yield from pages(plan)


def plan_of(subject: Subject, harness: Harness, width: int) -> Plan | Refusal:
    """All that the tests of one route share; a Refusal where a valid request can't be made up."""
    signed = signed_in(subject)
    if isinstance(signed, Refusal):
        return signed
    payload = payload_of(subject)
    if isinstance(payload, Refusal):
        return payload
    tables = [it for it in (subject.resource, *(it.table for it in subject.keys)) if it is not None]
    tables += [it.table for it in payload.references] if payload else []
    tables += [signed.user.table] if signed and signed.user.table else []
    made = factories(subject.project, tuple(tables))
    return made if isinstance(made, Refusal) else Plan(subject, harness, signed, payload, made, width)


def uncovered(plan: Plan, found: tuple[Promise, ...]) -> Iterator[Raised]:
    """Errors of the route that no promise provokes."""
    covered = {status for it in found for status in it.statuses}
    seen: set[tuple[int | None, str | None]] = set()
    user = plan.signed.user.symbol if plan.signed else None
    replaced = {(user.path, user.name)} if user else set()
    for it in plan.subject.route.raises:
        if (it.path, it.where) in replaced:
            continue  # the tests sign in by replacing it
        if it.status is not None and it.status not in covered and (it.status, it.detail) not in seen:
            seen.add((it.status, it.detail))
            yield it

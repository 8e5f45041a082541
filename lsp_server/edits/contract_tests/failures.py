"""Rows that are missing and rows that are in the way: 404 and 409, or what the project answers instead."""

from collections.abc import Iterator

from lsp_server.edits.contract_tests.causes import Cause
from lsp_server.edits.contract_tests.names import article, snake, words
from lsp_server.edits.contract_tests.promise import Promise, promise, raised, resource_key, updates
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.project.models.values import Table

# How an application says that something is not there; a 401 that "finds no key" is another matter.
_ABSENT = (400, 404, 410, 422)


def _plain_404_first(it: tuple[int, Cause]) -> bool:
    return it[0] != 404


def missing_rows(plan: Plan) -> Iterator[Promise]:
    found = sorted(((status, it) for status, it in raised(plan, "missing") if status in _ABSENT), key=_plain_404_first)
    known = [it for it in plan.subject.keys if it.table is not None]
    for key in known:
        if any(it.table is key.table for it in known[known.index(key) + 1 :]):
            continue  # the parts of a composite key: a wrong last one is enough
        if plan.signed is not None and plan.signed.user.table is key.table and key.table is not plan.subject.resource:
            continue
        exact = [status for status, it in found if it.table is key.table]
        vague = [status for status, it in found if it.table is None and key is known[-1]]
        if not (exact or vague) or key.table is None:
            continue
        status = (exact or vague)[0]
        steps = Steps(plan, signed_in=True)
        steps.path(missing=key)
        steps.request(json=steps.body())
        steps.status(status)
        yield promise(
            steps,
            f"unknown_{snake(key.table.name)}",
            f"{article(words(key.table.name)).capitalize()} that does not exist is a {status}.",
            status,
        )


def missing_parents(plan: Plan) -> Iterator[Promise]:
    if plan.payload is None:
        return
    in_path = [it.table for it in plan.subject.keys]
    for it in plan.payload.references:
        statuses = [
            status for status, cause in raised(plan, "missing") if cause.table is it.table and status in _ABSENT
        ]
        if not statuses or it.table in in_path:
            continue
        nowhere = {"int": "2_000_000_000", "uuid.UUID": "str(uuid4())"}.get(
            it.attribute.type.name, f'"no-such-{snake(it.table.name)}"'
        )
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.request(json=steps.body(f"{it.key}={nowhere}"))
        steps.status(statuses[0])
        yield promise(
            steps,
            f"unknown_{snake(it.table.name)}",
            f"{article(words(it.table.name)).capitalize()} that does not exist can't be referred to.",
            statuses[0],
        )


def conflicts(plan: Plan) -> Iterator[Promise]:
    resource = plan.subject.resource
    creates = plan.subject.route.method == "POST" and resource_key(plan) is None
    if plan.payload is None or resource is None or not (creates or updates(plan)):
        return
    done: set[tuple[str, ...]] = set()
    for status, cause in raised(plan, "conflict"):
        if cause.table is not None and cause.table is not resource:
            continue
        sent = {it.name: key_of(it) for it in plan.payload.body.fields}
        known = [cause.fields] if cause.fields else list(_unique_sets(resource))
        for names in known:
            inside = tuple(it for it in names if it in sent)
            if not inside or names in done or not all(it in sent or _is_bound(plan, resource, it) for it in names):
                continue
            done.add(names)
            steps = Steps(plan, signed_in=True)
            steps.path()
            other = steps.row(resource, f"other_{snake(resource.name)}" if not creates else None)
            changes = [
                f"{sent[it]}={json_of(f'{other}.{it}', field.type)}" for it in inside if (field := resource.field(it))
            ]
            steps.request(json=steps.body(*changes))
            steps.status(status)
            yield promise(
                steps,
                f"taken_{'_and_'.join(inside)}",
                f"{' and '.join(words(it) for it in inside).capitalize()} must be unique: {status}.",
                status,
            )


def _unique_sets(table: Table) -> Iterator[tuple[str, ...]]:
    yield from ((it.name,) for it in table.fields if it.column and it.column.unique and not it.column.primary_key)
    yield from table.unique
    if table.primary_key and not any(
        it.column and (it.column.autoincrement or it.default_factory) for it in table.primary_key
    ):
        yield tuple(it.name for it in table.primary_key)


def _is_bound(plan: Plan, table: Table, name: str) -> bool:
    """Whether two rows of a test agree in a column: that of the signed-in owner, or of a row in the path."""
    field = table.field(name)
    owner = plan.subject.owner_column(table)
    key = field.column.foreign_key if field and field.column else None
    in_path = any(it.table and key and key.table == it.table.table for it in plan.subject.keys)
    return (owner is not None and owner.name == name and plan.signed is not None) or in_path

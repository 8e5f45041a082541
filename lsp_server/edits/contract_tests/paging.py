"""Lists come in pages: bounds, limit, offset and total."""

import re
from collections.abc import Iterator

from lsp_server.edits.contract_tests.promise import Promise, compares, is_reached, promise, spoken
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.templates import quoted
from lsp_server.project.models.values import Table
from lsp_server.project.routes.values import Parameter


def pages(plan: Plan) -> Iterator[Promise]:
    subject = plan.subject
    if not subject.shape.many or subject.resource is None:
        return
    queries = {it.name: it for it in subject.route.parameters if it.place == "query"}
    size = next(
        (it for name, it in queries.items() if re.fullmatch(r"limit|size|page_size|per_page|count|take", name)), None
    )
    start = next((it for name, it in queries.items() if re.fullmatch(r"offset|skip|page|page_number", name)), None)
    if size is None or size.type.name != "int":
        return
    yield from _bounds(plan, [it for it in (size, start) if it is not None])
    if (
        not is_reached(plan)
        or start is None
        or start.type.name != "int"
        or (size.constraints.ge or 0) > 2
        or (size.constraints.gt or 0) > 1
    ):
        return
    steps = Steps(plan, signed_in=True)
    steps.path()
    resource = subject.resource
    maker = steps.maker(resource)
    key = resource.primary_key[0] if len(resource.primary_key) == 1 else None
    shown = (
        next((it for it in subject.shape.item.fields if key and it.name == key.name), None)
        if subject.shape.item
        else None
    )
    owner = subject.owner_column(resource)
    exact = plan.harness.isolated or (owner is not None and plan.signed is not None and compares(plan, owner.name))
    users = plan.signed.user.table if plan.signed is not None and not steps.headers else None
    mine = _stored_with(plan, users, resource)
    if exact and not mine and shown is not None and key is not None:
        steps.call("rows = [", [f"{maker} for _ in range(3)"], "]")
    else:
        steps.add(f"for _ in range(3):\n        {maker}")
    names = (start.alias or start.name, size.alias or size.name)
    by_page = start.name.startswith("page")
    first = 1 if by_page and start.default != "0" else 0
    pages = ((first, "first"), (first + 1 if by_page else 2, "second"))
    for at, answer in pages:
        steps.request(answer=answer, query={names[0]: str(at), names[1]: "2"})
        steps.status(subject.route.answered, answer=answer)
    inside = f'["{subject.shape.items_key}"]' if subject.shape.items_key else ""
    if shown is None or key is None or not exact:
        steps.add(f"assert len(first.json(){inside}) == 2")
        steps.add(f"assert first.json(){inside} != second.json(){inside}")
    else:
        ids = f'it["{key_of(shown)}"]'
        steps.call("ids = [", [f"{ids} for answer in (first, second) for it in answer.json(){inside}"], "]")
        everyone = f"{json_of(f'it.{key.name}', key.type)} for it in rows"
        if mine:
            steps.add("assert len(ids) == len(set(ids)) == 4")
        else:
            steps.add("assert len(ids) == 3")
            steps.call("assert set(ids) == {", [everyone], "}")
        steps.add(f"assert len(first.json(){inside}) == 2")
    if subject.shape.total_key is not None and exact:
        total = f'["{subject.shape.total_key}"]'
        steps.add(f"assert first.json(){total} == second.json(){total} == {3 + mine}")
    yield promise(steps, "pages", f"{spoken(subject)} hands out its rows page by page.", subject.route.answered)


def _stored_with(plan: Plan, table: Table | None, resource: Table) -> int:
    """How many rows of the resource are stored with a row of a table: itself, and those that it needs."""
    factory = plan.factory(table) if table is not None else None
    below = sum(_stored_with(plan, it.table, resource) for it in factory.parents) if factory is not None else 0
    return below + (table is resource)


def _bounds(plan: Plan, parameters: list[Parameter]) -> Iterator[Promise]:
    """The limits themselves are allowed."""
    cases = [
        f"({quoted(it.alias or it.name)}, {int(limit)})"
        for it in parameters
        for limit in (it.constraints.ge, it.constraints.le)
        if limit is not None and it.type.name == "int"
    ]
    if not cases:
        return
    steps = Steps(plan, signed_in=True)
    steps.path()
    steps.request(query={"field": "value"})
    steps.status(plan.subject.route.answered)
    yield promise(
        steps,
        "accepts_bounds",
        "The outermost page sizes are allowed.",
        plan.subject.route.answered,
        arguments=("field", "value"),
        cases=tuple(cases),
    )

"""The good answer: what is created, read, listed, changed and removed."""

from collections.abc import Iterator

from lsp_server.edits.contract_tests.answers import Known, check_item, check_keys, returned_keys
from lsp_server.edits.contract_tests.names import article, words
from lsp_server.edits.contract_tests.promise import Promise, is_reached, promise, resource_key, spoken, updates
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.steps import Plan, Steps


def success(plan: Plan) -> Promise:
    subject, route = plan.subject, plan.subject.route
    steps = Steps(plan, signed_in=True)
    steps.path()
    if subject.shape.many:
        says = _listing(steps)
    elif route.method == "DELETE":
        says = _deletion(steps)
    elif plan.payload is not None and updates(plan):
        says = _update(steps)
    elif plan.payload is not None and plan.payload.items and route.method == "POST" and not resource_key(plan):
        says = _creation(steps)
    else:
        says = _reading(steps)
    return promise(steps, "", says, route.answered)


def row_of(steps: Steps) -> str | None:
    """The variable of the stored row that the route is about."""
    resource = steps.plan.subject.resource
    return steps.rows.get((resource.path, resource.name)) if resource else None


def _listing(steps: Steps) -> str:
    subject = steps.plan.subject
    shape, resource = subject.shape, subject.resource
    row = None
    if not steps.plan.harness.rows:
        pass  # what the test stores is not where the application looks
    elif resource is not None and not (steps.plan.signed and steps.plan.signed.user.table is resource):
        row = steps.row(resource)
    elif resource is not None:
        row = row_of(steps) or steps.row(resource)
    steps.request()
    steps.status(subject.route.answered)
    if shape.items_key is not None:
        steps.add("body = response.json()")
        check_keys(steps, "body", shape.keys)
        listed = f'body["{shape.items_key}"]'
    else:
        listed = "response.json()"
    key = resource.primary_key[0] if resource is not None and len(resource.primary_key) == 1 else None
    inside = next((it for it in shape.item.fields if key and it.name == key.name), None) if shape.item else None
    if row is None or key is None or inside is None or shape.item is None or not is_reached(steps.plan):
        steps.add(f"assert type({listed}) is list")
        return f"{spoken(subject)} answers with a list."
    wanted = json_of(f"{row}.{key.name}", key.type)
    steps.call("[shown] = [", [f'it for it in {listed} if it["{key_of(inside)}"] == {wanted}'], "]")
    check_item(steps, shape.item, "shown", Known(row=row, table=resource))
    return f"{spoken(subject)} lists the stored {words(resource.name) if resource else 'rows'}."


def _creation(steps: Steps) -> str:
    subject, plan = steps.plan.subject, steps.plan
    steps.add(f"payload = {steps.body()}")
    steps.request(json="payload")
    steps.status(subject.route.answered)
    _answer(steps, Known(plan.payload))
    _is_stored(steps)
    if subject.resource is None:
        return f"{spoken(subject)} answers with what it promises."
    return f"{spoken(subject)} creates {article(words(subject.resource.name))} and answers with it."


def _is_stored(steps: Steps) -> None:
    resource, item = steps.plan.subject.resource, steps.plan.subject.shape.item
    if resource is None or item is None or len(resource.primary_key) != 1:
        return
    key = resource.primary_key[0]
    shown = next(
        (it for it in item.fields if it.name == key.name and it.type.name in ("int", "str", "uuid.UUID")), None
    )
    if shown is None:
        return
    steps.use(steps.plan.harness.session)
    text = f'body["{key_of(shown)}"]'
    text = f"UUID({text})" if key.type.name == "uuid.UUID" else text
    steps.add(f"assert {steps.plan.harness.wait}{steps.plan.harness.session}.get({resource.name}, {text}) is not None")


def _update(steps: Steps) -> str:
    plan = steps.plan
    steps.add(f"payload = {steps.body()}")
    steps.request(json="payload")
    steps.status(plan.subject.route.answered)
    _answer(steps, Known(plan.payload, row=row_of(steps), table=plan.subject.resource, changed=True))
    return f"{spoken(plan.subject)} changes everything that is sent."


def _reading(steps: Steps) -> str:
    plan = steps.plan
    row = row_of(steps)
    body = ""
    if plan.payload is not None and (made := steps.body()):
        steps.add(f"payload = {made}")
        body = "payload"
    steps.request(json=body)
    steps.status(plan.subject.route.answered)
    changed = plan.subject.route.method != "GET"
    own = plan.subject.resource is not None and row is not None and not changed
    _answer(steps, Known(row=row if own else None, table=plan.subject.resource if own else None, changed=changed))
    return f"{spoken(plan.subject)} answers with what it promises."


def _answer(steps: Steps, known: Known) -> None:
    item = steps.plan.subject.shape.item
    if item is not None:
        steps.add("body = response.json()")
        check_item(steps, item, "body", known)
    elif (keys := returned_keys(steps)) is not None:
        check_keys(steps, "response.json()", keys)


def _deletion(steps: Steps) -> str:
    plan = steps.plan
    row, resource = row_of(steps), plan.subject.resource
    body = steps.body() if plan.payload else ""
    steps.request(json=body)
    steps.status(plan.subject.route.answered)
    if plan.subject.route.answered == 204:
        steps.add('assert response.content == b""')
    else:
        _answer(steps, Known())
    reader = next(
        (it for it in plan.subject.project.routes if it.method == "GET" and it.path == plan.subject.route.path), None
    )
    if reader is not None and any(it.status == 404 for it in reader.raises):
        steps.request(answer="gone", method="GET")
        steps.status(404, answer="gone")
    elif (
        row is not None
        and resource is not None
        and not any(it.name in ("deleted_at", "is_deleted", "deleted", "is_active") for it in resource.fields)
    ):
        keys = ", ".join(f"{row}.{it.name}" for it in resource.primary_key)
        found = keys if len(resource.primary_key) == 1 else f"({keys})"
        steps.use(plan.harness.session)
        steps.call(
            f"assert {plan.harness.wait}{plan.harness.session}.get(",
            [resource.name, found, "populate_existing=True"],
            ") is None",
        )
    return f"{spoken(plan.subject)} removes {'the ' + words(resource.name) if resource else 'it'}."


def partial(plan: Plan) -> Iterator[Promise]:
    steps = Steps(plan, signed_in=True)
    steps.path()
    if plan.payload is None or plan.subject.shape.item is None:
        return
    shown = {key_of(it) for it in plan.subject.shape.item.fields}
    first = next(((key, made) for key, _, made in plan.payload.items if key in shown and made.json != "None"), None)
    if first is None or len(plan.payload.items) + len(plan.payload.references) < 2:
        return
    steps.call("payload = {", [f'"{first[0]}": {first[1].json}'], "}")
    steps.request(json="payload")
    steps.status(plan.subject.route.answered)
    _answer(steps, Known(plan.payload, row=row_of(steps), table=plan.subject.resource, only=(first[0],), changed=True))
    yield promise(
        steps, "keeps_the_rest", f"{spoken(plan.subject)} leaves alone what is not sent.", plan.subject.route.answered
    )

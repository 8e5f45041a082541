"""What a route promises: one Promise for each test."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.answers import Known, check_item, check_keys, returned_keys
from lsp_server.edits.contract_tests.breaches import breaches
from lsp_server.edits.contract_tests.causes import Cause, causes
from lsp_server.edits.contract_tests.harness import Harness
from lsp_server.edits.contract_tests.names import article, snake, words
from lsp_server.edits.contract_tests.payloads import before_validated, fields_of, payload_of
from lsp_server.edits.contract_tests.rows import factories, json_of
from lsp_server.edits.contract_tests.shapes import class_of, key_of
from lsp_server.edits.contract_tests.signed_in import signed_in
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.contract_tests.subject import Key, Subject, dependencies
from lsp_server.edits.templates import quoted
from lsp_server.facts import syntax
from lsp_server.project.models import Field, Table
from lsp_server.project.routes import Parameter, Raised


@dataclass(frozen=True, slots=True)
class Promise:
    """One test. `statements` are source text, unindented at their first lines; `cases` parametrize it."""

    name: str  # of the test function
    kind: str
    says: str  # its docstring
    statuses: tuple[int, ...]
    fixtures: tuple[str, ...]
    statements: tuple[str, ...]
    arguments: tuple[str, ...] = ()  # "field", "value"
    cases: tuple[str, ...] = ()


def promises(plan: Plan) -> Iterator[Promise]:
    """Everything the route promises and Backline can test, the good answer first."""
    yield _success(plan)
    if plan.subject.route.method == "PATCH" and plan.payload and _updates(plan):
        yield from _partial(plan)
    yield from _missing_rows(plan)
    yield from _missing_parents(plan)
    yield from _conflicts(plan)
    yield from _strangers(plan)
    yield from _nobody(plan)
    yield from _forbidden(plan)
    yield from _body_rules(plan)
    yield from _parameter_rules(plan)
    yield from _pages(plan)


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
    for it in plan.subject.route.raises:
        if it.status is not None and it.status not in covered and (it.status, it.detail) not in seen:
            seen.add((it.status, it.detail))
            yield it


def _handler(plan: Plan) -> str:
    return f"test_{plan.subject.route.handler.rpartition('.')[2]}".replace("test_test_", "test_")


def _promise(
    steps: Steps, suffix: str, says: str, *statuses: int, arguments: tuple[str, ...] = (), cases: tuple[str, ...] = ()
) -> Promise:
    name = _handler(steps.plan) + (f"_{suffix}" if suffix else "")
    kind = suffix.partition("_")[0] or "success"
    return Promise(name, kind, says, statuses, tuple(steps.fixtures), tuple(steps.lines), arguments, cases)


# --------------------------------------------------------------------------- the good answer


def _success(plan: Plan) -> Promise:
    subject, route = plan.subject, plan.subject.route
    steps = Steps(plan, signed_in=True)
    steps.path()
    if subject.shape.many:
        says = _listing(steps)
    elif route.method == "DELETE":
        says = _deletion(steps)
    elif plan.payload is not None and _updates(plan):
        says = _update(steps)
    elif plan.payload is not None and route.method == "POST" and not _resource_key(plan):
        says = _creation(steps)
    else:
        says = _reading(steps)
    return _promise(steps, "", says, route.status)


def _updates(plan: Plan) -> bool:
    return plan.subject.route.method in ("PATCH", "PUT") and _resource_key(plan) is not None


def _resource_key(plan: Plan) -> Key | None:
    subject = plan.subject
    return next((it for it in subject.keys if it.table is not None and it.table is subject.resource), None)


def _row(steps: Steps) -> str | None:
    """The variable of the stored row that the route is about."""
    resource = steps.plan.subject.resource
    return steps.rows.get((resource.path, resource.name)) if resource else None


def _listing(steps: Steps) -> str:
    subject = steps.plan.subject
    shape, resource = subject.shape, subject.resource
    row = None
    if resource is not None and not (steps.plan.signed and steps.plan.signed.user.table is resource):
        row = steps.row(resource)
    elif resource is not None:
        row = _row(steps) or steps.row(resource)
    steps.request()
    steps.status(subject.route.status)
    if shape.items_key is not None:
        steps.add("body = response.json()")
        check_keys(steps, "body", shape.keys)
        listed = f'body["{shape.items_key}"]'
    else:
        listed = "response.json()"
    key = resource.primary_key[0] if resource is not None and len(resource.primary_key) == 1 else None
    shown = next((it for it in shape.item.fields if key and it.name == key.name), None) if shape.item else None
    if row is None or key is None or shown is None or shape.item is None:
        steps.add(f"assert type({listed}) is list")
        return f"{_spoken(subject)} answers with a list."
    wanted = json_of(f"{row}.{key.name}", key.type)
    steps.call("[item] = [", [f'it for it in {listed} if it["{key_of(shown)}"] == {wanted}'], "]")
    check_item(steps, shape.item, "item", Known(row=row, table=resource))
    return f"{_spoken(subject)} lists the stored {words(resource.name) if resource else 'rows'}."


def _creation(steps: Steps) -> str:
    subject, plan = steps.plan.subject, steps.plan
    steps.add(f"payload = {steps.body()}")
    steps.request(json="payload")
    steps.status(subject.route.status)
    _answer(steps, Known(plan.payload))
    _is_stored(steps)
    what = subject.resource.name if subject.resource else subject.request.name if subject.request else "it"
    return f"{_spoken(subject)} creates {article(words(what))} and answers with it."


def _is_stored(steps: Steps) -> None:
    resource, item = steps.plan.subject.resource, steps.plan.subject.shape.item
    if resource is None or item is None or len(resource.primary_key) != 1:
        return
    key = resource.primary_key[0]
    shown = next(
        (it for it in item.fields if it.name == key.name and it.type.name in ("int", "str", "uuid.UUID")), None
    )
    if shown is None or item.name in ("Token",):
        return
    steps.use(steps.plan.harness.session)
    text = f'body["{key_of(shown)}"]'
    text = f"UUID({text})" if key.type.name == "uuid.UUID" else text
    steps.add(f"assert {steps.plan.harness.wait}{steps.plan.harness.session}.get({resource.name}, {text}) is not None")


def _update(steps: Steps) -> str:
    plan = steps.plan
    steps.add(f"payload = {steps.body()}")
    steps.request(json="payload")
    steps.status(plan.subject.route.status)
    _answer(steps, Known(plan.payload, row=_row(steps), table=plan.subject.resource, changed=True))
    return f"{_spoken(plan.subject)} changes everything that is sent."


def _reading(steps: Steps) -> str:
    plan = steps.plan
    row = _row(steps)
    body = ""
    if plan.payload is not None:
        steps.add(f"payload = {steps.body()}")
        body = "payload"
    steps.request(json=body)
    steps.status(plan.subject.route.status)
    changed = plan.subject.route.method != "GET"
    own = plan.subject.resource is not None and row is not None and not changed
    _answer(steps, Known(row=row if own else None, table=plan.subject.resource if own else None, changed=changed))
    return f"{_spoken(plan.subject)} answers with what it promises."


def _answer(steps: Steps, known: Known) -> None:
    item = steps.plan.subject.shape.item
    if item is not None:
        steps.add("body = response.json()")
        check_item(steps, item, "body", known)
    elif (keys := returned_keys(steps)) is not None:
        check_keys(steps, "response.json()", keys)


def _deletion(steps: Steps) -> str:
    plan = steps.plan
    row, resource = _row(steps), plan.subject.resource
    body = steps.body() if plan.payload else ""
    steps.request(json=body)
    steps.status(plan.subject.route.status)
    if plan.subject.route.status == 204:
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
    return f"{_spoken(plan.subject)} removes {'the ' + words(resource.name) if resource else 'it'}."


def _partial(plan: Plan) -> Iterator[Promise]:
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
    steps.status(plan.subject.route.status)
    _answer(steps, Known(plan.payload, row=_row(steps), table=plan.subject.resource, only=(first[0],), changed=True))
    yield _promise(
        steps, "keeps_the_rest", f"{_spoken(plan.subject)} leaves alone what is not sent.", plan.subject.route.status
    )


def _spoken(subject: Subject) -> str:
    return f"{subject.route.method} {subject.route.path}"


# --------------------------------------------------------------------------- errors


def _raised(plan: Plan, kind: str) -> Iterator[tuple[int, Cause]]:
    for it in plan.subject.route.raises:
        if it.status is not None:
            for cause in causes(plan.subject.project, it):
                if cause.kind == kind:
                    yield it.status, cause


def _missing_rows(plan: Plan) -> Iterator[Promise]:
    found = [(status, it) for status, it in _raised(plan, "missing") if 400 <= status < 500]
    known = [it for it in plan.subject.keys if it.table is not None]
    for key in known:
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
        yield _promise(
            steps,
            f"unknown_{snake(key.table.name)}",
            f"{article(words(key.table.name)).capitalize()} that does not exist is a {status}.",
            status,
        )


def _missing_parents(plan: Plan) -> Iterator[Promise]:
    if plan.payload is None:
        return
    in_path = [it.table for it in plan.subject.keys]
    for it in plan.payload.references:
        statuses = [status for status, cause in _raised(plan, "missing") if cause.table is it.table]
        if not statuses or it.table in in_path:
            continue
        nowhere = {"int": "2_000_000_000", "uuid.UUID": "str(uuid4())"}.get(
            it.attribute.type.name, f'"no-such-{snake(it.table.name)}"'
        )
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.request(json=steps.body(f"{it.key}={nowhere}"))
        steps.status(statuses[0])
        yield _promise(
            steps,
            f"unknown_{snake(it.table.name)}",
            f"{article(words(it.table.name)).capitalize()} that does not exist can't be referred to.",
            statuses[0],
        )


def _conflicts(plan: Plan) -> Iterator[Promise]:
    resource = plan.subject.resource
    creates = plan.subject.route.method == "POST" and _resource_key(plan) is None
    if plan.payload is None or resource is None or not (creates or _updates(plan)):
        return
    done: set[tuple[str, ...]] = set()
    for status, cause in _raised(plan, "conflict"):
        if cause.table is not None and cause.table is not resource:
            continue
        sent = {it.name: key_of(it) for it in fields_of(plan.payload.schema)}
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
            yield _promise(
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


def _strangers(plan: Plan) -> Iterator[Promise]:
    """What belongs to somebody else."""
    subject = plan.subject
    if plan.signed is None or not subject.keys:
        return
    found = list(_raised(plan, "foreign"))
    key = subject.keys[-1]
    owner = subject.owner_column(key.table) if key.table is not None else None
    by_row = [status for status, cause in found if not cause.name]
    by_query = [status for status, cause in _raised(plan, "missing") if cause.table in (None, key.table)]
    if owner is not None and (by_row or (by_query and _compares(plan, owner.name))):
        status = (by_row or by_query)[0]
        steps = Steps(plan, signed_in=True)
        steps.path(theirs=True)
        steps.request(json=steps.body())
        steps.status(status)
        what = words(key.table.name) if key.table else "row"
        yield _promise(steps, "of_somebody_else", f"Another user's {what} is out of reach.", status)


def _compares(plan: Plan, column: str) -> bool:
    """Whether the handler, or a function in which it can fail, compares the owner's column."""
    project, route = plan.subject.project, plan.subject.route
    places = {(it.path, it.where) for it in route.raises} | {(route.file, route.handler)}
    nodes = (project.files[path].definitions.get(name) for path, name in places if path in project.files)
    return any(
        isinstance(side, syntax.Attribute) and side.attr == column
        for node in nodes
        if node is not None
        for it in syntax.walk(node)
        if isinstance(it, syntax.Compare)
        for side in (it.left, *it.comparators)
    )


def _nobody(plan: Plan) -> Iterator[Promise]:
    statuses = _statuses_for_nobody(plan)
    if not statuses:
        return
    steps = Steps(plan, signed_in=False)
    steps.path()
    steps.request(json=steps.body())
    steps.status(*statuses)
    yield _promise(steps, "signed_out", "Nobody is let in without credentials.", *statuses)


def _statuses_for_nobody(plan: Plan) -> tuple[int, ...]:
    """401, or what a library's security class answers: HTTPBearer and APIKey… gave 403 before FastAPI 0.122, then 401."""
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


def _forbidden(plan: Plan) -> Iterator[Promise]:
    signed = plan.signed
    if signed is None or not signed.values:
        return
    from dataclasses import replace

    status = next((s for s, cause in _raised(plan, "flag") if s == 403 and cause.name in dict(signed.values)), None)
    if status is None:
        return
    steps = Steps(replace(plan, signed=replace(signed, name="user", values=())), signed_in=True)
    steps.path()
    steps.request(json=steps.body())
    steps.status(status)
    yield _promise(steps, "forbidden", "Only those with the right to do it are let in.", status)


# --------------------------------------------------------------------------- validation


def _body_rules(plan: Plan) -> Iterator[Promise]:
    payload = plan.payload
    # SQLModel (0.0.50) does not validate table classes, so such a body promises nothing.
    if payload is None or isinstance(payload.schema, Table):
        return
    early = before_validated(plan.subject.project, payload.schema)
    required = [key_of(it) for it in payload.schema.fields if it.required and it.name not in early]
    if required:
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.add(f"payload = {steps.body()}")
        steps.add("del payload[field]")
        steps.request(json="payload")
        _is_refused(steps, '["body", field]')
        yield _promise(
            steps,
            "requires",
            "A body without a required field is refused.",
            _refusal(plan),
            arguments=("field",),
            cases=tuple(map(quoted, required)),
        )
    cases = [
        f"pytest.param({quoted(key_of(field))}, {it.json}, id={quoted(f'{key_of(field)} {it.what}')})"
        for field in payload.schema.fields
        if field.name not in early
        for it in _breaches(plan, field)
    ]
    if payload.schema.extra_forbid:
        cases.append('pytest.param("surprise", 1, id="unknown key")')
    if cases:
        steps = Steps(plan, signed_in=True)
        steps.path()
        body = steps.body()
        joined = f"{body[:-1]}, **{{field: value}})" if not body.endswith("()") else f"{body[:-1]}**{{field: value}})"
        if any(it.key in {key_of(f) for f in payload.schema.fields} for it in payload.references):
            joined = f"{body} | {{field: value}}"
        steps.request(json=joined)
        _is_refused(steps, '["body", field]')
        yield _promise(
            steps,
            "rejects",
            "A body that breaks a rule of its schema is refused.",
            _refusal(plan),
            arguments=("field", "value"),
            cases=tuple(cases),
        )


def _breaches(plan: Plan, field: Field):  # type: ignore[no-untyped-def]
    if class_of(plan.subject.project, field.type) is None and field.type.name == "" and field.type.enum is None:
        return iter(())
    return breaches(field.name, field.type, field.constraints)


def _parameter_rules(plan: Plan) -> Iterator[Promise]:
    cases = [
        f"pytest.param({quoted(it.alias or it.name)}, {breach.json}, id={quoted(f'{it.alias or it.name} {breach.what}')})"
        for it in plan.subject.route.parameters
        if it.place == "query"
        for breach in breaches(it.name, it.type, it.constraints, text_only=True)
        if breach.what != "no list"
    ]
    if cases:
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.request(json=steps.body(), query={"field": "value"})
        _is_refused(steps, '["query", field]')
        yield _promise(
            steps,
            "rejects_query",
            "A query parameter out of its bounds is refused.",
            _refusal(plan),
            arguments=("field", "value"),
            cases=tuple(cases),
        )
    for key in plan.subject.keys:
        if key.parameter.type.name not in ("int", "uuid.UUID"):
            continue
        steps = Steps(plan, signed_in=True)
        steps.path(wrong=key)
        steps.request(json=steps.body())
        _is_refused(steps, f'["path", "{key.parameter.alias or key.parameter.name}"]')
        yield _promise(
            steps,
            f"rejects_{key.parameter.name}",
            f"{words(key.parameter.name).capitalize()} must be {'an integer' if key.parameter.type.name == 'int' else 'a UUID'}.",
            _refusal(plan),
        )


def _is_refused(steps: Steps, place: str) -> None:
    steps.status(_refusal(steps.plan))
    if not _own_handler(steps.plan):
        steps.add(f'assert [it["loc"][:2] for it in response.json()["detail"]] == [{place}]')


def _own_handler(plan: Plan) -> bool:
    """Whether the project answers validation errors in its own way."""
    return any(
        isinstance(it, syntax.Name | syntax.Attribute) and syntax.last_name(it) == "RequestValidationError"
        for path, facts in plan.subject.project.files.items()
        if "RequestValidationError" in facts.document.text and "/test" not in f"/{path}"
        for it in syntax.walk(*facts.body)
    )


def _refusal(plan: Plan) -> int:
    handlers = getattr(plan.subject.project, "exception_handlers", ())
    own = [it for it in handlers if getattr(it, "exception", "").rpartition(".")[2] == "RequestValidationError"]
    status = getattr(own[0], "status", None) if own else None
    return status or 422


# --------------------------------------------------------------------------- pages


def _pages(plan: Plan) -> Iterator[Promise]:
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
    if start is None or start.type.name != "int" or (size.constraints.ge or 0) > 2 or (size.constraints.gt or 0) > 1:
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
    steps.call("rows = [", [f"{maker} for _ in range(3)"], "]")
    names = (quoted(start.alias or start.name), quoted(size.alias or size.name))
    by_page = start.name.startswith("page")
    first = 1 if by_page and start.default != "0" else 0
    pages = ((first, "first"), (first + 1 if by_page else 2, "second"))
    for at, answer in pages:
        steps.request(answer=answer, query={names[0]: str(at), names[1]: "2"})
        steps.status(subject.route.status, answer=answer)
    inside = f'["{subject.shape.items_key}"]' if subject.shape.items_key else ""
    mine = 1 if plan.signed is not None and plan.signed.user.table is resource and not steps.headers else 0
    if shown is None or key is None or not plan.harness.isolated:
        steps.add(f"assert len(first.json(){inside}) == 2")
        steps.add(f"assert first.json(){inside} != second.json(){inside}")
    else:
        ids = f'it["{key_of(shown)}"]'
        steps.call("ids = [", [f"{ids} for answer in (first, second) for it in answer.json(){inside}"], "]")
        everyone = f"{json_of(f'it.{key.name}', key.type)} for it in rows"
        if mine:
            steps.add("assert len(ids) == len(set(ids)) == 4")
        else:
            steps.add(f"assert sorted(ids) == sorted({everyone})")
        steps.add(f"assert len(first.json(){inside}) == 2")
    if subject.shape.total_key is not None and plan.harness.isolated:
        total = f'["{subject.shape.total_key}"]'
        steps.add(f"assert first.json(){total} == second.json(){total} == {3 + mine}")
    yield _promise(steps, "pages", f"{_spoken(subject)} hands out its rows page by page.", subject.route.status)


def _bounds(plan: Plan, parameters: list[Parameter]) -> Iterator[Promise]:
    """The limits themselves are allowed."""
    cases = []
    for it in parameters:
        for limit in (it.constraints.ge, it.constraints.le):
            if limit is not None and it.type.name == "int":
                cases.append(f"({quoted(it.alias or it.name)}, {int(limit)})")
    if not cases:
        return
    steps = Steps(plan, signed_in=True)
    steps.path()
    steps.request(query={"field": "value"})
    steps.status(plan.subject.route.status)
    yield _promise(
        steps,
        "accepts_bounds",
        "The outermost page sizes are allowed.",
        plan.subject.route.status,
        arguments=("field", "value"),
        cases=tuple(cases),
    )

"""What a request must look like: the cases behind a 422."""

from collections.abc import Iterator

from lsp_server.edits.contract_tests.bodies import Body
from lsp_server.edits.contract_tests.breaches import Breach, breaches
from lsp_server.edits.contract_tests.names import words
from lsp_server.edits.contract_tests.payloads import before_validated
from lsp_server.edits.contract_tests.promise import Promise, promise
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.templates import quoted
from lsp_server.facts import syntax
from lsp_server.project.models.values import Table
from lsp_server.project.routes.values import Parameter


def body_rules(plan: Plan) -> Iterator[Promise]:
    payload = plan.payload
    # SQLModel (0.0.50) does not validate table classes, so such a body promises nothing.
    if payload is None or isinstance(payload.body.schema, Table):
        return
    if payload.body.whole is not None:
        yield from _whole_rules(plan, payload.body.whole)
        return
    yield from _file_rules(plan, payload.body)
    schema, fields = payload.body.schema, payload.body.fields
    early = before_validated(schema) if schema is not None else frozenset()
    required = [key_of(it) for it in fields if it.required and it.name not in early]
    if required:
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.add(f"payload = {steps.body()}")
        steps.add("del payload[field]")
        steps.request(json="payload")
        _is_refused(steps, '["body", field]')
        yield promise(
            steps,
            "requires",
            "A body without a required field is refused.",
            _refusal(plan),
            arguments=("field",),
            cases=tuple(map(quoted, required)),
        )
    cases = [
        _case(key_of(field), it)
        for field in fields
        if field.name not in early
        for it in breaches(field.name, field.type, field.constraints, text_only=payload.body.sent == "data")
    ]
    if schema is not None and schema.extra_forbid:
        cases.append('pytest.param("surprise", 1, id="unknown key")')
    if cases:
        steps = Steps(plan, signed_in=True)
        steps.path()
        body = steps.body()
        joined = f"{body[:-1]}, **{{field: value}})" if not body.endswith("()") else f"{body[:-1]}**{{field: value}})"
        if any(it.key in {key_of(f) for f in fields} for it in payload.references):
            joined = f"{body} | {{field: value}}"
        steps.request(json=joined)
        _is_refused(steps, '["body", field]')
        yield promise(
            steps,
            "rejects",
            "A body that breaks a rule of its schema is refused.",
            _refusal(plan),
            arguments=("field", "value"),
            cases=tuple(cases),
        )


def _whole_rules(plan: Plan, body: Parameter) -> Iterator[Promise]:
    cases = [
        f"pytest.param({it.json}, id={quoted(it.what)})" for it in breaches(body.name, body.type, body.constraints)
    ]
    if cases:
        steps = Steps(plan, signed_in=True)
        steps.path()
        steps.request(json="value")
        steps.status(_refusal(plan))
        says = "A body of another kind is refused."
        yield promise(steps, "rejects", says, _refusal(plan), arguments=("value",), cases=tuple(cases))


def _file_rules(plan: Plan, body: Body) -> Iterator[Promise]:
    for it in body.files:
        if it.required:
            steps = Steps(plan, signed_in=True)
            steps.path()
            steps.request(json=steps.body(), without=it.name)
            _is_refused(steps, f'["body", "{it.alias or it.name}"]')
            says = f"A request without {words(it.name)} is refused."
            yield promise(steps, f"requires_{it.name}", says, _refusal(plan))


def _case(key: str, breach: Breach) -> str:
    return f"pytest.param({quoted(key)}, {breach.json}, id={quoted(f'{key} {breach.what}')})"


def parameter_rules(plan: Plan) -> Iterator[Promise]:
    cases = [
        _case(it.alias or it.name, breach)
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
        yield promise(
            steps,
            "rejects_query",
            "A query parameter out of its bounds is refused.",
            _refusal(plan),
            arguments=("field", "value"),
            cases=tuple(cases),
        )
    kinds = {"int": "an integer", "uuid.UUID": "a UUID"}
    for key in plan.subject.keys:
        if key.parameter.type.name not in kinds:
            continue
        steps = Steps(plan, signed_in=True)
        steps.path(wrong=key)
        steps.request(json=steps.body())
        _is_refused(steps, f'["path", "{key.parameter.alias or key.parameter.name}"]')
        yield promise(
            steps,
            f"rejects_{key.parameter.name}",
            f"{words(key.parameter.name).capitalize()} must be {kinds[key.parameter.type.name]}.",
            _refusal(plan),
        )


def _is_refused(steps: Steps, place: str) -> None:
    steps.status(_refusal(steps.plan))
    if not _own_handler(steps.plan):
        steps.add('places = [it["loc"][:2] for it in response.json()["detail"]]')
        steps.add(f"assert places == [{place}]")


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

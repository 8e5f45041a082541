"""What a route takes as its body: a schema, parts of JSON, the fields of a form, files."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lsp_server.edits.contract_tests.schema_values import fields_of
from lsp_server.edits.contract_tests.shapes import class_of
from lsp_server.edits.contract_tests.subject import Subject
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.routes.values import Dependency, Parameter

_LOGIN_FORMS = ("OAuth2PasswordRequestForm", "OAuth2PasswordRequestFormStrict")


@dataclass(frozen=True, slots=True)
class Body:
    """`sent` is the client's argument for it: `json=` or, for a form, `data=`. Files travel beside a form."""

    name: str  # of the helper that makes a valid one
    spoken: str  # "HeroCreate", "form of upload"
    sent: Literal["json", "data"]
    fields: tuple[Field, ...]
    schema: Schema | Table | None = None
    files: tuple[Parameter, ...] = ()
    whole: Parameter | None = None  # JSON that is no object with keys that are known: `list[str]`, `dict`


def body_of(subject: Subject) -> Body | None:
    """The body of the subject's route; None where it takes none."""
    route = subject.route
    handler = route.node.name
    json = [it for it in route.parameters if it.place == "body"]
    form = [it for it in route.parameters if it.place == "form"]
    files = tuple(it for it in route.parameters if it.place == "file")
    symbol = route.request.symbol if route.request is not None else None
    root = subject.project.root_of(symbol) if symbol is not None else None
    if root is not None and len(json) == 1:
        return Body(handler, json[0].type.text, "json", (), None, (), replace(json[0], type=root))
    if subject.request is not None and not form:
        return Body(subject.request.name, subject.request.name, "json", fields_of(subject.request), subject.request)
    if form or files:
        return Body(f"{handler}_form", f"form of {handler}", "data", tuple(_form(subject, form)), None, files)
    if len(json) == 1 and route.request is not None:
        return Body(handler, route.request.text, "json", (), None, (), json[0])
    if json:
        return Body(f"{handler}_body", f"body of {handler}", "json", tuple(field_of(subject, it) for it in json))
    return None


def signs_in(subject: Subject) -> bool:
    """Whether the route takes FastAPI's own form of a login: its good answer depends on a password that is stored."""
    return any(it.library.endswith(_LOGIN_FORMS) for it in _below(subject.route.dependencies))


def _form(subject: Subject, parameters: list[Parameter]) -> Iterator[Field]:
    """The fields of a form; a model that is read from a form (`Annotated[Model, Form()]`) is its fields."""
    model = class_of(subject.project, parameters[0].type) if len(parameters) == 1 else None
    if model is not None:
        yield from model.fields
    else:
        needed = (it for it in parameters if it.required or not signs_in(subject))
        yield from (field_of(subject, it) for it in needed)


def field_of(subject: Subject, it: Parameter) -> Field:
    """A parameter as a field, which is how values are made up."""
    route = subject.route
    return Field(
        name=it.name,
        type=it.type,
        span=it.span,
        path=route.file,
        owner=route.handler,
        required=it.required,
        default=it.default,
        alias=it.alias,
        constraints=it.constraints,
    )


def _below(found: tuple[Dependency, ...]) -> Iterator[Dependency]:
    for it in found:
        yield it
        yield from _below(it.children)

"""A valid body for a route: made from its schema, with foreign keys left to the test."""

from dataclasses import dataclass, replace

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.bodies import Body, body_of, field_of
from lsp_server.edits.contract_tests.names import snake
from lsp_server.edits.contract_tests.rows import column_limits, keeps_time_zones, unique_fields
from lsp_server.edits.contract_tests.schema_values import made_up
from lsp_server.edits.contract_tests.shapes import key_of
from lsp_server.edits.contract_tests.subject import Subject, table_named
from lsp_server.edits.contract_tests.values import Value
from lsp_server.edits.imports import Wanted
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.routes.values import Parameter

_SCALARS = frozenset(
    "str int float bool decimal.Decimal uuid.UUID datetime.datetime datetime.date datetime.time pydantic.EmailStr "
    "pydantic.HttpUrl pydantic.AnyUrl pydantic.SecretStr pathlib.Path".split()
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of the body that names a row: `key` takes `attribute` of a row of `table`."""

    key: str
    field: Field
    table: Table
    attribute: Field


@dataclass(frozen=True, slots=True)
class Payload:
    """The helper that makes a body: `valid_hero_create(**values)`. `references` are to be given by the test."""

    body: Body
    items: tuple[tuple[str, Field, Value], ...]
    references: tuple[Reference, ...]
    imports: frozenset[Wanted]
    whole: str | None = None  # the body itself as source text, where no helper makes it

    @property
    def name(self) -> str:
        return f"valid_{snake(self.body.name)}"


def payload_of(subject: Subject) -> Payload | Refusal | None:
    """The body of the subject's route; None where it takes none, a Refusal where none can be made up."""
    body = body_of(subject)
    if body is None:
        return None
    if body.whole is not None:
        return _whole(subject, body, body.whole)
    items: list[tuple[str, Field, Value]] = []
    references: list[Reference] = []
    imports: set[Wanted] = set()
    for field in body.fields:
        if _is_kept_key(subject, field):
            continue
        if (reference := _reference(subject, field)) is not None:
            references.append(reference)
        elif (made := _value(subject, field)) is not None and _travels(body, field, made):
            items.append((key_of(field), field, made))
            imports |= made.imports
        elif field.required:
            why = f"Backline has no {field.type.text} for its {field.name}"
            if not field.type.text:
                why = f"the code does not tell the type of its field {field.name}"
            return Refusal(f"No valid {body.spoken} can be made up: {why}.")
    return Payload(body, tuple(items), tuple(references), frozenset(imports))


def _is_kept_key(subject: Subject, field: Field) -> bool:
    """Whether a change could send another key for the row, and need not: no test moves a row."""
    column = subject.resource.field(field.name) if subject.resource is not None else None
    of_key = column is not None and column.column is not None and column.column.primary_key
    return of_key and not field.required and subject.route.method in ("PATCH", "PUT")


def _whole(subject: Subject, body: Body, parameter: Parameter) -> Payload | Refusal:
    """A body that is one value: a list, or an object about whose keys nothing is known."""
    field = replace(field_of(subject, parameter), name=parameter.name)
    type_ = parameter.type
    made = made_up(subject.project, field, 0, False, True, None)
    if made is None and type_.name in ("dict", "typing.Any", "collections.abc.Mapping"):
        made = Value("{}", "")
    if made is None:
        return Refusal(f"No valid body of {subject.route.handler} can be made up: Backline has no {type_.text}.")
    return Payload(body, (), (), made.imports, made.json)


def _travels(body: Body, field: Field, made: Value) -> bool:
    """Whether a form can carry a value; a field left out has its default."""
    if body.sent == "json":
        return True
    plain = field.type.name in _SCALARS or field.type.enum is not None or bool(field.type.literals)
    return made.json != "None" and plain


def before_validated(schema: Schema | Table) -> frozenset[str]:
    """Fields with a validator that runs before pydantic's own rules: what they accept is not known."""
    names: set[str] = set()
    for node in schema.node.body:
        for call in node.decorators if isinstance(node, syntax.FunctionDef) else ():
            mode = call.keyword("mode") if isinstance(call, syntax.Call) else None
            early = isinstance(mode, syntax.Constant) and mode.value in ("before", "wrap", "plain")
            if isinstance(call, syntax.Call) and early and syntax.last_name(call) == "field_validator":
                names |= {it.value for it in call.args if isinstance(it, syntax.Constant) and isinstance(it.value, str)}
            if early and syntax.last_name(call) == "model_validator":
                names |= {it.name for it in schema.fields}
    return frozenset(names)


def _reference(subject: Subject, field: Field) -> Reference | None:
    of_row = subject.resource.field(field.name) if subject.resource else None
    column = (of_row.column if of_row else None) or field.column
    if column is None or column.foreign_key is None:
        return None
    target = table_named(subject.project, column.foreign_key.table)
    attribute = target.field(column.foreign_key.column) if target else None
    if target is None or attribute is None or (target is subject.resource and field.type.optional):
        return None
    return Reference(key_of(field), field, target, attribute)


def _value(subject: Subject, field: Field) -> Value | None:
    variant = 1 if subject.route.method in ("PATCH", "PUT") else 0
    of_row = subject.resource.field(field.name) if subject.resource else None
    column = of_row.column if of_row else None
    if column is not None and column.foreign_key is not None and field.type.optional:
        return Value("None", "None")  # a tree's root
    default = _default(field)
    if default is not None and (field.name.startswith(("is_", "has_")) or field.type.name != "bool"):
        return default
    aware = not (subject.resource and of_row) or keeps_time_zones(subject.resource, of_row)
    unique = bool(subject.resource and of_row and field.name in unique_fields(subject.resource))
    made = made_up(subject.project, field, variant, unique, aware, column_limits(of_row) if of_row else None)
    if made is not None and default is not None:
        return Value("True" if default.json == "False" else "False", "")
    return made


def _default(field: Field) -> Value | None:
    """A literal default, kept: another state may come with rules of its own."""
    text = field.default
    if text is None or text in ("None", "..."):
        return None
    if text in ("True", "False") or text.lstrip("-").replace(".", "", 1).isdigit():
        return Value(text, text)
    if text[:1] in "\"'" and text[-1:] == text[:1] and text.count(text[0]) == 2 and "\\" not in text:
        return Value(f'"{text[1:-1]}"', "") if '"' not in text[1:-1] else Value(text, "")
    if field.type.enum is not None:
        member = text.rpartition(".")[2]
        literal = dict(field.type.enum.members).get(member)
        return None if literal is None else Value(f'"{literal}"' if isinstance(literal, str) else str(literal), "")
    return None

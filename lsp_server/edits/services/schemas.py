"""The text of request and response schemas that a table lacks."""

from dataclasses import dataclass

from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.schema_plan import WrittenRole, own_base, schema_base
from lsp_server.edits.services.spelling import Needs
from lsp_server.project.models.values import Constraints, Field, Schema
from lsp_server.project.names.modules import Symbol
from lsp_server.project.services.entity_names import article

_DOCS: dict[WrittenRole, str] = {
    "create": "What a client sends to make {one}.",
    "update": "What a client may change of {one}; fields that are not sent stay.",
    "public": "What clients see of {one}.",
}


def schema_text(plan: Plan, role: WrittenRole, needs: Needs) -> str:
    """One schema class, with the imports it needs added to `needs`."""
    include = {"create": plan.roles.in_create, "update": plan.roles.in_update, "public": plan.roles.in_public}[role]
    fields = [it for it in plan.table.fields if include(it)]
    base, shared = _base(plan, role, fields, needs)
    lines = [
        f"class {plan.schemas[role].name}({base.written}):",
        f'    """{_DOCS[role].format(one=article(plan.entity.words))}"""',
        "",
    ]
    if role == "public" and base.needs_attributes:
        lines += [f"    model_config = {needs.use('pydantic', 'ConfigDict')}(from_attributes=True)", ""]
    fields = [it for it in fields if it.name not in shared]
    if role == "create":
        fields = sorted(fields, key=lambda it: _default(it, needs) is not None)
    lines += [f"    {_field(it, role, needs, base.library, plan.style.optional)}" for it in fields]
    return "\n".join(lines).rstrip() + "\n"


@dataclass(frozen=True)
class _Base:
    written: str
    library: str  # "sqlmodel" or "pydantic"
    needs_attributes: bool  # reading a row has to be allowed explicitly


def _base(plan: Plan, role: WrittenRole, fields: list[Field], needs: Needs) -> tuple[_Base, set[str]]:
    """What the schema is derived from, and the fields that this brings."""
    own = own_base(plan.project, plan.table) if role != "update" else None
    if own is not None and {it.name for it in own.fields} <= {it.name for it in fields}:
        return _Base(needs.first_party(own.path, own.name), "sqlmodel", False), {it.name for it in own.fields}
    found = schema_base(plan.project, plan.conventions, plan.schemas[role].path)
    if isinstance(found, Symbol):
        schema = plan.project.schema_of(found)
        reads = schema is not None and schema.from_attributes
        written = needs.first_party(found.path, found.name)
        return _Base(written, "sqlmodel" if _is_sqlmodel(schema) else "pydantic", not reads), set()
    # A SQLModel class has a `metadata` of its own, which a field of that name would hide.
    if found == "sqlmodel" and plan.is_sqlmodel and not any(it.name == "metadata" for it in fields):
        return _Base(needs.use("sqlmodel", "SQLModel"), "sqlmodel", False), set()
    return _Base(needs.use("pydantic", "BaseModel"), "pydantic", True), set()


def _is_sqlmodel(schema: Schema | None) -> bool:
    return schema is not None and "SQLModel" in schema.bases


def _field(field: Field, role: WrittenRole, needs: Needs, base: str, optional: bool) -> str:
    def or_none(type_: str) -> str:
        return f"{needs.use('typing', 'Optional')}[{type_}]" if optional else f"{type_} | None"

    column = field.column
    type_ = needs.type_of(field)
    nullable = column.nullable if column is not None else field.type.optional
    if role == "public":
        return f"{field.name}: {or_none(type_) if nullable else type_}"
    default: str | None
    if role == "update":
        type_, default = or_none(type_), "None"
    else:
        default = _default(field, needs)
        type_ = or_none(type_) if nullable or default == "None" else type_
    limits = _limits(field.constraints)
    if not limits and (default is None or not default.startswith("default_factory=")):
        return f"{field.name}: {type_}" + (f" = {default}" if default is not None else "")
    call = needs.use(base, "Field")
    given = [] if default is None else [default if default.startswith("default_factory=") else f"default={default}"]
    return f"{field.name}: {type_} = {call}({', '.join([*given, *limits])})"


def _default(field: Field, needs: Needs) -> str | None:
    """The default that a client need not send; None: it must send a value."""
    if field.default_factory is not None:
        return f"default_factory={needs.value(field.default_factory, field.path)}"
    if field.default is not None:
        return needs.value(field.default, field.path)
    column = field.column
    if column is not None and (column.nullable or column.server_default is not None):
        return "None"
    return None if field.required else "None"


def _limits(found: Constraints) -> list[str]:
    names = ("min_length", "max_length", "ge", "gt", "le", "lt", "multiple_of", "max_digits", "decimal_places")
    limits = [f"{it}={_number(value)}" for it in names if (value := getattr(found, it)) is not None]
    return [*limits, *([] if found.pattern is None else [f"pattern={found.pattern!r}"])]


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)

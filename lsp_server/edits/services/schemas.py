"""The text of request and response schemas that a table lacks."""

from lsp_server.edits.services.plan import Plan, WrittenRole, in_create, in_public, in_update
from lsp_server.edits.services.spelling import Needs, without_none
from lsp_server.project.models.values import Constraints, Field

_DOCS: dict[WrittenRole, str] = {
    "create": "What a client sends to make {one}.",
    "update": "What a client may change of {one}; fields that are not sent stay.",
    "public": "What clients see of {one}.",
}
_INCLUDED = {"create": in_create, "update": in_update, "public": in_public}


def schema_text(plan: Plan, role: WrittenRole, needs: Needs) -> str:
    """One schema class, with the imports it needs added to `needs`."""
    from lsp_server.project.services.entity_names import article

    base = plan.conventions.schema_base.value
    if base == "sqlmodel" and not plan.is_sqlmodel:
        base = "pydantic"
    needs.add("sqlmodel" if base == "sqlmodel" else "pydantic", "SQLModel" if base == "sqlmodel" else "BaseModel")
    lines = [
        f"class {plan.schemas[role].name}({'SQLModel' if base == 'sqlmodel' else 'BaseModel'}):",
        f'    """{_DOCS[role].format(one=article(plan.entity.words))}"""',
        "",
    ]
    if role == "public" and base == "pydantic":
        needs.add("pydantic", "ConfigDict")
        lines += ["    model_config = ConfigDict(from_attributes=True)", ""]
    fields = [it for it in plan.table.fields if _INCLUDED[role](plan, it)]
    if role == "create":
        fields = sorted(fields, key=lambda it: _default(it, needs) is not None)
    lines += [f"    {_field(it, role, needs, base)}" for it in fields]
    return "\n".join(lines).rstrip() + "\n"


def _field(field: Field, role: WrittenRole, needs: Needs, base: str) -> str:
    column = field.column
    type_ = needs.expression(without_none(field.type.text), field.path)
    nullable = column.nullable if column is not None else field.type.optional
    if role == "public":
        return f"{field.name}: {type_}{' | None' if nullable else ''}"
    default: str | None
    if role == "update":
        type_, default = f"{type_} | None", "None"
    else:
        default = _default(field, needs)
        optional = nullable or default == "None"
        type_ = f"{type_} | None" if optional else type_
    limits = _limits(field.constraints)
    if not limits and (default is None or not default.startswith("default_factory=")):
        return f"{field.name}: {type_}" + (f" = {default}" if default is not None else "")
    needs.add("sqlmodel" if base == "sqlmodel" else "pydantic", "Field")
    given = [] if default is None else [default if default.startswith("default_factory=") else f"default={default}"]
    return f"{field.name}: {type_} = Field({', '.join([*given, *limits])})"


def _default(field: Field, needs: Needs) -> str | None:
    """The default that a client need not send; None: it must send a value."""
    if field.default_factory is not None:
        return f"default_factory={needs.expression(field.default_factory, field.path)}"
    if field.default is not None:
        return needs.expression(field.default, field.path)
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

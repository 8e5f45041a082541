"""What an answer must say: every key, the values that are known, the types of the others."""

from dataclasses import dataclass

from lsp_server.edits.contract_tests.payloads import Payload
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import class_of, key_of
from lsp_server.edits.contract_tests.steps import Steps
from lsp_server.edits.templates import quoted, wrap
from lsp_server.facts import syntax
from lsp_server.project.models import Field, Schema, Table
from lsp_server.project.types import Type

_CHECKS = {
    "int": "assert type({}) is int",
    "str": "assert type({}) is str",
    "bool": "assert type({}) is bool",
    "float": "assert isinstance({}, int | float)",
    "uuid.UUID": "assert UUID({})",
    "datetime.datetime": "assert datetime.fromisoformat({})",
    "datetime.date": "assert date.fromisoformat({})",
    "decimal.Decimal": "assert Decimal({}).is_finite()",
    "list": "assert type({}) is list",
    "dict": "assert type({}) is dict",
}
# What names the time or the author of a change differs after it.
_CHANGING = ("updated_at", "modified_at", "last_modified", "updated", "version")


@dataclass(frozen=True, slots=True)
class Known:
    """Where values come from: the body that was sent (a variable), a stored row (a variable), or both."""

    payload: Payload | None = None
    sent: str = "payload"
    row: str | None = None
    table: Table | None = None
    only: tuple[str, ...] | None = None  # of the payload's keys these were sent
    changed: bool = False  # the request changes the row


def check_item(steps: Steps, item: Schema | Table, variable: str, known: Known) -> None:
    """Assert that `variable`, a JSON object, is the `item` that is known."""
    entries, checks, spread = [], [], _spread(item, known)
    for field in _shown(item):
        key = quoted(key_of(field))
        if spread and known.payload and key_of(field) in _sent_keys(known):
            continue
        text = _value(steps, field, known)
        if text is None:
            text = f"{variable}[{key}]"
            checks += _checks(steps, field, f"{variable}[{key}]", known)
        entries.append(f"{key}: {text}")
    if spread:
        entries.insert(0, f"**{known.sent}")
    if not _always_whole(steps):
        steps.call(f"assert {variable}.items() >= {{", entries, "}.items()")
    else:
        steps.add(_dict(f"assert {variable} == {{", entries, steps.plan.width))
    for it in checks:
        steps.add(it)


def _dict(head: str, entries: list[str], width: int) -> str:
    if any(it.startswith("**") for it in entries) or len(entries) <= 2:
        return wrap(head, entries, "}", indent=4, line_length=width)
    return f"{head}\n" + "".join(f"        {it},\n" for it in entries) + "    }"


def returned_keys(steps: Steps) -> tuple[str, ...] | None:
    """The keys of the dict that a handler without response model always returns, if it writes them out."""
    returned = [
        it.value for it in syntax.walk_scope(*steps.plan.subject.route.node.body) if isinstance(it, syntax.Return)
    ]
    keys: set[tuple[str, ...]] = set()
    for it in returned:
        if not isinstance(it, syntax.Dict):
            return None
        names = [key.value for key, _ in it.items if isinstance(key, syntax.Constant) and isinstance(key.value, str)]
        if len(names) != len(it.items):
            return None
        keys.add(tuple(names))
    return keys.pop() if len(keys) == 1 else None


def check_keys(steps: Steps, variable: str, keys: tuple[str, ...]) -> None:
    listed = [quoted(it) for it in keys]
    steps.call(f"assert set({variable}) == {{", listed, "}")


def _shown(item: Schema | Table) -> tuple[Field, ...]:
    return item.fields


def _always_whole(steps: Steps) -> bool:
    """Whether every declared key is always there: not when the route leaves out unset or empty ones."""
    for call in steps.plan.subject.route.node.decorators:
        if isinstance(call, syntax.Call) and any(
            (it.arg or "").startswith(("response_model_exclude", "response_model_include")) for it in call.keywords
        ):
            return False
    return True


def _sent_keys(known: Known) -> tuple[str, ...]:
    if known.payload is None:
        return ()
    keys = (*(key for key, _, _ in known.payload.items), *(it.key for it in known.payload.references))
    return tuple(it for it in keys if known.only is None or it in known.only)


def _spread(item: Schema | Table, known: Known) -> bool:
    """Whether the answer repeats the whole body, so that `**payload` says it."""
    if known.payload is None:
        return False
    shown = {key_of(it): it for it in _shown(item)}
    sent = {key: field for key, field, _ in known.payload.items} | {it.key: it.field for it in known.payload.references}
    keys = _sent_keys(known)
    return len(keys) > 0 and all(key in shown and _same(sent[key], shown[key]) for key in keys)


def _value(steps: Steps, field: Field, known: Known) -> str | None:
    """The source text of the value that the field must have in JSON; None where it can't be known."""
    key = key_of(field)
    if known.payload is not None and key in _sent_keys(known):
        sent = {name: it for name, it, _ in known.payload.items} | {it.key: it.field for it in known.payload.references}
        return f"{known.sent}[{quoted(key)}]" if _same(sent[key], field) else None
    if known.row is not None and known.table is not None:
        return _of_row(field, known.row, known.table, known.changed)
    return _of_user(steps, field, known)


def _of_row(field: Field, row: str, table: Table, changed: bool) -> str | None:
    column = table.field(field.name)
    if column is None or not _same(column, field) or field.type.name in ("datetime.datetime", "datetime.timedelta"):
        return None
    if changed and field.name in _CHANGING:
        return None
    if column.column is not None and column.column.onupdate and changed:
        return None
    text = f"{row}.{field.name}"
    if field.type.name == "decimal.Decimal" or (
        field.type.enum is not None and column.type.optional and not _given(column)
    ):
        return f"str({text})" if field.type.name == "decimal.Decimal" and _given(column) else None
    if column.type.optional and not _given(column) and json_of(text, field.type) != text:
        return None
    return json_of(text, field.type)


def _given(column: Field) -> bool:
    """Whether a stored row surely has a value there."""
    return not column.type.optional or column.column is None or column.default in (None, "None")


def _of_user(steps: Steps, field: Field, known: Known) -> str | None:
    """The owner's id of what a signed-in user creates."""
    subject, signed = steps.plan.subject, steps.plan.signed
    owner = subject.owner_column(subject.resource) if subject.resource else None
    if signed is None or not steps.signed_in or owner is None or owner.name != field.name or steps.headers:
        return None
    text = signed.identity(owner.type)
    return f"str({text})" if field.type.name == "uuid.UUID" else text


def _checks(steps: Steps, field: Field, text: str, known: Known) -> list[str]:
    nested = class_of(steps.plan.subject.project, field.type)
    column = known.table.field(field.name) if known.table else None
    if (
        column is not None
        and known.row is not None
        and field.type.name == "datetime.datetime"
        and not column.type.optional
    ):
        if not (known.changed and (field.name in _CHANGING or (column.column and column.column.onupdate))) and _same(
            column, field
        ):
            return [f"assert datetime.fromisoformat({text}) == {known.row}.{field.name}"]
    if field.type.optional:
        return []
    if nested is not None:
        keys = ", ".join(quoted(key_of(it)) for it in nested.fields)
        return [wrap(f"assert set({text}) == {{", keys.split(", "), "}", indent=4, line_length=steps.plan.width)]
    if field.type.enum is not None:
        values = [repr(it).replace("'", '"') for _, it in field.type.enum.members if it is not None]
        return [wrap(f"assert {text} in {{", values, "}", indent=4, line_length=steps.plan.width)] if values else []
    check = _CHECKS.get(field.type.name)
    return [check.format(text)] if check else []


def _same(one: Field, other: Field) -> bool:
    return _kind(one.type) == _kind(other.type)


def _kind(type_: Type) -> tuple[str, str]:
    name = "str" if type_.name in ("pydantic.EmailStr", "pydantic.HttpUrl", "typing.Literal") else type_.name
    name = "uuid.UUID" if name == "pydantic.UUID4" else name
    return (name, type_.symbol.path if type_.symbol else "")

"""What an answer must say: every key, the values that are known, the types of the others."""

from dataclasses import dataclass

from lsp_server.edits.contract_tests.payloads import Payload
from lsp_server.edits.contract_tests.rows import json_of
from lsp_server.edits.contract_tests.shapes import class_of, key_of
from lsp_server.edits.contract_tests.steps import Steps, collection
from lsp_server.edits.contract_tests.values import repr_of
from lsp_server.edits.templates import quoted
from lsp_server.facts import syntax
from lsp_server.project.models.values import Field, Schema, Table
from lsp_server.project.types.values import Type

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
        steps.collection(f"assert {variable}.items() >= {{", entries, "}.items()")
    else:
        steps.add(_dict(f"assert {variable} == {{", entries, steps.plan.width))
    for it in checks:
        steps.add(it)


def _dict(head: str, entries: list[str], width: int) -> str:
    """A dict, one entry a line as soon as it is worth reading that way."""
    if any(it.startswith("**") for it in entries) or len(entries) <= 2:
        return collection(head, entries, "}", width)
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
    steps.collection(f"assert set({variable}) == {{", listed, "}")


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
        return _of_row(steps, field, known)
    return _of_user(steps, field)


def _of_row(steps: Steps, field: Field, known: Known) -> str | None:
    """What a stored row has in the column that the field shows."""
    column = known.table.field(field.name) if known.table else None
    if known.table is None or column is None or not _same(column, field) or _moves(field, column, known):
        return None
    if field.type.name in ("datetime.datetime", "datetime.timedelta"):
        return None  # spelled in more than one way
    text = f"{known.row}.{field.name}"
    # A column that stays empty is None, which has no other spelling.
    return json_of(text, field.type) if _is_given(steps, known.table, column) else text


def _is_given(steps: Steps, table: Table, column: Field) -> bool:
    """Whether a stored row surely has a value there."""
    factory = steps.plan.factory(table)
    named = {name for name, _ in factory.values} | {it.column for it in factory.parents} if factory else set()
    return not _may_be_empty(column) or column.name in named


def _may_be_empty(column: Field) -> bool:
    """Whether a row can have nothing there: by its type, or since the column says so (`nullable=True`)."""
    return column.type.optional or bool(column.column and column.column.nullable)


def _moves(field: Field, column: Field, known: Known) -> bool:
    """Whether the request itself changes the value: a time stamp, a version."""
    return known.changed and (field.name in _CHANGING or bool(column.column and column.column.onupdate))


def _of_user(steps: Steps, field: Field) -> str | None:
    """The owner's id of what a signed-in user creates."""
    subject, signed = steps.plan.subject, steps.plan.signed
    owner = subject.owner_column(subject.resource) if subject.resource else None
    if signed is None or not steps.signed_in or owner is None or owner.name != field.name or steps.headers:
        return None
    text = signed.identity(owner.type)
    return f"str({text})" if field.type.name == "uuid.UUID" else text


def _checks(steps: Steps, field: Field, text: str, known: Known) -> list[str]:
    """Assertions about a value that is not known."""
    column = known.table.field(field.name) if known.table else None
    if column is not None and known.row is not None and _is_kept_moment(field, column, known):
        return [f"assert datetime.fromisoformat({text}) == {known.row}.{field.name}"]
    if field.type.optional:
        return []
    nested = class_of(steps.plan.subject.project, field.type)
    if nested is not None:
        keys = [quoted(key_of(it)) for it in nested.fields]
        return [collection(f"assert set({text}) == {{", keys, "}", steps.plan.width)]
    if field.type.enum is not None:
        values = [repr_of(it) for _, it in field.type.enum.members if it is not None]
        return [collection(f"assert {text} in {{", values, "}", steps.plan.width)] if values else []
    check = _CHECKS.get(field.type.name)
    return [check.format(text)] if check else []


def _is_kept_moment(field: Field, column: Field, known: Known) -> bool:
    """Whether a stored date-time must come back as it is."""
    is_moment = field.type.name == "datetime.datetime" and not _may_be_empty(column)
    return is_moment and not _moves(field, column, known) and _same(column, field)


def _same(one: Field, other: Field) -> bool:
    return _kind(one.type) == _kind(other.type)


def _kind(type_: Type) -> tuple[str, str]:
    name = "str" if type_.name in ("pydantic.EmailStr", "pydantic.HttpUrl", "typing.Literal") else type_.name
    name = "uuid.UUID" if name == "pydantic.UUID4" else name
    return (name, type_.symbol.path if type_.symbol else "")

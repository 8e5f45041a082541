"""Who is signed in during a test: a fixture that stores a user and makes the application take them for the caller."""

import re
from dataclasses import dataclass

from lsp_server.edits.change import Refusal
from lsp_server.edits.contract_tests.causes import causes
from lsp_server.edits.contract_tests.schema_values import made_up
from lsp_server.edits.contract_tests.shapes import class_of
from lsp_server.edits.contract_tests.subject import Subject, User
from lsp_server.edits.contract_tests.values import Value, Want, value
from lsp_server.facts import syntax
from lsp_server.project.models.values import Schema, Table
from lsp_server.project.names.modules import Symbol
from lsp_server.project.types.values import Type
from lsp_server.project.view import Project


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The fixture `name` of type `annotation`; the override gives `gives` (source text), a row where that is None."""

    name: str
    annotation: str
    user: User
    values: tuple[tuple[str, str], ...]  # what a user must have to be let in: ("is_superuser", "True")
    gives: str | None

    def identity(self, wanted: Type) -> str:
        """The user's id as a value of type `wanted`."""
        if self.user.table is None:
            have, text = self.user.gives.name, self.name
        else:
            key = self.user.table.primary_key[0]
            have, text = key.type.name, f"{self.name}.{key.name}"
        if have == wanted.name or not wanted.name:
            return text
        return f"str({text})" if wanted.name == "str" else f"UUID({text})" if wanted.name == "uuid.UUID" else text


def spelled(project: Project, symbol: Symbol) -> str:
    """The dependency as the application names it: a method by the instance of its module that it is bound to."""
    owner, _, method = symbol.name.rpartition(".")
    for name, node in project.files[symbol.path].assignments.items() if owner else ():
        match node:
            case syntax.Assign(value=syntax.Call(func=made)) if syntax.dotted(made) == owner:
                return f"{name}.{method}"
            case _:
                pass
    return symbol.name


def signed_in(subject: Subject) -> SignedIn | Refusal | None:
    """The fixture for the subject's route; None where nobody has to be signed in."""
    user = subject.user
    if user is None:
        return None
    demanded = tuple(_demanded(subject, user))
    name = (
        "admin"
        if any(not it.startswith(("is_active", "email_verified", "is_verified")) for it, _ in demanded)
        else "user"
    )
    if user.table is not None and len(user.table.primary_key) != 1:
        return Refusal(f"The users' table {user.table.name} has no single primary key.")
    if user.row and user.table is not None:
        return SignedIn(name, user.table.name, user, demanded, None)
    gives = _gives(subject, user, name)
    if gives is None:
        what = user.gives.text or "something without annotation"
        return Refusal(f"Nobody can be signed in: {user.symbol.name} gives {what}, of which Backline can make none.")
    if user.table is not None:
        return SignedIn(name, user.table.name, user, demanded, gives)
    kind = {"uuid.UUID": "UUID", "int": "int"}.get(user.gives.name, "str")
    return SignedIn(f"{name}_id", kind, user, (), gives)


def first_id(signed: SignedIn) -> str:
    """The value of a fixture that stands for a user without a table."""
    return {"UUID": "uuid4()", "int": "1"}.get(signed.annotation, "str(uuid4())")


def _demanded(subject: Subject, user: User) -> list[tuple[str, str]]:
    """The attributes that the handler and its dependencies insist on."""
    found: dict[str, str] = {}
    for raised in subject.route.raises:
        if raised.status not in (400, 401, 403) or user.table is None:
            continue
        for cause in causes(subject.project, raised):
            field = user.table.field(cause.name) if cause.kind == "flag" else None
            if (
                field is not None
                and field.default != cause.value
                and re.fullmatch(r"[\w.]+|\"[^\"]*\"|'[^']*'", cause.value)
            ):
                found[cause.name] = cause.value
    return list(found.items())


def _gives(subject: Subject, user: User, name: str) -> str | None:
    """What the replaced dependency returns, as source text."""
    key = user.table.primary_key[0] if user.table else None
    identity = f"{name}.{key.name}" if key else f"{name}_id"
    kind = user.gives.name
    if kind == "None":
        return "None"  # It only checks, and tells nobody who asks.
    if kind == "bool":
        return "True"
    if kind in ("str", "int", "uuid.UUID"):
        have = key.type.name if key else kind
        return identity if have == kind else f"str({identity})" if kind == "str" else f"UUID({identity})"
    schema = class_of(subject.project, user.gives)
    if schema is not None and not isinstance(schema, Table):
        return _instance(subject, schema, identity, name, user)
    if kind == "dict":
        return _dict(subject, user, identity, name)
    return None


def _instance(subject: Subject, schema: Schema, identity: str, name: str, user: User) -> str | None:
    given = []
    for field in schema.fields:
        text = _of_user(field.name, field.type.name, identity, name, user)
        if text is None and field.required:
            made = made_up(subject.project, field, 0, False, True, None)
            made = _python(field.type, made)
            text = made.python if made else None
        if text is None and field.required:
            return None
        if text is not None:
            given.append(f"{field.name}={text}")
    return f"{schema.name}({', '.join(given)})"


def _python(type_: Type, made: Value | None) -> Value | None:
    exact = value(Want("value", type_))
    return exact if exact is not None and type_.name != "str" else made and Value(made.json, made.json)


def _dict(subject: Subject, user: User, identity: str, name: str) -> str | None:
    """A dict with the keys that the function writes or the handlers read."""
    node = user.symbol.node
    returned = [it.value for it in syntax.walk_scope(*getattr(node, "body", ())) if isinstance(it, syntax.Return)]
    keys = [
        key.value
        for it in returned
        if isinstance(it, syntax.Dict)
        for key, _ in it.items
        if isinstance(key, syntax.Constant) and isinstance(key.value, str)
    ]
    if not keys:
        keys = sorted(_read_keys(subject))
    items = [(key, _of_user(key, "", identity, name, user)) for key in dict.fromkeys(keys)]
    if not any(text for _, text in items):
        return None
    return "{" + ", ".join(f'"{key}": {text or quoted_key(key)}' for key, text in items) + "}"


def quoted_key(key: str) -> str:
    return f'"{key}"'


def _read_keys(subject: Subject) -> set[str]:
    """The string keys that the handler takes out of what the dependency gave it."""
    parameter = next((it.parameter for it in subject.route.dependencies if it.kind == "auth" and it.parameter), None)
    keys: set[str] = set()
    for it in syntax.walk(*subject.route.node.body):
        if isinstance(it, syntax.Subscript) and syntax.dotted(it.value) == parameter:
            keys |= {x.value for x in it.slices if isinstance(x, syntax.Constant) and isinstance(x.value, str)}
        if isinstance(it, syntax.Call) and syntax.dotted(it.func) == f"{parameter}.get" and it.args:
            keys |= {x.value for x in it.args[:1] if isinstance(x, syntax.Constant) and isinstance(x.value, str)}
    return keys


def _of_user(field: str, kind: str, identity: str, name: str, user: User) -> str | None:
    if field in ("id", "user_id", "sub", "uid", "subject"):
        if user.table is None:
            return identity
        have = user.table.primary_key[0].type.name
        wants_text = kind == "str" or (not kind and have == "uuid.UUID")
        return f"str({identity})" if wants_text and have != "str" else identity
    if user.table is not None and user.table.field(field) is not None:
        return f"{name}.{field}"
    return None

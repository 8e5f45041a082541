"""A field's default is made once, when the module is imported.

Reports `datetime.now()`, `utcnow()`, `date.today()`, `uuid4()`, `time.time()` and tokens of `secrets` as the default
of a field of a table or schema, and as the `onupdate` of a column; also in a mixin that has columns.

## Why is this bad?

The call runs when the class is defined. Every row that the process writes gets the time of its start, and the second
row with a `uuid4()` key violates the primary key. A row that is updated is said to have been changed when the process
started.

## Example

```python
class Hero(SQLModel, table=True):
    id: uuid.UUID = Field(default=uuid.uuid4(), primary_key=True)
    created_at: datetime = Field(default=datetime.now(UTC))
```

## Use instead

```python
class Hero(SQLModel, table=True):
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
```

## Fix

Inside `Field(…)` the default becomes a `default_factory`, inside `Column(…)` and `mapped_column(…)` a function; so does
an `onupdate`. This is not applied without being asked, because rows get other values than before.

## When to ignore

Where the time of the start is what is meant.
"""

from collections.abc import Iterator

from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Symbol
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule
from lsp_server.text import Edit, Span

CODE = "BL304"
_MAKERS = frozenset(
    "datetime.datetime.now datetime.datetime.utcnow datetime.datetime.today datetime.date.today time.time uuid.uuid1 "
    "uuid.uuid4 uuid.uuid7 secrets.token_hex secrets.token_urlsafe secrets.token_bytes".split()
)
_FIELDS = frozenset({"sqlmodel.Field", "pydantic.Field"})
_KEYWORDS = ("default", "onupdate")
_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    if not file.says(*(f"{it.rpartition('.')[2]}(" for it in _MAKERS)):
        return
    for name, node in file.classes:
        found = list(_in_class(file, project, name, node))
        if not found:
            continue
        is_model = project.has_fields(Symbol(file.path, name, node))  # asked last, because it takes longer
        yield from (it for it, is_column in found if is_model or is_column)


def _in_class(file: FileFacts, project: Project, scope: str, node: syntax.ClassDef) -> Iterator[tuple[Finding, bool]]:
    """What is found, and whether it is a column's: that is one in a mixin too, which is no model itself."""
    for statement in node.body:
        if isinstance(statement, syntax.Assign) and statement.value is not None:
            yield from _in_field(file, project, scope, statement, statement.value)


def _in_field(
    file: FileFacts, project: Project, scope: str, statement: syntax.Assign, value: syntax.Expr
) -> Iterator[tuple[Finding, bool]]:
    if _is_made(file, project, scope, value):
        if statement.annotation is not None and syntax.last_name(statement.annotation) != "ClassVar":
            yield _finding(file, value, ()), False
        return
    for call in syntax.walk_scope(value):
        if not isinstance(call, syntax.Call) or not any(isinstance(it, syntax.Call) for it in _defaults(call)):
            continue
        function = library_name(project.modules, file.path, call, scope)
        if function in _FIELDS | _COLUMNS:
            is_field = function in _FIELDS
            yield from ((it, not is_field) for it in _in_call(file, project, scope, call, is_field=is_field))


def _defaults(call: syntax.Call) -> Iterator[syntax.Expr]:
    """What a call may be given as a default."""
    yield from call.args[:1]
    for it in call.keywords:
        if it.arg in _KEYWORDS:
            yield it.value
        elif it.arg == "sa_column_kwargs" and isinstance(it.value, syntax.Dict):
            yield from (value for key, value in it.value.items if _word(key) in _KEYWORDS)


def _word(node: syntax.Expr | None) -> str:
    return node.value if isinstance(node, syntax.Constant) and isinstance(node.value, str) else ""


def _in_call(file: FileFacts, project: Project, scope: str, call: syntax.Call, *, is_field: bool) -> Iterator[Finding]:
    if is_field and call.args and _is_made(file, project, scope, call.args[0]):
        made = call.args[0]
        yield _finding(file, made, _fix(file, made, made.span, "default_factory="))
    for it in call.keywords:
        if it.arg == "sa_column_kwargs" and is_field and isinstance(it.value, syntax.Dict):
            for key, value in it.value.items:
                if (name := _word(key)) in _KEYWORDS and _is_made(file, project, scope, value):
                    yield _finding(file, value, _fix(file, value, value.span, "", name), name)
        elif it.arg in _KEYWORDS[: 1 if is_field else 2] and _is_made(file, project, scope, it.value):
            prefix = "default_factory=" if is_field else f"{it.arg}="
            yield _finding(file, it.value, _fix(file, it.value, it.span, prefix, it.arg), it.arg)


def _is_made(file: FileFacts, project: Project, scope: str, node: syntax.Expr) -> bool:
    return isinstance(node, syntax.Call) and library_name(project.modules, file.path, node, scope) in _MAKERS


def _finding(file: FileFacts, made: syntax.Expr, fixes: tuple[Fix, ...], keyword: str = "default") -> Finding:
    what = "everything that a process makes" if keyword == "default" else "every row that a process updates"
    message = f"`{file.document.slice(made.span)}` runs once, on import: {what} gets the same value."
    return Finding(CODE, made.span, message, fixes)


def _fix(file: FileFacts, made: syntax.Expr, span: Span, prefix: str, keyword: str = "default") -> tuple[Fix, ...]:
    assert isinstance(made, syntax.Call)
    bare = not made.args and not made.keywords
    factory = file.document.slice(made.func.span if bare else made.span)
    edit = Edit(span, prefix + (factory if bare else f"lambda: {factory}"))
    if keyword == "onupdate":
        change = Change((EditFile(file.document, (edit,)),), "The value is made for each update.")
        return (Fix("Make the value for each update", change, safe=False),)
    change = Change((EditFile(file.document, (edit,)),), "The default is made for each row.")
    return (Fix("Make the default for each row", change, safe=False),)


RULE = Rule(CODE, "default-made-at-import", "warning", "0.1", check)

"""A field's default is made once, when the module is imported.

Reports `datetime.now()`, `utcnow()`, `date.today()`, `uuid4()`, `time.time()` and tokens of `secrets` as the default
of a field of a table or schema.

## Why is this bad?

The call runs when the class is defined. Every row that the process writes gets the time of its start, and the second
row with a `uuid4()` key violates the primary key.

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

Inside `Field(…)` the default becomes a `default_factory`, inside `Column(…)` and `mapped_column(…)` a function. This is
not applied without being asked, because new rows get other values than before.

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
_COLUMNS = frozenset({"sqlalchemy.Column", "sqlalchemy.orm.mapped_column"})


def check(file: FileFacts, project: Project) -> Iterator[Finding]:
    if not file.says(*(f"{it.rpartition('.')[2]}(" for it in _MAKERS)):
        return
    for name, node in file.classes:
        found = list(_in_class(file, project, name, node))
        if found and project.has_fields(Symbol(file.path, name, node)):  # asked last, because it takes longer
            yield from found


def _in_class(file: FileFacts, project: Project, scope: str, node: syntax.ClassDef) -> Iterator[Finding]:
    for statement in node.body:
        if isinstance(statement, syntax.Assign) and statement.value is not None:
            yield from _in_field(file, project, scope, statement, statement.value)


def _in_field(
    file: FileFacts, project: Project, scope: str, statement: syntax.Assign, value: syntax.Expr
) -> Iterator[Finding]:
    if _is_made(file, project, scope, value):
        if statement.annotation is not None and syntax.last_name(statement.annotation) != "ClassVar":
            yield _finding(file, value, ())
        return
    for call in syntax.walk_scope(value):
        if not isinstance(call, syntax.Call) or not any(isinstance(it, syntax.Call) for it in _defaults(call)):
            continue
        function = library_name(project.modules, file.path, call, scope)
        if function in _FIELDS | _COLUMNS:
            yield from _in_call(file, project, scope, call, is_field=function in _FIELDS)


def _defaults(call: syntax.Call) -> Iterator[syntax.Expr]:
    """What a call may be given as a default."""
    yield from call.args[:1]
    yield from (it.value for it in call.keywords if it.arg == "default")


def _in_call(file: FileFacts, project: Project, scope: str, call: syntax.Call, *, is_field: bool) -> Iterator[Finding]:
    if is_field and call.args and _is_made(file, project, scope, call.args[0]):
        made = call.args[0]
        yield _finding(file, made, _fix(file, made, made.span, "default_factory="))
    for it in call.keywords:
        if it.arg == "default" and _is_made(file, project, scope, it.value):
            prefix = "default_factory=" if is_field else "default="
            yield _finding(file, it.value, _fix(file, it.value, it.span, prefix))


def _is_made(file: FileFacts, project: Project, scope: str, node: syntax.Expr) -> bool:
    return isinstance(node, syntax.Call) and library_name(project.modules, file.path, node, scope) in _MAKERS


def _finding(file: FileFacts, made: syntax.Expr, fixes: tuple[Fix, ...]) -> Finding:
    text = file.document.slice(made.span)
    return Finding(
        CODE, made.span, f"`{text}` runs once, on import: everything that a process makes gets the same value.", fixes
    )


def _fix(file: FileFacts, made: syntax.Expr, span: Span, prefix: str) -> tuple[Fix, ...]:
    assert isinstance(made, syntax.Call)
    bare = not made.args and not made.keywords
    factory = file.document.slice(made.func.span if bare else made.span)
    edit = Edit(span, prefix + (factory if bare else f"lambda: {factory}"))
    change = Change((EditFile(file.document, (edit,)),), "The default is made for each row.")
    return (Fix("Make the default for each row", change, safe=False),)


RULE = Rule(CODE, "default-made-at-import", "warning", "0.1", check)

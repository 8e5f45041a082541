"""The source text of tests, helpers and fixtures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lsp_server.edits import imports, templates
from lsp_server.edits.change import EditFile, NewFile
from lsp_server.edits.contract_tests.harness import Harness
from lsp_server.edits.contract_tests.names import article, module_name, words
from lsp_server.edits.contract_tests.payloads import Payload
from lsp_server.edits.contract_tests.promise import Promise
from lsp_server.edits.contract_tests.rows import Factory
from lsp_server.edits.contract_tests.signed_in import SignedIn, first_id, spelled
from lsp_server.edits.contract_tests.steps import Plan
from lsp_server.edits.contract_tests.subject import needs_database
from lsp_server.facts import syntax
from lsp_server.facts.file import read
from lsp_server.project.names.modules import Symbol
from lsp_server.project.tests.apps import App
from lsp_server.project.view import Project
from lsp_server.text import Document, Edit, Span, apply

# Where the names come from that generated code may use.
_LIBRARY: Mapping[str, str] = {
    "Any": "typing", "Annotated": "typing", "AsyncIterator": "collections.abc", "Iterator": "collections.abc",
    "date": "datetime", "datetime": "datetime", "time": "datetime", "timedelta": "datetime", "UTC": "datetime",
    "Decimal": "decimal", "UUID": "uuid", "uuid4": "uuid", "Depends": "fastapi", "FastAPI": "fastapi",
    "ASGITransport": "httpx", "AsyncClient": "httpx", "TestClient": "fastapi.testclient", "NullPool": "sqlalchemy.pool",
    "URL": "sqlalchemy", "make_url": "sqlalchemy", "Connection": "sqlalchemy", "Engine": "sqlalchemy",
    "create_engine": "sqlalchemy", "AsyncConnection": "sqlalchemy.ext.asyncio", "AsyncEngine": "sqlalchemy.ext.asyncio",
    "create_async_engine": "sqlalchemy.ext.asyncio", "SQLModel": "sqlmodel",
}  # fmt: skip
_MODULES = ("os", "pytest", "pytest_asyncio")


def test_block(plan: Plan, promise: Promise, mark: str | None) -> str:
    """A test function; `mark` stands over it where the module has none."""
    harness = plan.harness
    types = {
        harness.client: harness.client_class[1],
        harness.session: harness.session_class[1],
        "field": "str",
        "value": "str | float" if promise.kind == "accepts" or "query" in promise.name else "object",
    }
    types |= {it: "dict[str, str]" for it in (harness.headers, harness.admin_headers) if it}
    if plan.signed is not None:
        types[plan.signed.name] = plan.signed.annotation
        types.setdefault("user", plan.signed.annotation)
    order = [harness.client, harness.session]
    fixtures = sorted(promise.fixtures, key=lambda it: order.index(it) if it in order else len(order))
    decorators = [f"@{mark}"] if mark else []
    if promise.cases:
        decorators.append(_parametrize(promise.arguments, promise.cases, plan.width))
    return templates.render(
        "contract_tests/test.py.j2",
        line_length=plan.width,
        decorators=decorators,
        define=harness.define,
        name=promise.name,
        parameters=[f"{it}: {types[it]}" for it in (*fixtures, *promise.arguments)],
        says=promise.says,
        statements=promise.statements,
    ).rstrip("\n")


def _parametrize(arguments: Sequence[str], cases: Sequence[str], width: int) -> str:
    named = (
        f'"{arguments[0]}"' if len(arguments) == 1 else f"({', '.join(f'{chr(34)}{it}{chr(34)}' for it in arguments)})"
    )
    listed = f"[{', '.join(cases)}]"
    flat = f"@pytest.mark.parametrize({named}, {listed})"
    if len(flat) <= width:
        return flat
    middle = f"    {named}, {listed}"
    if len(middle) <= width:
        return f"@pytest.mark.parametrize(\n{middle}\n)"
    if len(listed) + 5 <= width:
        return f"@pytest.mark.parametrize(\n    {named},\n    {listed},\n)"
    inner = "".join(f"        {_case(it, width)},\n" for it in cases)
    return f"@pytest.mark.parametrize(\n    {named},\n    [\n{inner}    ],\n)"


def _case(text: str, width: int) -> str:
    if len(text) + 9 <= width or not text.startswith("pytest.param("):
        return text
    inner = text.removeprefix("pytest.param(").removesuffix(")")
    return f"pytest.param(\n            {inner}\n        )"


def user_block(plan: Plan, signed: SignedIn, app: str) -> str:
    """The fixture of the signed-in user."""
    harness, table = plan.harness, signed.user.table
    values = "".join(f", {name}={value}" for name, value in signed.values)
    made = f"{signed.name} = {first_id(signed)}"
    parameters = []
    if table is not None:
        factory = plan.factory(table)
        made = f"{signed.name} = {harness.wait}{factory.name if factory else ''}({harness.session}{values})"
        parameters = [f"{harness.session}: {harness.session_class[1]}"]
    if plan.subject.app.is_factory:
        parameters.append("app: FastAPI")
    provider = plan.subject.provider
    gives = signed.gives or (None if provider else signed.name)
    is_async = harness.runner != "sync" and (table is not None or gives is None)
    return templates.render(
        "contract_tests/user.py.j2",
        line_length=plan.width,
        decorator=harness.decorator if is_async else "@pytest.fixture",
        define="async def" if is_async else "def",
        iterator="AsyncIterator" if is_async else "Iterator",
        wait=harness.wait,
        name=signed.name,
        annotation=signed.annotation,
        parameters=parameters,
        made=made,
        gives=gives,
        app=app,
        dependency=spelled(plan.subject.project, signed.user.symbol),
        session_class=harness.session_class[1],
        provider=provider.name if provider else "",
        key=table.primary_key[0].name if table else "",
    ).rstrip("\n")


def payload_block(payload: Payload, width: int) -> str:
    items = [f'"{key}": {made.json}' for key, _, made in payload.items]
    return _render("payload", width, name=payload.name, schema=payload.body.spoken, items=items)


def factory_block(factory: Factory, harness: Harness, width: int) -> str:
    return _render(
        "factory",
        width,
        define=harness.define,
        wait=harness.wait,
        name=factory.name,
        session_class=harness.session_class[1],
        table=factory.table.name,
        says=f"{article('stored ' + words(factory.table.name)).capitalize()}; `values` replace the made-up ones.",
        parents=factory.parents,
        items=[f'"{name}": {made.python}' for name, made in factory.values],
    )


def unique_block(width: int) -> str:
    return _render("unique", width)


def fixtures_block(plan: Plan, app: App, metadata: Sequence[str], driver: str) -> str:
    """Our fixtures for a conftest.py."""
    provider = plan.subject.provider
    kept = "fixtures_async" if plan.harness.runner != "sync" else "fixtures_sync"
    return _render(
        kept if needs_database(plan.subject) else "fixtures_plain",
        plan.width,
        app="app" if app.is_factory else app.name,
        app_factory=app.name if app.is_factory else "",
        app_parameter=(", app: FastAPI" if provider else "app: FastAPI") if app.is_factory else "",
        metadata=metadata,
        provider=provider.name if provider else "",
        expires=bool(provider and provider.expire_on_commit is not False),
        commits=bool(provider and provider.commits),
        driver=driver,
    )


def module(says: str, mark: str | None, blocks: Iterable[str], width: int) -> str:
    return templates.render("contract_tests/module.py.j2", line_length=width, says=says, mark=mark, blocks=list(blocks))


def _render(template: str, width: int, /, **values: object) -> str:
    return templates.render(f"contract_tests/{template}.py.j2", line_length=width, **values).rstrip("\n")


# --------------------------------------------------------------------------- files


def new_file(project: Project, path: str, text: str, known: Mapping[str, str], width: int) -> NewFile:
    """A new module with the imports that its text needs; `known` tells the module of each name of the project."""
    document = Document(path, text)
    edits = imports.add(
        document, *_wanted(text, known, frozenset()), first_party=_first_party(project), line_length=width
    )
    return NewFile(path, apply(text, edits))


def extended(
    project: Project, path: str, tests: Sequence[str], helpers: Sequence[str], known: Mapping[str, str], width: int
) -> EditFile:
    """An existing module with `tests` below its last test and `helpers` at its end."""
    facts = project.files[path]
    document = facts.document
    end = len(document.data)
    ends = (it.span.end for it in facts.definitions.values() if it.name.startswith(("test", "Test")))
    last = max(ends, default=end)
    # A test may end in a comment or lack its line ending: whole lines only.
    line = document.line_of(last)
    last = document.line_span(line + 1).start if line + 1 < document.line_count else end
    there = frozenset((*facts.definitions, *facts.assignments, *_imported(project, path, known)))
    wanted = _wanted("\n".join((*tests, *helpers)), known, there)
    edits = imports.add(facts, *wanted, first_party=_first_party(project), line_length=width)
    if last == end:
        return EditFile(document, (*edits, *_appended(document, (*tests, *helpers))))
    inside = "".join(f"\n\n{it}\n" for it in tests).replace("\n", document.newline)
    middle = (Edit(Span(last, last), inside),) if tests else ()
    return EditFile(document, (*edits, *middle, *_appended(document, tuple(helpers))))


def _imported(project: Project, path: str, known: Mapping[str, str]) -> Iterator[str]:
    """Names that the file has from another module of the project already, which only hands them on."""
    for name, module_ in known.items():
        there = project.modules.find(module_, path)
        wanted = project.modules.resolve(there, name) if there is not None else None
        found = project.modules.resolve(path, name)
        match wanted, found:
            case Symbol(), Symbol() if (wanted.path, wanted.name) == (found.path, found.name):
                yield name
            case _:
                pass


def _appended(document: Document, blocks: Sequence[str]) -> Iterator[Edit]:
    if blocks:
        end = len(document.data)
        before = "" if not document.text or document.text.endswith(("\n", "\r")) else "\n"
        text = before + "".join(f"\n\n{it}\n" for it in blocks)
        yield Edit(Span(end, end), text.replace("\n", document.newline))


def _wanted(text: str, known: Mapping[str, str], taken: frozenset[str]) -> list[imports.Wanted]:
    """The imports for the names that a text uses and does not define."""
    facts = read(Document("generated.py", text))
    used = {it.id for it in syntax.walk(*facts.body) if isinstance(it, syntax.Name)}
    local = {
        it.name for node in syntax.walk(*facts.body) if isinstance(node, syntax.FunctionDef) for it in node.parameters
    }
    used -= set(facts.definitions) | taken
    found: list[imports.Wanted] = [it for it in _MODULES if it in used]
    found += [(known[it], it) for it in sorted(used) if it in known and it not in local]
    found += [(_LIBRARY[it], it) for it in sorted(used) if it in _LIBRARY and it not in known]
    return found


def _first_party(project: Project) -> frozenset[str]:
    return frozenset(module_name(project.modules, path).partition(".")[0] for path in project.files)

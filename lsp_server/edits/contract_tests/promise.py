"""One test as a value, and what its makers share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.edits.contract_tests.causes import Cause, causes
from lsp_server.edits.contract_tests.steps import Plan, Steps
from lsp_server.edits.contract_tests.subject import Key, Subject, is_target
from lsp_server.facts import syntax

_STORED = re.compile(r"(await )?add_\w+\(")


@dataclass(frozen=True, slots=True)
class Promise:
    """One test. `statements` are source text, unindented at their first lines; `cases` parametrize it."""

    name: str  # of the test function
    kind: str
    says: str  # its docstring
    statuses: tuple[int, ...]
    fixtures: tuple[str, ...]
    statements: tuple[str, ...]
    arguments: tuple[str, ...] = ()  # "field", "value"
    cases: tuple[str, ...] = ()


def _handler(plan: Plan) -> str:
    return f"test_{plan.subject.route.handler.rpartition('.')[2]}".replace("test_test_", "test_")


def promise(
    steps: Steps, suffix: str, says: str, *statuses: int, arguments: tuple[str, ...] = (), cases: tuple[str, ...] = ()
) -> Promise:
    name = _handler(steps.plan) + (f"_{suffix}" if suffix else "")
    kind = suffix.partition("_")[0] or "success"
    statements = tuple(_unnamed(steps.lines))
    return Promise(name, kind, says, statuses, tuple(steps.fixtures), statements, arguments, cases)


def _unnamed(lines: list[str]) -> Iterator[str]:
    """The statements without names for rows that no other statement asks for: stored is enough then."""
    for place, line in enumerate(lines):
        name, _, stored = line.partition(" = ")
        others = (*lines[:place], *lines[place + 1 :])
        kept = not _STORED.match(stored) or any(re.search(rf"\b{re.escape(name)}\b", it) for it in others)
        yield line if kept else stored


def spoken(subject: Subject) -> str:
    return f"{subject.route.method} {subject.route.path}"


def updates(plan: Plan) -> bool:
    return plan.subject.route.method in ("PATCH", "PUT") and resource_key(plan) is not None


def resource_key(plan: Plan) -> Key | None:
    subject = plan.subject
    return next((it for it in subject.keys if it.table is not None and it.table is subject.resource), None)


def raised(plan: Plan, kind: str) -> Iterator[tuple[int, Cause]]:
    for it in plan.subject.route.raises:
        if it.status is not None:
            for cause in causes(plan.subject.project, it):
                if cause.kind == kind:
                    yield it.status, cause


def is_reached(plan: Plan) -> bool:
    """Whether stored rows of the resource belong to the row that the path names: "/teams/{team_id}/heroes"."""
    resource = plan.subject.resource
    tables = [it.table for it in plan.subject.keys if it.table is not None and it.table is not resource]
    users = plan.signed.user.table if plan.signed else None
    columns = [it.column for it in resource.fields] if resource else []
    pointed = [it.foreign_key.table for it in columns if it is not None and it.foreign_key is not None]
    return all(table is users or any(is_target(name, table) for name in pointed) for table in tables)


def compares(plan: Plan, column: str) -> bool:
    """Whether the handler, or a function in which it can fail, compares the owner's column."""
    project, route = plan.subject.project, plan.subject.route
    places = {(it.path, it.where) for it in route.raises} | {(route.file, route.handler)}
    nodes = (project.files[path].definitions.get(name) for path, name in places if path in project.files)
    return any(
        isinstance(side, syntax.Attribute) and side.attr == column
        for node in nodes
        if node is not None
        for it in syntax.walk(node)
        if isinstance(it, syntax.Compare)
        for side in (it.left, *it.comparators)
    )

"""How the project's hand writes: docstrings, optional types, lists, who commits. Read from its services."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.services.placement import files_inside
from lsp_server.facts import syntax
from lsp_server.project.services.code_habits import SCOPES
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.values import Operation, Service
from lsp_server.project.view import Project

Docs = Literal["none", "plain", "sections"]
_WRITING: tuple[Operation, ...] = ("create", "update", "delete")
_FINDING: tuple[Operation, ...] = ("get", "update", "delete")
_SECTIONS = re.compile(r"^\s*(Args|Parameters|Returns|Raises):", re.MULTILINE)


@dataclass(frozen=True)
class Style:
    """Answers for one import root; without evidence, Backline's own habits."""

    docs: Docs = "plain"
    bare_columns: bool = False  # `Hero.id == hero_id` where types allow it, not `col(Hero.id) == hero_id`
    optional: bool = False  # `Optional[Hero]`, not `Hero | None`
    lists: bool = False  # `list[Hero]`, not `Sequence[Hero]`
    flushes: bool = False  # services flush, and somebody else commits
    scope_first: bool = False  # `get_task(session, user_id, task_id)`
    class_methods: bool = False  # @classmethod rather than @staticmethod


def read_style(project: Project, conventions: Conventions, existing: Service | None) -> Style:
    """The habits around `conventions.root`; those of the service that exists weigh most."""
    inside = files_inside(project, conventions.root)
    services = [it for it in project.services if it.path in inside]
    near = [existing] if existing and existing.operations else services
    texts = [facts.document.text for facts in inside.values()]
    imported = Counter(it.name for facts in inside.values() for it in facts.imports if it.module == "sqlmodel")
    optional = sum(it.count("Optional[") for it in texts)
    return Style(
        docs=_docs(near, project),
        bare_columns=bool(services) and imported["select"] > 0 and imported["col"] == 0,
        optional=optional > sum(len(re.findall(r"\| None\b|\bNone \|", it)) for it in texts),
        lists=_lists(near if existing and "list" in existing.operations else services),
        flushes=_flushes(near) if existing and set(_WRITING) & set(existing.operations) else _flushes(services),
        scope_first=_scope_first(services),
        class_methods=_class_methods(near),
    )


def _operations(services: list[Service]) -> Iterator[syntax.FunctionDef]:
    for service in services:
        for operation, node in service.operations.items():
            if operation not in service.inherited:
                yield node


def _docs(services: list[Service], project: Project) -> Docs:
    """By the public functions of the services' files, for a few operations alone say little."""
    found = Counter[Docs]()
    for path, owner in {(it.path, it.node) for it in services}:
        body = owner.body if owner is not None else project.files[path].body
        for it in body:
            if isinstance(it, syntax.FunctionDef) and not it.name.startswith("_"):
                said = it.docstring
                found["none" if said is None else "sections" if _SECTIONS.search(said) else "plain"] += 1
    if sum(found.values()) < 2:
        return "plain"
    return max(("plain", "sections", "none"), key=lambda it: found[it])


def _lists(services: list[Service]) -> bool:
    found = Counter[str]()
    for it in services:
        node = it.operations.get("list")
        if node is not None and node.returns is not None:
            names = [
                syntax.last_name(each.value) for each in syntax.walk(node.returns) if isinstance(each, syntax.Subscript)
            ]
            found.update(name for name in names if name in ("list", "List", "Sequence"))
    return found["list"] + found["List"] > found["Sequence"]


def _flushes(services: list[Service]) -> bool:
    """Whether those that write end with a flush, or with nothing, and somebody above them commits."""
    found = Counter[bool]()
    for service in services:
        for operation in _WRITING:
            node = service.operations.get(operation)
            if node is None:
                continue
            calls = {
                it.func.attr
                for it in syntax.walk(*node.body)
                if isinstance(it, syntax.Call) and isinstance(it.func, syntax.Attribute)
            }
            if "commit" in calls:
                found[False] += 1
            elif "flush" in calls:
                found[True] += 1
    return found[True] > found[False]


def _scope_first(services: list[Service]) -> bool:
    found = Counter[bool]()
    for it in services:
        for operation in _FINDING:
            node = it.operations.get(operation)
            names = [each.name for each in node.parameters] if node else []
            scope = next((at for at, name in enumerate(names) if name in SCOPES), None)
            key = next((at for at, name in enumerate(names) if name not in SCOPES and name.endswith("id")), None)
            if scope is not None and key is not None:
                found[scope < key] += 1
    return found[True] > found[False]


def _class_methods(services: list[Service]) -> bool:
    found = Counter(syntax.last_name(it) for node in _operations(services) for it in node.decorators)
    return found["classmethod"] > found["staticmethod"]

"""What a service does when it finds no row, or when the database refuses one: as the project's other services do."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.edits.services.placement import files_inside
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.errors import ErrorStyle
from lsp_server.project.services.values import Operation, Service
from lsp_server.project.view import Project

# What becomes of an IntegrityError: told by the constraint's name, left alone, rolled back and raised again, raised
# as another error, or answered with None.
Refused = Literal["translate", "propagate", "again", "other", "none"]
_FINDING: tuple[Operation, ...] = ("get", "update")
_WRITING: tuple[Operation, ...] = ("create", "update")
_REPEATED = re.compile(r"already|duplicate|taken|conflict", re.IGNORECASE)


@dataclass(frozen=True)
class Refusals:
    """How services of this project say no."""

    missing: ErrorStyle
    refused: Refused = "translate"
    error: tuple[str, str] | None = None  # for "other": the error's name, and the file that writes it so
    conflict: int = 409  # the status of a repetition, where services raise HTTPException
    status_names: bool = False  # `status.HTTP_404_NOT_FOUND`, not 404


def read_refusals(project: Project, conventions: Conventions, existing: Service | None) -> Refusals:
    """For services around `conventions.root`; the manner of the service that exists counts most."""
    files = files_inside(project, conventions.root)
    missing = _manner(existing) or conventions.errors.value
    if missing == "domain":
        return Refusals(missing)
    if missing == "http":
        return Refusals(missing, conflict=_conflict_status(files), status_names=_names_statuses(files))
    for service in sorted(project.services, key=lambda it: it != existing):
        for operation in _WRITING:
            node = service.operations.get(operation)
            if node is not None and service.path in files and (found := _caught(node, service.path)) is not None:
                return found
    return Refusals(missing, "propagate")


def _manner(existing: Service | None) -> ErrorStyle | None:
    """Whether the functions of this very service answer None."""
    if existing is None:
        return None
    for operation in _FINDING:
        node = existing.operations.get(operation)
        if node is not None and answers_none(node):
            return None if any(isinstance(it, syntax.Raise) for it in syntax.walk(*node.body)) else "none"
    return None


def answers_none(node: syntax.FunctionDef) -> bool:
    """Whether the annotation of what a function returns allows None."""
    match node.returns:
        case syntax.Subscript(value=value):
            return syntax.last_name(value) == "Optional"
        case syntax.BinOp(op="|") as union:
            return any(isinstance(it, syntax.Constant) and it.value is None for it in syntax.walk(union))
        case _:
            return False


def _caught(node: syntax.FunctionDef, path: str) -> Refusals | None:
    """What a function that writes does with an IntegrityError; None where it does not catch one."""
    for it in syntax.walk(*node.body):
        if not isinstance(it, syntax.ExceptHandler) or "IntegrityError" not in set(_names(it.types)):
            continue
        for inner in syntax.walk(*it.body):
            match inner:
                case syntax.Raise(exc=None):
                    return Refusals("none", "again")
                case syntax.Raise(exc=syntax.Call(func=func, args=(_,), keywords=())) if syntax.dotted(func):
                    return Refusals("none", "other", (syntax.dotted(func) or "", path))
                case syntax.Return():
                    return Refusals("none", "none")
                case _:
                    pass
    return None


def _names(nodes: tuple[syntax.Expr, ...]) -> Iterator[str | None]:
    return (syntax.last_name(it) for it in syntax.walk(*nodes))


def _conflict_status(files: Mapping[str, FileFacts]) -> int:
    """The status that most say that something exists already with."""
    found = Counter[int]()
    for facts in files.values():
        if "HTTPException" not in facts.document.text or not _REPEATED.search(facts.document.text):
            continue
        for node in syntax.walk(*facts.body):
            if isinstance(node, syntax.Call) and syntax.last_name(node.func) == "HTTPException":
                written = facts.document.slice(node.span)
                status = re.search(r"\b(400|409|422)\b|HTTP_(400|409|422)_", written)
                if status and _REPEATED.search(written.partition("detail")[2]):
                    found[int(status[1] or status[2])] += 1
    return max(found, key=lambda it: (found[it], it == 409), default=409)


def _names_statuses(files: Mapping[str, FileFacts]) -> bool:
    texts = [it.document.text for it in files.values()]
    named = sum(it.count("status.HTTP_") for it in texts)
    return named > sum(len(re.findall(r"status_code=\d|HTTPException\(\d", it)) for it in texts)

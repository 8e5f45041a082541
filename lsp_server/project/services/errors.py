"""How services say that something can't be done: domain exceptions, HTTPException, or None."""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.services.evidence import Convention, Place, majority
from lsp_server.project.services.values import Service

ErrorStyle = Literal["domain", "http", "none"]

_GENERIC = {
    "not_found": re.compile(
        r"(Entity|Resource|Object|Item|Record|Row|Model)?(NotFound|DoesNotExist)(Error|Exception)?"
    ),
    "conflict": re.compile(
        r"(Entity|Resource|Object|Item|Record)?(Conflict|AlreadyExists|Duplicate|Duplicated)(Error|Exception)?"
    ),
    "invalid": re.compile(r"InvalidField(Error|Exception)?"),
}


def error_style(services: tuple[Service, ...], modules: Modules) -> Convention[ErrorStyle]:
    """By what reading, changing and deleting functions of existing services do where there is no row."""
    return majority(_seen(services, modules), "domain")


def _seen(services: tuple[Service, ...], modules: Modules) -> Iterator[tuple[ErrorStyle, Place]]:
    for service in services:
        for operation, node in service.operations.items():
            if operation in service.inherited:
                continue
            place = Place(service.path, node.name_span)
            raised = [
                _raised(it, service.path, modules) for it in syntax.walk(*node.body) if isinstance(it, syntax.Raise)
            ]
            if "http" in raised:
                yield "http", place
            elif "domain" in raised:
                yield "domain", place
            elif operation in ("get", "update") and _is_optional(node.returns):
                yield "none", place


def _raised(node: syntax.Raise, path: str, modules: Modules) -> ErrorStyle | None:
    name = syntax.dotted(node.exc.func if isinstance(node.exc, syntax.Call) else node.exc)
    if name is None:
        return None
    if name.rpartition(".")[2] == "HTTPException":
        return "http"
    found = modules.resolve(path, name)
    return "domain" if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None


def _is_optional(annotation: syntax.Expr | None) -> bool:
    match annotation:
        case syntax.Subscript(value=value):
            return syntax.last_name(value) == "Optional"
        case syntax.BinOp(op="|"):
            return any(isinstance(it, syntax.Constant) and it.value is None for it in syntax.walk(annotation))
        case _:
            return False


def domain_errors(files: Mapping[str, FileFacts]) -> Mapping[str, Symbol]:
    """The project's own general errors, by what they mean; those of one entity (TaskNotFound) are not general.

    Only classes that can be raised with one message, or as the modules that Backline wrote, count.
    """
    found: dict[str, Symbol] = {}
    for path, facts in files.items():
        for name, node in facts.classes:
            for meaning, pattern in _GENERIC.items():
                if "." not in name and pattern.fullmatch(name) and meaning not in found and _usable(node):
                    found[meaning] = Symbol(path, name, node)
        translate = facts.definitions.get("from_integrity_error")
        if isinstance(translate, syntax.FunctionDef):
            found["translate"] = Symbol(path, "from_integrity_error", translate)
    return found


def _usable(node: syntax.ClassDef) -> bool:
    """Whether it is an exception whose constructor takes a message first, an entity and a key, or nothing."""
    if not node.bases:
        return False
    init = next((it for it in node.body if isinstance(it, syntax.FunctionDef) and it.name == "__init__"), None)
    if init is None:
        return any(
            (syntax.last_name(it) or "").endswith(("Error", "Exception", "Found", "Conflict")) for it in node.bases
        )
    required = [it for it in init.parameters[1:] if it.default is None and not it.kind.startswith("var")]
    return len(required) <= 2

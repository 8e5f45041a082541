"""Functions that FastAPI calls: route handlers by their decorators, dependencies by their own parameters.

Read from one file at a time; full paths, prefixes and mounting are in `routes.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.functions.signatures import method
from lsp_server.project.names.classes import externals, library_name, lookup
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.sessions.expressions import Scope, called
from lsp_server.project.types.link import resolve_type

METHODS = frozenset("get post put patch delete head options trace api_route".split())
_CALLED = tuple(f".{it}(" for it in METHODS)
_ROUTERS = frozenset({"fastapi.APIRouter", "fastapi.FastAPI"})
# What FastAPI's own functions mark in a signature says that FastAPI calls it.
_MARKERS = frozenset(
    f"fastapi.{it}" for it in ("Depends", "Security", "Path", "Query", "Header", "Cookie", "Body", "Form", "File")
)


@dataclass(frozen=True, slots=True)
class Handler:
    """A function with a decorator such as `@router.get("/heroes/{hero_id}")`."""

    name: str  # qualified
    node: syntax.FunctionDef
    decorator: syntax.Call
    router: str  # as written: "router"
    method: str  # "get", "api_route"
    path: str | None  # as the decorator says it, without prefixes; None: not known


def handlers(modules: Modules, file: FileFacts) -> Iterator[Handler]:
    """The route handlers of a file, in its order. One with two decorators is two."""
    if file.says("@") and file.says(*_CALLED):
        for name, _ in file.functions:
            yield from handlers_of(modules, file, name)


def handlers_of(modules: Modules, file: FileFacts, name: str) -> Iterator[Handler]:
    """What the function of this qualified name is the handler of: once for each of its decorators."""
    node = file.function(name)
    for it in node.decorators if node is not None else ():
        match it:
            case syntax.Call(func=syntax.Attribute(value=owner, attr=attr)) if attr in METHODS:
                router = syntax.dotted(owner)
                if node is not None and router is not None and _is_router(modules, file, router):
                    path = text_of(modules, file.path, it.argument(0, "path"), name)
                    yield Handler(name, node, it, router, attr, path)
            case _:
                pass


def is_dependency(modules: Modules, path: str, name: str, node: syntax.FunctionDef) -> bool:
    """Whether FastAPI is told how to fill a parameter, by `Depends()`, `Header()` and the like: only handlers and
    dependencies have such. Others are dependencies only because something asks for them: see `is_asked_for`."""
    for it in node.parameters:
        if isinstance(it.default, syntax.Call) and library_name(modules, path, it.default, name) in _MARKERS:
            return True
        if it.annotation is not None and _has_marker(modules, path, it.annotation):
            return True
    return False


def callee(modules: Modules, path: str, name: str, body: Body, call: syntax.Call) -> Symbol | None:
    """The function or method of the project that a call in the function `name` goes to.

    Beyond plain names: methods of a variable whose class is known, by its annotation or by what made it, and those
    that a class has of one above it: `User.get_by(db)`.
    """
    found = called(Scope(modules, path, name, body.function), call)
    if found is not None and isinstance(found.node, syntax.FunctionDef):
        return found
    match call.func:
        case syntax.Attribute(value=syntax.Name() as owner, attr=attr):
            class_ = class_of(modules, path, name, body, owner) or _class_named(modules, path, name, body, owner.id)
            return _method(modules, class_, attr) if class_ is not None else None
        case syntax.Attribute(value=syntax.Attribute() as owner, attr=attr):
            dotted = syntax.dotted(owner)
            class_ = _class_named(modules, path, name, body, dotted) if dotted is not None else None
            return _method(modules, class_, attr) if class_ is not None else None
        case syntax.Attribute(value=syntax.Call(func=maker), attr=attr):
            made = syntax.dotted(maker)
            symbol = lookup(modules, path, name, made) if made is not None else None
            return _method(modules, symbol, attr) if isinstance(symbol, Symbol) else None
        case _:
            return None


def class_of(modules: Modules, path: str, name: str, body: Body, owner: syntax.Name) -> Symbol | None:
    """The project's class that a variable of the function `name` is an instance of."""
    sure, maybe = body.definition(owner)
    if sure is None or maybe:
        return None
    if sure.how == "parameter":
        parameter = body.function.parameter(sure.name)
        annotation = parameter.annotation if parameter is not None else None
        return resolve_type(modules, path, annotation, name).symbol if annotation is not None else None
    if sure.how == "assigned" and isinstance(sure.value, syntax.Call):
        made = syntax.dotted(sure.value.func)
        found = lookup(modules, path, name, made) if made is not None else None
        return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None
    return None


def _class_named(modules: Modules, path: str, name: str, body: Body, dotted: str) -> Symbol | None:
    """The class itself that a name stands for which the function does not bind."""
    found = lookup(modules, path, name, dotted) if dotted.partition(".")[0] not in body.bindings else None
    return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None


def _method(modules: Modules, owner: Symbol, name: str) -> Symbol | None:
    """A method of a class, its own or inherited."""
    return method(modules, owner, name) if isinstance(owner.node, syntax.ClassDef) else None


def _is_router(modules: Modules, file: FileFacts, name: str) -> bool:
    """An APIRouter or FastAPI; where that can't be looked up, a name that says so in a file that uses FastAPI."""
    found = lookup(modules, file.path, "", name)
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
        value = found.node.value
        if not isinstance(value, syntax.Call):
            return _named_so(file, name)
        made = syntax.dotted(value.func)
        class_ = lookup(modules, found.path, "", made) if made is not None else None
        if isinstance(class_, External):
            return class_.name in _ROUTERS or class_.name.startswith("fastapi")
        if isinstance(class_, Symbol) and isinstance(class_.node, syntax.ClassDef):
            return bool(_ROUTERS & externals(modules, class_))
        return _named_so(file, name)
    return found is None and _named_so(file, name)


def _named_so(file: FileFacts, name: str) -> bool:
    said: Literal["router", "app"] | str = name.rpartition(".")[2]
    return said.endswith(("router", "app")) and any(it.module.startswith("fastapi") for it in file.imports)


def _has_marker(modules: Modules, path: str, annotation: syntax.Expr, depth: int = 4) -> bool:
    """Whether an annotation is, or names, `Annotated[…, Depends(…)]`, or one with another marker."""
    if depth <= 0:
        return False
    if isinstance(annotation, syntax.Subscript) and syntax.last_name(annotation.value) == "Annotated":
        return any(library_name(modules, path, it) in _MARKERS for it in annotation.slices[1:])
    name = syntax.dotted(annotation)
    found = lookup(modules, path, "", name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign | syntax.TypeAlias):
        value = found.node.value
        return value is not None and _has_marker(modules, found.path, value, depth - 1)
    return False

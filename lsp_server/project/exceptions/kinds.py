"""Exceptions as code makes and catches them: which class it is, and what `except` takes."""

import builtins
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import key, lookup, mro
from lsp_server.project.names.literals import Placed, items
from lsp_server.project.names.modules import External, Modules, Symbol

HTTP_EXCEPTIONS = frozenset({"fastapi.HTTPException", "starlette.exceptions.HTTPException"})

Class = Symbol | External


def class_of(modules: Modules, path: str, scope: str, node: syntax.Expr | None) -> Class | None:
    """The exception class that a name stands for; None for anything else."""
    name = syntax.dotted(node)
    found = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(found, External):
        return External(canonical(found.name))
    if found is None and name is not None and isinstance(getattr(builtins, name, None), type):
        return External(name)
    return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None


def ancestors(modules: Modules, class_: Class) -> tuple[Class, ...]:
    """The class and all classes above it, nearest first; every exception ends in `Exception`."""
    above = mro(modules, class_) if isinstance(class_, Symbol) else (class_,)
    found: list[Class] = []
    for it in above:
        if isinstance(it, External):
            found += _library(canonical(it.name))
        else:
            found.append(it)
    return (*found, External("Exception"), External("BaseException"))


def _library(name: str) -> Iterator[External]:
    yield External(name)
    if name == "fastapi.HTTPException":
        yield External("starlette.exceptions.HTTPException")
    if name == "fastapi.RequestValidationError":
        yield External("ValueError")
    if name.startswith("sqlalchemy.exc."):
        yield External("sqlalchemy.exc.SQLAlchemyError")
    found = getattr(builtins, name, None)
    if isinstance(found, type):
        yield from (External(it.__name__) for it in found.__mro__[1:])


def is_http(modules: Modules, class_: Class) -> bool:
    """Whether FastAPI answers the exception by itself, with the status it carries."""
    return any(isinstance(it, External) and it.name in HTTP_EXCEPTIONS for it in ancestors(modules, class_))


def catches(modules: Modules, path: str, scope: str, handler: syntax.ExceptHandler, class_: Class) -> bool:
    """Whether an `except` takes an exception of this class."""
    if not handler.types:
        return True
    above = {key(it) for it in ancestors(modules, class_)}
    for it in handler.types:
        for one in items(modules, Placed(it, path, scope)) or (Placed(it, path, scope),):
            taken = class_of(modules, one.path, one.scope, one.node)
            if taken is not None and key(taken) in above:
                return True
    return False


def raises_again(handler: syntax.ExceptHandler) -> bool:
    """Whether an `except` lets the exception go on: `raise`, `raise error`, or an answer with `error.status_code`."""
    for it in syntax.walk_scope(*handler.body):
        if handler.name is not None and syntax.dotted(it) == f"{handler.name}.status_code":
            return True
        if isinstance(it, syntax.Raise) and (
            it.exc is None or (isinstance(it.exc, syntax.Name) and it.exc.id == handler.name)
        ):
            return True
    return False

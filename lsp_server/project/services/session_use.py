"""How the session reaches a service: kept by the constructor, or given to each function."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.names.classes import class_bodies
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.services.values import Service, SessionUse, Shape

# What makes sessions is none itself: `async_sessionmaker[AsyncSession]`, `Callable[[], AsyncSession]`.
_MAKERS = frozenset({"sessionmaker", "async_sessionmaker", "Callable", "type", "Type"})


def session_of(modules: Modules, service: Service) -> SessionUse | None:
    """The session that a service has: its own functions tell, or those of its bases; None: it is given none."""
    if service.session is not None:
        return service.session
    given = (parameter_session(node) for _, name, node in functions_of(modules, service) if node.name != "__init__")
    return next((it for it in given if it is not None), None)


def functions_of(modules: Modules, service: Service) -> Iterator[tuple[str, str, syntax.FunctionDef]]:
    """The functions of a service and of its bases, each with its file and its qualified name."""
    if service.node is None:
        yield from ((service.path, it.name, it) for it in service.operations.values())
        return
    for symbol, owner in class_bodies(modules, Symbol(service.path, service.name, service.node)):
        for it in owner.body:
            if isinstance(it, syntax.FunctionDef):
                yield symbol.path, f"{symbol.name}.{it.name}", it


def constructor_session(init: syntax.FunctionDef) -> SessionUse | None:
    """The session that a constructor is given and keeps."""
    found = parameter_session(init)
    if found is None:
        return None
    for it in syntax.walk(*init.body):
        match it:
            case syntax.Assign(
                targets=(syntax.Attribute(value=syntax.Name(id="self"), attr=attr),), value=syntax.Name(id=name)
            ):
                if name == found.name:
                    return SessionUse(found.name, attr, found.annotation, found.keyword_only)
            case _:
                pass
    return None


def method_shape(method: syntax.FunctionDef | None) -> Shape:
    """How a method is called: on an instance, or on the class."""
    decorators = {syntax.last_name(it) for it in method.decorators} if method else set()
    return "static" if decorators & {"staticmethod", "classmethod"} else "method"


def parameter_session(node: syntax.FunctionDef) -> SessionUse | None:
    """The parameter that is a session, by its annotation or else by its name."""
    for it in node.parameters:
        names = dict.fromkeys(syntax.last_name(x) for x in syntax.walk(it.annotation)) if it.annotation else {}
        if not _MAKERS.isdisjoint(names):
            continue
        annotated = any(name and re.search(r"(Session|SessionDep|DbDep)$", name) for name in names)
        if annotated or (it.annotation is None and it.name in ("session", "db", "db_session")):
            text = next((name for name in names if name and name.endswith(("Session", "Dep"))), None)
            plain = [x.name for x in node.parameters if x.kind == "positional" and x.name not in ("self", "cls")]
            last = len(plain) > 1 and plain[-1] == it.name
            return SessionUse(it.name, None, text, it.kind == "keyword", last)
    return None

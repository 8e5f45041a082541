"""How the session reaches a service: kept by the constructor, or given to each function."""

import re

from lsp_server.facts import syntax
from lsp_server.project.services.values import SessionUse, Shape


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
        annotated = any(name and re.search(r"(Session|SessionDep|DbDep)$", name) for name in names)
        if annotated or (it.annotation is None and it.name in ("session", "db", "db_session")):
            text = next((name for name in names if name and name.endswith(("Session", "Dep"))), None)
            return SessionUse(it.name, None, text, it.kind == "keyword")
    return None

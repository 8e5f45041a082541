"""How an exception of the project is made, as its constructor allows: by the names of what it asks for."""

import re
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.names.classes import class_bodies, externals
from lsp_server.project.names.modules import Modules, Symbol

_MESSAGE = re.compile(r"(error_)?(message|msg|details?|text|reason|description)")
_ENTITY = re.compile(r"(entity|resource|model|object|item|record|table)(_(name|type|kind))?")
_KEY = re.compile(r"(\w+_)?(id|key|pk|uuid|identifier)")
_BUILT_IN = re.compile(r"(builtins\.)?\w*(Exception|Error)")


@dataclass(frozen=True, slots=True)
class Said:
    """What can be told of an error, each as source text. `key`: None where the row's key is not known."""

    message: str
    entity: str
    key: str | None = None


def raised(modules: Modules, error: Symbol, name: str, said: Said) -> str | None:
    """The call that makes the exception, spelled `name` there; None where what it wants can't be told for sure."""
    init = _init(modules, error)
    if init is None:
        return f"{name}({said.message})" if _takes_text(modules, error) else None
    parameters = [it for it in init.parameters[1:] if not it.kind.startswith("var")]
    required = [it for it in parameters if it.default is None]
    if not required:
        told = next((it for it in parameters if _MESSAGE.fullmatch(it.name)), None)
        return f"{name}({told.name}={said.message})" if told is not None else f"{name}()"
    values = [_value(it, said, alone=len(required) == 1) for it in required]
    given = [
        f"{it.name}={value}" if it.kind == "keyword" else value
        for it, value in zip(required, values, strict=True)
        if value is not None
    ]
    return f"{name}({', '.join(given)})" if len(given) == len(required) else None


def _takes_text(modules: Modules, error: Symbol) -> bool:
    """Whether a class without a constructor of its own is made as Python's exceptions are."""
    above = externals(modules, error) - {"object", "builtins.object"}
    decorated = any(owner.decorators for _, owner in class_bodies(modules, error))
    return bool(above) and not decorated and all(_BUILT_IN.fullmatch(it) for it in above)


def _init(modules: Modules, error: Symbol) -> syntax.FunctionDef | None:
    """The constructor that counts: the nearest."""
    bodies = (owner.body for _, owner in class_bodies(modules, error))
    found = (it for body in bodies for it in body if isinstance(it, syntax.FunctionDef) and it.name == "__init__")
    return next(found, None)


def _value(parameter: syntax.Parameter, said: Said, *, alone: bool) -> str | None:
    """What a parameter is given, by its name; text only where the annotation does not ask for something else."""
    kind = syntax.last_name(parameter.annotation) if parameter.annotation is not None else None
    takes_text = parameter.annotation is None or kind in ("str", "object", "Any")
    if _KEY.fullmatch(parameter.name):
        return f"str({said.key})" if said.key is not None and kind == "str" else said.key
    if not takes_text:
        return None
    if _ENTITY.fullmatch(parameter.name):
        return said.entity
    return said.message if alone or _MESSAGE.fullmatch(parameter.name) else None

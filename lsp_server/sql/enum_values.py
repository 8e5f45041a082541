"""Which values an enumeration has in the database, where the code says it in the usual words: `values_callable=…`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.returned import only_returned
from lsp_server.sql.values import Unknown


@dataclass(frozen=True, slots=True)
class Untold:
    """Stands for a member's value that the text does not tell. Values have to differ, or Python would see aliases."""

    place: int


def values_of(modules: Modules, at: Placed) -> Callable[[Iterable[Enum]], list[object]] | None:
    """What `lambda e: [m.value for m in e]`, or a function of the project that says so, makes of the members.

    None where it is anything else.
    """
    parameters, body = _function(modules, at)
    if len(parameters) != 1 or body is None:
        return None
    if isinstance(body, syntax.Call) and syntax.dotted(body.func) in ("list", "tuple") and len(body.args) == 1:
        body = body.args[0]
    match body:
        case syntax.Comprehension(
            kind="list" | "generator",
            element=element,
            generators=(syntax.Generator(target=syntax.Name(id=one), iter=syntax.Name(id=all_), conditions=()),),
        ) if all_ == parameters[0].name:
            return _each(element, one)
        case _:
            return None


def _function(modules: Modules, at: Placed) -> tuple[tuple[syntax.Parameter, ...], syntax.Expr | None]:
    if isinstance(at.node, syntax.Lambda):
        return at.node.parameters, at.node.body
    name = syntax.dotted(at.node)
    found = lookup(modules, at.path, at.scope, name) if name is not None else None
    if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
        return (), None
    return found.node.parameters, only_returned(found.node)


def _each(element: syntax.Expr, one: str) -> Callable[[Iterable[Enum]], list[object]] | None:
    match element:
        case syntax.Attribute(value=syntax.Name(id=name), attr="value" | "name" as attr) if name == one:
            return lambda members: [_said(it, attr, as_text=False) for it in members]
        case syntax.Call(
            func=syntax.Name(id="str"),
            args=(syntax.Attribute(value=syntax.Name(id=name), attr="value" | "name" as attr),),
            keywords=(),
        ) if name == one:
            return lambda members: [_said(it, attr, as_text=True) for it in members]
        case _:
            return None


def _said(member: Enum, attribute: Literal["value", "name"], *, as_text: bool) -> object:
    found = member.name if attribute == "name" else member.value
    if isinstance(found, Untold):
        raise Unknown(f"The value of {type(member).__name__}.{member.name} is not known.")
    return str(found) if as_text else found

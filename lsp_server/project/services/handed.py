"""Which database sessions a call hands to what it runs: as arguments, and to the object that it is a method of."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules
from lsp_server.project.sessions.receivers import parameter_kind, session_kind
from lsp_server.project.sessions.values import SessionKind


def handed_sessions(modules: Modules, path: str, name: str, body: Body, call: syntax.Call) -> Iterator[SessionKind]:
    """The kinds of the sessions that a call in the function `name` of a file hands over.

    Of `service.list(session)` and `Service(session).list()` that of `session`; of a `service` that was made here, or
    by the dependency that fills it, those that it was made with.
    """
    values = [*call.args, *(it.value for it in call.keywords)]
    owner = call.func.value if isinstance(call.func, syntax.Attribute) else None
    if isinstance(owner, syntax.Name):
        sure, maybe = body.definition(owner)
        for it in (sure, *maybe):
            if it is None:
                continue
            if it.how == "parameter":
                yield from _of_maker(modules, path, name, body.function.parameter(it.name))
            elif it.value is not None:
                values.extend(_arguments(it.value))
    values.extend(_arguments(owner))
    for value in values:
        kind = session_kind(modules, path, name, body, value)
        if kind is not None:
            yield kind


def _of_maker(modules: Modules, path: str, name: str, parameter: syntax.Parameter | None) -> Iterator[SessionKind]:
    """The sessions that the dependency of a parameter is given itself: what it makes works with them."""
    if parameter is None:
        return
    maker = dependency_of(modules, path, parameter.annotation, parameter.default, name)
    if maker is None or not isinstance(maker.node, syntax.FunctionDef):
        return
    for it in maker.node.parameters:
        kind = parameter_kind(modules, maker.path, maker.name, it)
        if kind is not None:
            yield kind


def _arguments(value: syntax.Expr | None) -> list[syntax.Expr]:
    if isinstance(value, syntax.Await):
        value = value.value
    return [*value.args, *(it.value for it in value.keywords)] if isinstance(value, syntax.Call) else []

"""The status that an exception carries: `HTTPException(404)`, `super().__init__(404)`, `status_code = 404`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.project.exceptions.kinds import Class, is_http
from lsp_server.project.exceptions.statuses import status_of
from lsp_server.project.names.classes import class_bodies, key, mro
from lsp_server.project.names.constants import evaluate
from lsp_server.project.names.literals import Placed, with_locals
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.substituted import substituted

_NAMES = ("status_code", "http_status", "http_status_code", "status", "code")
_DEPTH = 8


def carried(modules: Modules, class_: Class, call: Placed | None) -> int | None:
    """The status of an instance of `class_` made by `call`; without a call, that of every instance."""
    if isinstance(class_, Symbol):
        found = _by_constructor(modules, class_, class_, call, _DEPTH)
        return found if found is not None else _by_attribute(modules, class_)
    return _given(modules, call) if is_http(modules, class_) else None


def _by_constructor(modules: Modules, class_: Symbol, after: Symbol, call: Placed | None, depth: int) -> int | None:
    """What the first `__init__` from `after` on along the bases of `class_` makes of the arguments."""
    line = list(mro(modules, class_))
    names = [key(it) for it in line]
    rest = line[names.index(key(after)) :] if key(after) in names else []
    for index, owner in enumerate(rest):
        if not isinstance(owner, Symbol):
            continue
        init = modules.files[owner.path].definitions.get(f"{owner.name}.__init__")
        if not isinstance(init, syntax.FunctionDef):
            continue
        scope = f"{owner.name}.__init__"
        known = dict(_bound(modules, init, owner.path, call))
        nodes = modules.files[owner.path].scope(scope).nodes
        for it in nodes:
            if isinstance(it, syntax.Assign) and it.value is not None and any(_is_status(one) for one in it.targets):
                status = status_of(modules, Placed(substituted(it.value, known), owner.path, scope))
                if status is not None:
                    return status
        above = next((one for one in rest[index + 1 :] if isinstance(one, Symbol) and _has_init(modules, one)), None)
        for it in nodes:
            if isinstance(it, syntax.Call) and syntax.last_name(it.func) == "__init__":
                made = Placed(substituted(it, known), owner.path, scope)
                if above is not None and depth > 0:
                    return _by_constructor(modules, class_, above, made, depth - 1)
                return _given(modules, made) if is_http(modules, class_) else None
        return None
    return _given(modules, call) if is_http(modules, class_) else None


def _has_init(modules: Modules, class_: Symbol) -> bool:
    return f"{class_.name}.__init__" in modules.files[class_.path].definitions


def _given(modules: Modules, call: Placed | None) -> int | None:
    """The status among the arguments of HTTPException's own constructor."""
    if call is None or not isinstance(call.node, syntax.Call):
        return None
    said = call.node.argument(0, "status_code")
    return status_of(modules, replace(call, node=said)) if said is not None else None


def _bound(
    modules: Modules, init: syntax.FunctionDef, path: str, call: Placed | None
) -> Iterator[tuple[str, syntax.Expr]]:
    """The parameters of a constructor with the plain values that they have in one call."""
    for index, parameter in enumerate(init.parameters[1:]):
        given = None
        if call is not None and isinstance(call.node, syntax.Call):
            found = call.node.argument(index, parameter.name)
            given = replace(call, node=found) if found is not None else None
        if given is None and parameter.default is not None:
            given = Placed(parameter.default, path)
        value = _plain(modules, given) if given is not None else None
        if value is not None:
            yield parameter.name, value


def _plain(modules: Modules, it: Placed) -> syntax.Expr | None:
    status = status_of(modules, it)
    if status is not None:
        return syntax.Constant(it.node.span, status)
    found = evaluate(modules, it.path, with_locals(modules, it), it.scope)
    return syntax.Constant(it.node.span, found.value) if found is not None else None


def _by_attribute(modules: Modules, class_: Symbol) -> int | None:
    """`status_code = 404` in the class or one above it."""
    for owner, node in class_bodies(modules, class_):
        found: Mapping[str, syntax.Expr] = {
            name: it.value
            for it in node.body
            if isinstance(it, syntax.Assign) and it.value is not None
            for one in it.targets
            if (name := syntax.dotted(one)) is not None
        }
        for name in _NAMES:
            status = status_of(modules, Placed(found[name], owner.path, owner.name)) if name in found else None
            if status is not None:
                return status
    return None


def _is_status(target: syntax.Expr) -> bool:
    return (syntax.dotted(target) or "").startswith("self.") and syntax.last_name(target) in _NAMES

"""Routes that a decorator of a class makes of its methods by their names.

`@View(router, path="/items")` of fastapi-class (3.7), and `@cbv(router, "/items", …)` of fastapi-utils (0.8) and
fastapi-restful (0.6) with addresses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.functions.views import is_cbv
from lsp_server.project.names.classes import class_bodies, library_name
from lsp_server.project.names.literals import Placed, items, text_at
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routes.endpoints import METHODS, Endpoint

_VERBS = ("get", "post", "patch", "delete", "put")  # fastapi-class knows no others
_SIGNS = ("View(", "cbv(")


@dataclass(frozen=True, slots=True)
class Made:
    """One route: the router is given `call`, as if it stood in the place of the decorator."""

    router: syntax.Expr
    call: syntax.Call
    endpoint: Endpoint


def made_by_classes(modules: Modules, path: str) -> Iterator[Made]:
    """Those of a file, in its order."""
    facts = modules.files[path]
    if not facts.says(*_SIGNS):
        return
    for name, node in facts.classes:
        for it in node.decorators:
            if isinstance(it, syntax.Call) and it.args:
                yield from _of_view(modules, Symbol(path, name, node), it)
                yield from _of_cbv(modules, Symbol(path, name, node), it)


# --------------------------------------------------------------------------- fastapi-class


def _of_view(modules: Modules, class_: Symbol, view: syntax.Call) -> Iterator[Made]:
    scope = class_.name.rpartition(".")[0]
    if library_name(modules, class_.path, view, scope) not in ("fastapi_class.View", "fastapi_class.views.View"):
        return
    words = " ".join(re.findall(r"[A-Z][^A-Z]*", class_.name.rpartition(".")[2].replace("View", "")))
    for handler, said in _methods(modules, class_):
        assert isinstance(handler.node, syntax.FunctionDef)
        if said is None and handler.node.name not in _VERBS:
            continue
        methods = _verbs(modules, handler, said) if said is not None else (handler.node.name.upper(),)
        path = view.keyword("path") or _constant(view, "/")
        more = said.keyword("path") if said is not None else None
        given = {
            "path": path if more is None else syntax.BinOp(view.span, path, "+", more),
            "methods": syntax.Collection(view.span, "list", tuple(_constant(view, it) for it in methods)),
            "status_code": _said(said, "status_code") or view.keyword("default_status_code"),
            "response_model": _said(said, "response_model")
            or _listed(modules, class_, "response_model", handler.node.name)
            or _constant(view, None),
            "response_class": _said(said, "response_class")
            or _listed(modules, class_, "response_class", handler.node.name),
        }
        name = text_at(modules, Placed(it, handler.path)) if (it := _said(said, "name")) is not None else None
        own = name or f"{handler.node.name.capitalize()} {words}"
        yield Made(view.args[0], _call(view, "api_route", given), Endpoint(handler, own))


def _methods(modules: Modules, class_: Symbol) -> Iterator[tuple[Symbol, syntax.Call | None]]:
    """The methods of a class and of those above it, with the `@endpoint(…)` of fastapi-class that they have."""
    seen: set[str] = set()
    for owner, body in class_bodies(modules, class_):
        for node in body.body:
            if isinstance(node, syntax.FunctionDef) and node.name not in seen:
                seen.add(node.name)
                decorators = (it for it in node.decorators if isinstance(it, syntax.Call))
                names = ("fastapi_class.endpoint", "fastapi_class.routers.endpoint")
                said = next((it for it in decorators if library_name(modules, owner.path, it) in names), None)
                yield Symbol(owner.path, f"{owner.name}.{node.name}", node), said


def _verbs(modules: Modules, handler: Symbol, said: syntax.Call) -> tuple[str, ...]:
    """What `endpoint("GET")`, `endpoint(("PUT", Method.PATCH))` or its name says."""
    given = said.argument(0, "methods")
    if given is None:
        named = text_at(modules, Placed(said.keyword("name"), handler.path)) if said.keyword("name") else None  # type: ignore[arg-type]
        return ((named or handler.name.rpartition(".")[2]).upper(),)
    one = text_at(modules, Placed(given, handler.path))
    elements = [Placed(given, handler.path)] if one is not None else items(modules, Placed(given, handler.path))
    return tuple((text_at(modules, it) or syntax.last_name(it.node) or "").upper() for it in elements)


def _said(said: syntax.Call | None, name: str) -> syntax.Expr | None:
    return said.keyword(name) if said is not None else None


def _listed(modules: Modules, class_: Symbol, attribute: str, method: str) -> syntax.Expr | None:
    """What `response_model = {"get": Item}` of the class says of a method."""
    for owner, body in class_bodies(modules, class_):
        for it in body.body:
            if not isinstance(it, syntax.Assign) or not isinstance(it.value, syntax.Dict) or owner.path != class_.path:
                continue
            if any(syntax.dotted(one) == attribute for one in it.targets):
                keys = ((key, value) for key, value in it.value.items if isinstance(key, syntax.Constant))
                return next((value for key, value in keys if key.value == method), None)
    return None


# --------------------------------------------------------------------------- fastapi-utils


def _of_cbv(modules: Modules, class_: Symbol, cbv: syntax.Call) -> Iterator[Made]:
    scope = class_.name.rpartition(".")[0]
    if len(cbv.args) < 2 or not is_cbv(modules, class_.path, scope, cbv):
        return
    assert isinstance(class_.node, syntax.ClassDef)
    for url in cbv.args[1:]:
        for it in class_.node.body:
            if isinstance(it, syntax.FunctionDef) and it.name in METHODS:
                said = next((one for one in it.decorators if syntax.last_name(one) == "set_responses"), None)
                model = said.argument(0, "response") if isinstance(said, syntax.Call) else None
                given = {
                    "path": url,
                    "methods": syntax.Collection(cbv.span, "list", (_constant(cbv, it.name.upper()),)),
                    "response_model": model or _constant(cbv, None),
                    "status_code": said.argument(1, "status_code") if isinstance(said, syntax.Call) else None,
                }
                handler = Symbol(class_.path, f"{class_.name}.{it.name}", it)
                yield Made(cbv.args[0], _call(cbv, "api_route", given), Endpoint(handler, it.name))


def _call(decorator: syntax.Call, name: str, given: dict[str, syntax.Expr | None]) -> syntax.Call:
    """`router.api_route(path=…, methods=[…])`, with the place of the decorator."""
    span = decorator.span
    function = syntax.Attribute(span, decorator.args[0], name, span)
    return syntax.Call(
        span, function, (), tuple(syntax.Keyword(span, name, it) for name, it in given.items() if it is not None)
    )


def _constant(decorator: syntax.Call, value: str | None) -> syntax.Constant:
    return syntax.Constant(decorator.span, value)

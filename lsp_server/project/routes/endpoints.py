"""What handles the requests of a route: a function, a method, or a class of Starlette with a method for each verb."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Inside, callee
from lsp_server.project.names.classes import class_bodies, externals, lookup
from lsp_server.project.names.literals import Placed, followed
from lsp_server.project.names.modules import Modules, Symbol

METHODS = frozenset("get post put patch delete head options trace".split())

_VERBS = ("get", "head", "post", "put", "patch", "delete", "options")  # those that Starlette looks for
_TALKING = ("on_receive", "on_connect", "on_disconnect")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function or method that answers, with the name that its route has where it is given none."""

    handler: Symbol
    name: str
    methods: tuple[str, ...] | None = None  # those that a class gives it; None: the declaration says which


def endpoints(modules: Modules, it: Placed | None, plain: bool = False) -> Iterator[Endpoint]:
    """What an expression stands for: `read`, `self.read`, `partial(read, …)`, or what an object was given.

    Classes of endpoints are what only Starlette's own routes (`plain`) take.
    """
    if it is None:
        return
    name = syntax.dotted(it.node)
    found = lookup(modules, it.path, it.scope, name) if name is not None else None
    if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        yield Endpoint(found, found.node.name)
        return
    if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
        yield from of_class(modules, found) if plain else ()
        return
    if plain and isinstance(it.node, syntax.Call) and syntax.last_name(it.node.func) == "partial" and it.node.args:
        yield from (replace(one, name="partial") for one in endpoints(modules, replace(it, node=it.node.args[0])))
        return
    if name is not None and isinstance(it.node, syntax.Attribute):
        called = callee(Inside(modules, it.path, it.scope), syntax.Call(it.node.span, it.node, (), ()))
        if called is not None and isinstance(called.node, syntax.FunctionDef):
            yield Endpoint(called, called.node.name)
            return
    part = followed(modules, it)
    if part != it:
        yield from endpoints(modules, part, plain)


def of_class(modules: Modules, class_: Symbol) -> Iterator[Endpoint]:
    """The methods of an `HTTPEndpoint`, of its bases too, by their verbs; of a `WebSocketEndpoint` the first that
    it has of those that answer."""
    above = {it.rpartition(".")[2] for it in externals(modules, class_) if it.startswith("starlette.")}
    methods: dict[str, Symbol] = {}
    for owner, body in reversed(class_bodies(modules, class_)):
        for node in body.body:
            if isinstance(node, syntax.FunctionDef):
                methods[node.name] = Symbol(owner.path, f"{owner.name}.{node.name}", node)
    name = class_.name.rpartition(".")[2]
    if "WebSocketEndpoint" in above:
        talking = next((methods[it] for it in _TALKING if it in methods), None)
        if talking is not None:
            yield Endpoint(talking, name, ("WEBSOCKET",))
    elif "HTTPEndpoint" in above:
        for verb in (it for it in _VERBS if it in methods):
            # Where nothing else answers HEAD, `get` does.
            also = ("HEAD",) if verb == "get" and "head" not in methods else ()
            yield Endpoint(methods[verb], name, (verb.upper(), *also))

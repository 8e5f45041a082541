"""Where exception handlers are registered: decorators, calls, loops, and tables given to an application."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.exceptions.kinds import Class, class_of
from lsp_server.project.exceptions.statuses import status_of
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed, followed, items
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.substituted import substituted
from lsp_server.project.routers.link import Routers
from lsp_server.project.routers.names import routers_in
from lsp_server.project.routers.values import Key


@dataclass(frozen=True, slots=True)
class Registered:
    """A class of exceptions, and the function that answers for it."""

    class_: Class
    function: Symbol
    body: tuple[syntax.Stmt, ...]  # with the arguments of a factory put in
    span: syntax.Node  # what registers it
    app: Key | None  # whose handler it is; None where that is not known


@tracked
def registered_in(modules: Modules, path: str) -> tuple[Registered, ...]:
    """The registrations of a file, in the order of places."""
    return tuple(_Reading(Routers(modules)).all(path))


@dataclass(frozen=True, slots=True)
class _Reading:
    routers: Routers

    @property
    def modules(self) -> Modules:
        return self.routers.modules

    def all(self, path: str) -> Iterator[Registered]:
        if self.modules.files[path].says("exception_handler"):
            registrations = [*self._decorators(path), *self._calls(path)]
            for _, handlers in sorted(registrations, key=lambda it: it[0]):
                yield from handlers

    def _decorators(self, path: str) -> Iterator[tuple[int, Iterator[Registered]]]:
        for name, node in self.modules.files[path].functions:
            for it in node.decorators:
                if isinstance(it, syntax.Call) and syntax.last_name(it.func) == "exception_handler":
                    scope = name.rpartition(".")[0]
                    which = it.argument(0, "exc_class_or_status_code")
                    placed = Placed(which, path, scope) if which is not None else None
                    handlers = self._registered(placed, Symbol(path, name, node), it)
                    yield it.span.start, self._owned(handlers, Placed(it, path, scope))

    def _calls(self, path: str) -> Iterator[tuple[int, Iterator[Registered]]]:
        for scope, nodes in scopes(self.modules, path, ("exception_handler",)):
            for it in nodes:
                if isinstance(it, syntax.Call | syntax.For):
                    yield it.span.start, self._of_call(path, scope, it)

    def _owned(self, handlers: Iterator[Registered], at: Placed) -> Iterator[Registered]:
        """The handlers with their applications: the one that is called, made, or handed to the function."""
        if not isinstance(at.node, syntax.Call):
            yield from handlers
            return
        owner = at.node.func.value if isinstance(at.node.func, syntax.Attribute) else None
        found = self.routers.names.find(Placed(owner, at.path, at.scope)) if owner is not None else None
        apps: list[Key | None] = [it.key for it in routers_in(self.modules, at.path) if it.call is at.node] or [found]
        if found is not None and self.routers.names.router(found) is None:
            apps = list(self.routers.parameters.handed(found)) or [None]
        for it in handlers:
            yield from (replace(it, app=app) for app in apps)

    def _of_call(self, path: str, scope: str, call: syntax.Call | syntax.For) -> Iterator[Registered]:
        if isinstance(call, syntax.For):
            yield from self._looped(path, scope, call)
            return
        if syntax.last_name(call.func) == "add_exception_handler":
            yield from self._owned(self._added(path, scope, call), Placed(call, path, scope))
        table = call.keyword("exception_handlers")
        if table is not None:
            yield from self._owned(self._table(Placed(table, path, scope)), Placed(call, path, scope))

    def _table(self, it: Placed) -> Iterator[Registered]:
        """`FastAPI(exception_handlers={NotFound: not_found})`"""
        there = followed(self.modules, it)
        for which, handler in there.node.items if isinstance(there.node, syntax.Dict) else ():
            if which is not None:
                placed = Placed(which, there.path, there.scope)
                yield from self._with(placed, Placed(handler, there.path, there.scope), which)

    def _looped(self, path: str, scope: str, loop: syntax.For) -> Iterator[Registered]:
        """`for class_, handler in HANDLERS.items(): app.add_exception_handler(class_, handler)`"""
        names = loop.target.elements if isinstance(loop.target, syntax.Collection) else (loop.target,)
        calls = [it for it in syntax.walk_scope(*loop.body) if isinstance(it, syntax.Call)]
        for call in calls:
            if syntax.last_name(call.func) != "add_exception_handler":
                continue
            for it in items(self.modules, Placed(loop.iter, path, scope)):
                values = it.node.elements if len(names) > 1 and isinstance(it.node, syntax.Collection) else (it.node,)
                known = {name: value for one, value in zip(names, values, strict=False) if (name := syntax.dotted(one))}
                added = self._added(it.path, it.scope, substituted(call, known), Placed(call, path, scope))
                yield from self._owned(added, Placed(call, path, scope))

    def _added(self, path: str, scope: str, call: syntax.Call, written: Placed | None = None) -> Iterator[Registered]:
        which, handler = call.argument(0, "exc_class_or_status_code"), call.argument(1, "handler")
        if which is None or handler is None:
            return
        found = list(self._with(Placed(which, path, scope), Placed(handler, path, scope), call))
        if not found and written is not None:  # The handler, or the class, is a name of the file with the loop.
            for one in (Placed(handler, written.path, written.scope), Placed(handler, path, scope)):
                for other in (Placed(which, path, scope), Placed(which, written.path, written.scope)):
                    found = found or list(self._with(other, one, call))
        yield from found

    def _with(self, which: Placed, handler: Placed, node: syntax.Node) -> Iterator[Registered]:
        """A class, and the function that answers for it, or the call of one that makes such a function."""
        made = handler.node
        if isinstance(made, syntax.Call) and syntax.last_name(made.func) == "cast" and len(made.args) == 2:
            made = made.args[1]
        called = made.func if isinstance(made, syntax.Call) else made
        found = lookup(self.modules, handler.path, handler.scope, syntax.dotted(called) or "")
        if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
            return
        if not isinstance(made, syntax.Call):
            yield from self._registered(which, found, node)
            return
        known = {
            parameter.name: _plain(self.modules, Placed(given, handler.path, handler.scope))
            for index, parameter in enumerate(found.node.parameters)
            if (given := made.argument(index, parameter.name) or parameter.default) is not None
        }
        for it in syntax.walk_scope(*found.node.body):
            if isinstance(it, syntax.FunctionDef):
                inner = Symbol(found.path, f"{found.name}.{it.name}", it)
                yield from self._registered(which, inner, node, tuple(substituted(one, known) for one in it.body))
                return

    def _registered(
        self, which: Placed | None, function: Symbol, node: syntax.Node, body: tuple[syntax.Stmt, ...] = ()
    ) -> Iterator[Registered]:
        if which is None or not isinstance(function.node, syntax.FunctionDef):
            return
        for one in items(self.modules, which) or (which,):
            class_ = class_of(self.modules, one.path, one.scope, one.node)
            if class_ is not None:
                yield Registered(class_, function, body or function.node.body, node, None)


def _plain(modules: Modules, it: Placed) -> syntax.Expr:
    status = status_of(modules, it)
    return syntax.Constant(it.node.span, status) if status is not None else it.node

"""Which function answers for which class of exceptions: decorators, calls, tables, and modules that register them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.classes import key, lookup
from lsp_server.project.exception_status import carried
from lsp_server.project.exceptions import Class, ancestors, class_of, is_http
from lsp_server.project.handler_answers import Answering, answer
from lsp_server.project.literals import Placed, followed, items, substituted
from lsp_server.project.modules import Modules, Symbol
from lsp_server.project.router_names import Key, Names, scopes
from lsp_server.project.routes import ExceptionHandler
from lsp_server.project.statuses import status_of


def link_exception_handlers(handlers: "Handlers") -> tuple[ExceptionHandler, ...]:
    """Every handler of the project, in the order of files and registrations."""
    found = (
        ExceptionHandler(
            exception=it.class_.name.rpartition(".")[2],
            symbol=it.class_ if isinstance(it.class_, Symbol) else None,
            handler=it.function.name,
            path=it.function.path,
            span=it.span.span,
            status=handlers.answered(it, it.class_, None),
        )
        for it in handlers.all
    )
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Handler:
    class_: Class
    function: Symbol
    body: tuple[syntax.Stmt, ...]  # with the arguments of a factory put in
    span: syntax.Node  # what registers it
    app: Key | None  # whose handler it is; None where that is not known


@dataclass(frozen=True)
class Handlers:
    """The exception handlers of a project."""

    names: Names

    @property
    def modules(self) -> Modules:
        return self.names.modules

    @cached_property
    def all(self) -> tuple[_Handler, ...]:
        return tuple(self._all())

    def find(self, class_: Class, app: Key | None) -> _Handler | None:
        """The handler that an application has for a class: of several that of the nearest class above.

        What `Exception` is mapped to does not count: that is an accident's answer, not a promise.
        """
        known = self._of_app(app)
        handlers = (known.get(key(it)) for it in ancestors(self.modules, class_) if key(it) != ("", "Exception"))
        return next((it for it in handlers if it is not None), None)

    def status_of(self, class_: Class, call: Placed | None, app: Key | None) -> int | None:
        """The status that a client of an application gets for an exception of this class, made by `call`."""
        handler = self.find(class_, app)
        if handler is not None:
            return self.answered(handler, class_, call)
        return carried(self.modules, class_, call) if is_http(self.modules, class_) else None

    def answered(self, handler: _Handler, class_: Class, call: Placed | None) -> int | None:
        """What one handler answers for one class."""
        parameters = handler.function.node.parameters if isinstance(handler.function.node, syntax.FunctionDef) else ()
        around = handler.function.name
        is_method = "." in around and parameters[:1] and parameters[0].name in ("self", "cls")
        taken = parameters[1:] if is_method else parameters
        error = taken[1].name if len(taken) > 1 else ""
        return answer(Answering(self.modules, handler.function.path, around, handler.body, error, class_, call))

    # ----------------------------------------------------------------- inner workings

    @cached_property
    def _by_app(self) -> dict[Key | None, Mapping[tuple[str, str], _Handler]]:
        return {}

    def _of_app(self, app: Key | None) -> Mapping[tuple[str, str], _Handler]:
        if app not in self._by_app:
            own = [it for it in self.all if app is None or it.app is None or it.app == app]
            # One that is known to be the application's own comes before one that may be.
            self._by_app[app] = {key(it.class_): it for it in sorted(own, key=lambda it: it.app is not None)}
        return self._by_app[app]

    def _all(self) -> Iterator[_Handler]:
        for path, facts in self.modules.files.items():
            if "exception_handler" in facts.document.text:
                registrations = [*self._decorators(path), *self._calls(path)]
                for _, handlers in sorted(registrations, key=lambda it: it[0]):
                    yield from handlers

    def _decorators(self, path: str) -> Iterator[tuple[int, Iterator[_Handler]]]:
        for name, node in self.modules.files[path].functions:
            for it in node.decorators:
                if isinstance(it, syntax.Call) and syntax.last_name(it.func) == "exception_handler":
                    scope = name.rpartition(".")[0]
                    which = it.argument(0, "exc_class_or_status_code")
                    placed = Placed(which, path, scope) if which is not None else None
                    handlers = self._registered(placed, Symbol(path, name, node), it)
                    yield it.span.start, self._owned(handlers, Placed(it, path, scope))

    def _calls(self, path: str) -> Iterator[tuple[int, Iterator[_Handler]]]:
        for scope, nodes in scopes(self.modules, path, ("exception_handler",)):
            for it in nodes:
                if isinstance(it, syntax.Call | syntax.For):
                    yield it.span.start, self._of_call(path, scope, it)

    def _owned(self, handlers: Iterator[_Handler], at: Placed) -> Iterator[_Handler]:
        """The handlers with their applications: the one that is called, made, or handed to the function."""
        if not isinstance(at.node, syntax.Call):
            yield from handlers
            return
        owner = at.node.func.value if isinstance(at.node.func, syntax.Attribute) else None
        found = self.names.find(Placed(owner, at.path, at.scope)) if owner is not None else None
        apps: list[Key | None] = [it.key for it in self.names.all.values() if it.call is at.node] or [found]
        if found is not None and found not in self.names.all:
            apps = list(self.names.handed(found)) or [None]
        for it in handlers:
            yield from (replace(it, app=app) for app in apps)

    def _of_call(self, path: str, scope: str, call: syntax.Call | syntax.For) -> Iterator[_Handler]:
        if isinstance(call, syntax.For):
            yield from self._looped(path, scope, call)
            return
        if syntax.last_name(call.func) == "add_exception_handler":
            yield from self._owned(self._added(path, scope, call), Placed(call, path, scope))
        table = call.keyword("exception_handlers")
        if table is not None:
            yield from self._owned(self._table(Placed(table, path, scope)), Placed(call, path, scope))

    def _table(self, it: Placed) -> Iterator[_Handler]:
        """`FastAPI(exception_handlers={NotFound: not_found})`"""
        there = followed(self.modules, it)
        for which, handler in there.node.items if isinstance(there.node, syntax.Dict) else ():
            if which is not None:
                placed = Placed(which, there.path, there.scope)
                yield from self._with(placed, Placed(handler, there.path, there.scope), which)

    def _looped(self, path: str, scope: str, loop: syntax.For) -> Iterator[_Handler]:
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

    def _added(self, path: str, scope: str, call: syntax.Call, written: Placed | None = None) -> Iterator[_Handler]:
        which, handler = call.argument(0, "exc_class_or_status_code"), call.argument(1, "handler")
        if which is None or handler is None:
            return
        found = list(self._with(Placed(which, path, scope), Placed(handler, path, scope), call))
        if not found and written is not None:  # The handler, or the class, is a name of the file with the loop.
            for one in (Placed(handler, written.path, written.scope), Placed(handler, path, scope)):
                for other in (Placed(which, path, scope), Placed(which, written.path, written.scope)):
                    found = found or list(self._with(other, one, call))
        yield from found

    def _with(self, which: Placed, handler: Placed, node: syntax.Node) -> Iterator[_Handler]:
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
    ) -> Iterator[_Handler]:
        if which is None or not isinstance(function.node, syntax.FunctionDef):
            return
        for one in items(self.modules, which) or (which,):
            class_ = class_of(self.modules, one.path, one.scope, one.node)
            if class_ is not None:
                yield _Handler(class_, function, body or function.node.body, node, None)


def _plain(modules: Modules, it: Placed) -> syntax.Expr:
    status = status_of(modules, it)
    return syntax.Constant(it.node.span, status) if status is not None else it.node

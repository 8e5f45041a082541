"""The status that an application answers an exception with: by its handlers, else by what the exception carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.exceptions.answers import Answering, answer
from lsp_server.project.exceptions.kinds import Class, ancestors, is_http
from lsp_server.project.exceptions.status import carried
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.names.classes import key
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.routers.values import Key
from lsp_server.project.routes.handler_registrations import Registered, registered_in
from lsp_server.project.routes.values import ExceptionHandler


def link_exception_handlers(modules: Modules) -> tuple[ExceptionHandler, ...]:
    """Every handler of the project, in the order of files and registrations."""
    return tuple(dict.fromkeys(everywhere(modules, _handlers_in)))


@tracked
def _handlers_in(modules: Modules, path: str) -> tuple[ExceptionHandler, ...]:
    handlers = Handlers(modules)
    return tuple(
        ExceptionHandler(
            exception=it.class_.name.rpartition(".")[2],
            symbol=it.class_ if isinstance(it.class_, Symbol) else None,
            handler=it.function.name,
            path=it.function.path,
            span=it.span.span,
            status=handlers.answered(it, it.class_, None),
        )
        for it in registered_in(modules, path)
    )


@dataclass(frozen=True)
class Handlers:
    """The exception handlers of a project."""

    modules: Modules

    def find(self, class_: Class, app: Key | None) -> Registered | None:
        """The handler that an application has for a class: of several that of the nearest class above.

        What `Exception` is mapped to does not count: that is an accident's answer, not a promise.
        """
        above = (key(it) for it in ancestors(self.modules, class_) if key(it) != ("", "Exception"))
        handlers = (_handler_for(self.modules, it, app) for it in above)
        return next((it for it in handlers if it is not None), None)

    def status_of(self, class_: Class, call: Placed | None, app: Key | None) -> int | None:
        """The status that a client of an application gets for an exception of this class, made by `call`."""
        handler = self.find(class_, app)
        if handler is not None:
            return self.answered(handler, class_, call)
        return carried(self.modules, class_, call) if is_http(self.modules, class_) else None

    def answered(self, handler: Registered, class_: Class, call: Placed | None) -> int | None:
        """What one handler answers for one class."""
        parameters = handler.function.node.parameters if isinstance(handler.function.node, syntax.FunctionDef) else ()
        around = handler.function.name
        is_method = "." in around and parameters[:1] and parameters[0].name in ("self", "cls")
        taken = parameters[1:] if is_method else parameters
        error = taken[1].name if len(taken) > 1 else ""
        return answer(Answering(self.modules, handler.function.path, around, handler.body, error, class_, call))


@settled
def _handler_for(modules: Modules, class_: tuple[str, str], app: Key | None) -> Registered | None:
    return _by_class(modules, app).get(class_)


@tracked
def _by_class(modules: Modules, app: Key | None) -> Mapping[tuple[str, str], Registered]:
    """The handlers of an application. One that is known to be its own comes before one that may be."""
    own = [it for it in everywhere(modules, registered_in) if app is None or it.app is None or it.app == app]
    return {key(it.class_): it for it in sorted(own, key=lambda it: it.app is not None)}

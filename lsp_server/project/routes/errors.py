"""The errors that clients of an application get: what its functions let out, with the status each becomes."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.exceptions.kinds import is_http
from lsp_server.project.exceptions.thrown import Thrown, thrown
from lsp_server.project.names.literals import Placed, text_at
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.routers.values import Key
from lsp_server.project.routes.exception_handlers import Handlers
from lsp_server.project.routes.values import Raised


@dataclass(frozen=True)
class Errors:
    """What functions raise, as the clients of one application see it."""

    modules: Modules
    app: Key | None

    def of(self, symbol: Symbol) -> tuple[Raised, ...]:
        """What a function or method raises, itself first, then its callees in the order of their calls.

        What is caught on the way is left out, and so are exceptions that no client gets to see: those of
        libraries, unless they are HTTPExceptions or the project handles them.
        """
        found = (self._raised(it) for it in thrown(self.modules, symbol))
        return tuple(dict.fromkeys(it for it in found if it is not None))

    def _raised(self, it: Thrown) -> Raised | None:
        modules, handlers = self.modules, Handlers(self.modules)
        is_library = isinstance(it.class_, External)
        http = is_http(modules, it.class_)
        if is_library and not http and handlers.find(it.class_, self.app) is None:
            return None
        status = handlers.status_of(it.class_, it.call, self.app)
        via = None if is_library and http else it.class_.name.rpartition(".")[2]
        return Raised(status, _detail(modules, it), via, it.path, it.span, it.where)


def _detail(modules: Modules, it: Thrown) -> str | None:
    """What the exception says; of a class of the project its first argument."""
    if it.call is None or not isinstance(it.call.node, syntax.Call):
        return None
    call = it.call.node
    given = call.keyword("detail") or call.argument(1 if isinstance(it.class_, External) else 0, "message")
    if isinstance(given, syntax.JoinedStr):
        parts = (str(one.value) if isinstance(one, syntax.Constant) else "{}" for one in given.values)
        return "".join(parts)
    return text_at(modules, Placed(given, it.call.path, it.call.scope)) if given is not None else None

"""What makes an event loop wait: calls of libraries that block, and database work through a synchronous session."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.services.handed import handed_sessions
from lsp_server.project.services.handlers import callee
from lsp_server.project.sessions.receivers import session_kind

_HTTP = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_LIBRARY = frozenset(
    {
        "time.sleep",
        "os.system",
        "urllib.request.urlopen",
        "urllib.request.urlretrieve",
        "httpx.stream",
        *(f"requests.{it}" for it in _HTTP),
        *(f"httpx.{it}" for it in _HTTP),
        *(f"subprocess.{it}" for it in ("run", "call", "check_call", "check_output", "getoutput", "getstatusoutput")),
    }
)
# Methods of a synchronous session that talk to the database; `query` builds what the next call sends.
_SESSION = frozenset("exec execute scalar scalars get get_one query commit rollback flush refresh merge".split())


@dataclass(frozen=True, slots=True)
class Blocking:
    """A call during which nothing else runs. `session`: a session's method, else a library's function."""

    call: syntax.Call
    text: str  # "time.sleep", "session.exec"
    session: bool


def blocking_calls(modules: Modules, path: str, name: str, body: Body) -> Iterator[Blocking]:
    """The blocking calls that the function `name` of a file makes itself, not in functions and lambdas inside it."""
    for node in body.own:
        if not isinstance(node, syntax.Call) or isinstance(body.parent(node), syntax.Await):
            continue
        text = syntax.dotted(node.func)
        if text is None:
            continue
        if isinstance(node.func, syntax.Attribute) and node.func.attr in _SESSION:
            kind = session_kind(modules, path, name, body, node.func.value)
            if kind is not None and kind.endswith("-sync"):
                yield Blocking(node, text, session=True)
                continue
        full = library_name(modules, path, node, name)
        if full in _LIBRARY and "." in full:
            yield Blocking(node, full, session=False)


def blocking_helpers(
    modules: Modules, path: str, name: str, body: Body
) -> Iterator[tuple[syntax.Call, Symbol, Blocking]]:
    """Calls of the project's own functions that block, with the call inside them that does. One step, not further.

    A function that is handed to a thread is no call here. One that works with an asynchronous session, by an
    argument or by the object that it is a method of, is left out, whatever it annotates.
    """
    for node in body.own:
        if not isinstance(node, syntax.Call):
            continue
        found = callee(modules, path, name, body, node)
        if found is None or not isinstance(found.node, syntax.FunctionDef) or (found.path, found.name) == (path, name):
            continue
        # A plain function that is awaited returns something else than it seems to; a generator runs later.
        if isinstance(body.parent(node), syntax.Await) != found.node.is_async or _yields(found.node):
            continue
        inner = _first(modules, found.path, found.name)
        if inner is None:
            continue
        handed = handed_sessions(modules, path, name, body, node) if inner.session else ()
        if not any(kind.endswith("-async") for kind in handed):
            yield node, found, inner


@tracked
def _first(modules: Modules, path: str, name: str) -> Blocking | None:
    body = body_of(modules, path, name)
    return next(blocking_calls(modules, path, name, body), None) if body is not None else None


def _yields(node: syntax.FunctionDef) -> bool:
    return any(isinstance(it, syntax.Yield) for it in scope_of(node).nodes)

"""What a function provides: the session that it yields or returns, and how it ends the transaction."""

from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.sessions.endings import calls_on, is_begun_around, is_closed_before, is_entered, yields_of
from lsp_server.project.sessions.expressions import Made, Scope, assigned, called, session, session_class
from lsp_server.project.sessions.values import SessionProvider

_WRAPPERS = frozenset(
    "Generator AsyncGenerator Iterator AsyncIterator Iterable AsyncIterable Awaitable Annotated Optional "
    "ContextManager AsyncContextManager AbstractContextManager AbstractAsyncContextManager".split()
)


@dataclass(frozen=True, slots=True)
class _Given:
    """A session that a function passes on: how it was made, under which name, what ends its transaction."""

    made: Made
    name: str | None
    managed: bool = False  # entered with `with`: closes
    commits: bool = False
    rolls_back: bool = False


def provide(at: Scope, symbol: Symbol) -> SessionProvider | None:
    """The provider that a function is, or an object whose class has `__call__`; None: it provides no session."""
    if at.depth <= 0:
        return None
    match symbol.node:
        case syntax.FunctionDef() as node:
            if any(syntax.last_name(it) == "fixture" for it in node.decorators):
                return None
            found = _given(at.inside(symbol), node) if _may_provide(at.modules, symbol.path, node) else None
            return _value(symbol, node, found) if found is not None else None
        case syntax.Assign(value=syntax.Call() as call):
            method = called(at, replace(call, func=syntax.Attribute(call.span, call.func, "__call__", call.span)))
            inner = provide(replace(at, depth=at.depth - 1), method) if method is not None else None
            return replace(inner, name=symbol.name, path=symbol.path, symbol=symbol) if inner is not None else None
        case _:
            return None


def _may_provide(modules: Modules, path: str, node: syntax.FunctionDef) -> bool:
    """A cheap look before the work: it yields, or names a session and returns what may be one.

    A factory may be called anything: `async with Database() as db: yield db`.
    """
    facts = modules.files[path]
    if not node.suite.may_hold(b"yield", b"return"):
        return False
    if not facts.says_in(node, b"ession"):
        return facts.says_in(node, b"yield")
    if node.returns is None or "ession" in facts.document.slice(node.returns.span):
        return True
    return facts.says_in(node, b"yield")


def _value(symbol: Symbol, node: syntax.FunctionDef, found: _Given) -> SessionProvider:
    calls = calls_on(node, found.name)
    end = max((it.span.end for it in yields_of(node)), default=node.span.start)
    return SessionProvider(
        name=symbol.name,
        path=symbol.path,
        symbol=symbol,
        kind=found.made.kind,
        commits=found.commits or any(name == "commit" and start >= end for name, start in calls),
        rolls_back=found.rolls_back or any(name == "rollback" for name, _ in calls),
        closes=found.managed or any(name in ("close", "aclose", "remove") for name, _ in calls),
        expire_on_commit=found.made.expire_on_commit,
        annotation=found.made.class_name,
    )


def _given(at: Scope, node: syntax.FunctionDef) -> _Given | None:
    """The session that the function yields, or else returns."""
    yields = yields_of(node)
    returns = [it for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)]
    values = [it.value for it in yields] or [it.value for it in returns if not is_closed_before(it, node)]
    for value in values:
        found = _passed_on(at, node, value)
        if found is not None:
            around = is_begun_around(node, found.name, yields)
            return replace(found, commits=found.commits or around, rolls_back=found.rolls_back or around)
    return _by_annotation(at, node, yields, values)


def _passed_on(at: Scope, node: syntax.FunctionDef, value: syntax.Expr | None) -> _Given | None:
    if isinstance(value, syntax.Call | syntax.Await):
        return _made(at, value, None)
    name = syntax.dotted(value)
    if name is None:
        return None
    for it in syntax.walk_scope(*node.body):
        match it:
            case syntax.With(items=items):
                for item in items:
                    if syntax.dotted(item.target) == name and (found := _made(at, item.context, name)):
                        return replace(found, managed=True, commits=found.commits or found.made.begins)
                    if syntax.dotted(item.context) == name and (held := _assigned(at, node, name)):
                        return replace(held, managed=True)
            case syntax.For(target=target, iter=source) if syntax.dotted(target) == name:
                if found := _made(at, source, name):
                    return found
            case _:
                pass
    return _assigned(at, node, name) or _injected(at, node, name)


def _assigned(at: Scope, node: syntax.FunctionDef, name: str) -> _Given | None:
    return next((found for it in assigned(node.body, name) if (found := _made(at, it, name))), None)


def _made(at: Scope, value: syntax.Expr, name: str | None) -> _Given | None:
    """A session made here, or by a provider that is called here."""
    while isinstance(value, syntax.Await):
        value = value.value
    made = session(at, value)
    if made is not None:
        return _Given(made, name, rolls_back=made.begins, commits=made.begins)
    if not isinstance(value, syntax.Call):
        return None
    if library_name(at.modules, at.path, value) in ("builtins.next", "next", "anext") and value.args:
        return _made(at, value.args[0], name)
    if isinstance(value.func, syntax.Attribute) and value.func.attr in ("__aenter__", "__enter__", "__anext__"):
        return _made(at, value.func.value, name)
    function = called(at, value)
    inner = provide(at, function) if function is not None else None
    return _from_provider(inner, name) if inner is not None else None


def _from_provider(it: SessionProvider, name: str | None) -> _Given:
    made = Made(it.kind, it.annotation or "", it.expire_on_commit)
    return _Given(made, name, it.closes, it.commits, it.rolls_back)


def _injected(at: Scope, node: syntax.FunctionDef, name: str) -> _Given | None:
    """A parameter that another provider fills: `session: Session = Depends(get_session)`, `session: SessionDep`."""
    parameter = node.parameter(name)
    if parameter is None:
        return None
    target = dependency_of(at.modules, at.path, parameter.annotation, parameter.default, at.name)
    inner = provide(at, target) if target is not None and target.name != at.name else None
    return _from_provider(inner, name) if inner is not None else None


def _by_annotation(
    at: Scope, node: syntax.FunctionDef, yields: list[syntax.Yield], values: list[syntax.Expr | None]
) -> _Given | None:
    """Where the session comes from a place that can't be followed (`request.state.session`), the annotation is all
    there is to go by."""
    value = next((it for it in values if it is not None), None)
    name = syntax.dotted(value)
    if value is None or isinstance(value, syntax.Constant) or (name is not None and node.parameter(name)):
        return None
    made = _annotated(at, node.returns)
    if made is None or (not yields and name is None):
        return None
    return _Given(made, name, managed=name is not None and is_entered(name, node))


def _annotated(at: Scope, node: syntax.Expr | None) -> Made | None:
    """`AsyncSession` of `AsyncGenerator[AsyncSession, None]`."""
    if isinstance(node, syntax.Subscript) and syntax.last_name(node.value) in _WRAPPERS and node.slices:
        return _annotated(at, node.slices[0])
    return session_class(at.modules, at.path, node, at.name)

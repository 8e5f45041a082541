"""What functions let out: the exceptions they raise and do not catch, and those of the functions they call."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.exceptions.kinds import Class, catches, class_of, raises_again
from lsp_server.project.functions.calls import Inside, callee
from lsp_server.project.functions.wrappers import wrappers
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import key, lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.text import Span

_DEPTH = 5  # calls from the handler down
_Tries = tuple[syntax.Try, ...]  # around a statement, innermost first


@dataclass(frozen=True, slots=True)
class Thrown:
    """An exception that a function lets out: its class, and the call that makes it."""

    class_: Class
    call: Placed | None
    path: str
    span: Span  # of the `raise`
    where: str  # qualified name of the function

    @property
    def place(self) -> tuple[object, ...]:
        """What tells two apart; comparing them would compare their whole syntax."""
        return (self.path, self.span, key(self.class_), self.call.node.span if self.call is not None else None)


@dataclass(frozen=True, slots=True)
class _Read:
    """One function: what it raises and does not catch, and what it calls, within which `try`."""

    own: tuple[Thrown, ...]
    called: tuple[tuple[Symbol, _Tries], ...]


def thrown(modules: Modules, symbol: Symbol) -> tuple[Thrown, ...]:
    """What a function lets out, itself first, then its callees in the order of their calls."""
    return _of(modules, symbol, _DEPTH)


def _of(modules: Modules, symbol: Symbol, depth: int) -> tuple[Thrown, ...]:
    is_function = depth >= 0 and isinstance(symbol.node, syntax.FunctionDef)
    return _thrown_by(modules, symbol.path, symbol.name, depth) if is_function else ()


@tracked
def _thrown_by(modules: Modules, path: str, name: str, depth: int) -> tuple[Thrown, ...]:
    """What a function lets out with so many calls below it; the depth ends functions that call each other."""
    symbol = modules.symbol(path, name)
    if symbol is None:
        return ()
    read = _read(modules, path, name)
    reader = _Reader(modules)
    found = {it.place: it for it in read.own}
    for it, tries in read.called:
        for one in _of(modules, it, depth - 1):
            if one.place not in found and reader.escapes(symbol, one.class_, tries):
                found[one.place] = one
    return reader.wrapped(symbol, tuple(found.values()), depth)


@tracked
def _read(modules: Modules, path: str, name: str) -> _Read:
    symbol = modules.symbol(path, name)
    if symbol is None or not isinstance(symbol.node, syntax.FunctionDef):
        return _Read((), ())
    return _Reader(modules).read(symbol, symbol.node)


@dataclass(frozen=True)
class _Reader:
    """Reads one function."""

    modules: Modules

    def wrapped(self, symbol: Symbol, found: tuple[Thrown, ...], depth: int) -> tuple[Thrown, ...]:
        """What is left of it, and what is added, by the decorators of a function."""
        for wrapper, calls in wrappers(self.modules, symbol):
            assert isinstance(wrapper.node, syntax.FunctionDef)
            around = [tries for node, tries in _walk(wrapper.node.body) if any(node is it for it in calls)]
            left = [it for it in found if any(self.escapes(wrapper, it.class_, tries) for tries in around)]
            found = (*left, *_of(self.modules, wrapper, depth - 1))
        return found

    def read(self, symbol: Symbol, node: syntax.FunctionDef) -> _Read:
        at = Inside(self.modules, symbol.path, symbol.name)
        own: list[Thrown] = []
        called: list[tuple[Symbol, _Tries]] = []
        for it, tries in _walk(node.body):
            if isinstance(it, syntax.Raise) and it.exc is not None:
                made = self._thrown(symbol, it, it.exc)
                own += (one for one in made if self.escapes(symbol, one.class_, tries))
            elif isinstance(it, syntax.Call):
                found = callee(at, it)
                if found is not None:
                    called.append((found, tries))
        return _Read(tuple(own), tuple(called))

    def escapes(self, symbol: Symbol, class_: Class, tries: _Tries) -> bool:
        for it in tries:
            taking = (one for one in it.handlers if catches(self.modules, symbol.path, symbol.name, one, class_))
            handler = next(taking, None)
            if handler is not None and not raises_again(handler):
                return False
        return True

    def _thrown(self, symbol: Symbol, statement: syntax.Raise, exc: syntax.Expr) -> Iterator[Thrown]:
        for class_, call in self._made(Placed(exc, symbol.path, symbol.name), 4):
            yield Thrown(class_, call, symbol.path, statement.span, symbol.name)

    def _made(self, it: Placed, depth: int) -> Iterator[tuple[Class, Placed | None]]:
        """The exceptions that an expression makes: written here, bound to a name, or given by a function."""
        if depth < 0:
            return
        match it.node:
            case syntax.Call() as call:
                class_ = class_of(self.modules, it.path, it.scope, call.func)
                if class_ is not None:
                    yield class_, it
                    return
                found = callee(Inside(self.modules, it.path, it.scope), call)
                for value in self.modules.files[found.path].scope(found.name).returned if found is not None else ():
                    if found is not None:
                        yield from self._made(Placed(value, found.path, found.name), depth - 1)
            case syntax.Name() | syntax.Attribute():
                yield from self._named(it, depth)
            case syntax.IfExp(body=one, orelse=other):
                yield from self._made(Placed(one, it.path, it.scope), depth - 1)
                yield from self._made(Placed(other, it.path, it.scope), depth - 1)
            case _:
                return

    def _named(self, it: Placed, depth: int) -> Iterator[tuple[Class, Placed | None]]:
        name = syntax.dotted(it.node) or ""
        function = self.modules.files[it.path].definitions.get(it.scope) if it.scope else None
        for node in syntax.walk_scope(*function.body) if function is not None else ():
            if (
                isinstance(node, syntax.Assign)
                and any(syntax.dotted(one) == name for one in node.targets)
                and node.value
            ):
                yield from self._made(Placed(node.value, it.path, it.scope), depth - 1)
                return
        class_ = class_of(self.modules, it.path, it.scope, it.node)
        if class_ is not None:
            yield class_, None  # `raise NotFound` makes one without arguments
            return
        found = lookup(self.modules, it.path, it.scope, name)
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and found.node.value is not None:
            yield from self._made(Placed(found.node.value, found.path), depth - 1)


def _walk(body: tuple[syntax.Stmt, ...]) -> Iterator[tuple[syntax.Node, _Tries]]:
    """The nodes of a function in their order, each with the `try` statements whose handlers catch for it."""
    stack: list[tuple[syntax.Node, _Tries]] = [(it, ()) for it in reversed(body)]
    while stack:
        node, tries = stack.pop()
        yield node, tries
        if isinstance(node, syntax.FunctionDef | syntax.ClassDef | syntax.Lambda):
            continue
        guarded = {id(it) for it in node.body} if isinstance(node, syntax.Try) and node.handlers else set()
        inner = (node, *tries) if isinstance(node, syntax.Try) else tries
        below = list(syntax.children(node))
        stack += ((it, inner if id(it) in guarded else tries) for it in reversed(below))

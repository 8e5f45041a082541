"""The errors that a function can end in: what it raises itself, and what the functions it calls raise."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.classes import library_name, lookup, mro
from lsp_server.project.constants import evaluate
from lsp_server.project.flow import Body
from lsp_server.project.handlers import callee
from lsp_server.project.modules import External, Modules, Symbol
from lsp_server.project.routes import Raised

_HTTP = frozenset({"fastapi.HTTPException", "starlette.exceptions.HTTPException", "fastapi.exceptions.HTTPException"})
_DEPTH = 5  # calls from the handler down


@dataclass(frozen=True)
class Errors:
    """Answers for all functions of a project; each is read once."""

    modules: Modules

    @cached_property
    def handled(self) -> Mapping[tuple[str, str], int | None]:
        """The status that a handler gives a class of the project: (path, name) -> status, None if unclear."""
        return dict(self._handlers())

    @cached_property
    def _own(self) -> dict[tuple[str, str], tuple[tuple[Raised, ...], tuple[Symbol, ...]]]:
        return {}

    def of(self, symbol: Symbol, depth: int = _DEPTH) -> tuple[Raised, ...]:
        """What a function or method raises, itself first, then its callees in the order of their calls."""
        return tuple(dict.fromkeys(self._of(symbol, depth, set())))

    def _of(self, symbol: Symbol, depth: int, seen: set[tuple[str, str]]) -> Iterator[Raised]:
        key = (symbol.path, symbol.name)
        if depth < 0 or key in seen or not isinstance(symbol.node, syntax.FunctionDef):
            return
        seen.add(key)
        if key not in self._own:
            self._own[key] = self._read(symbol, symbol.node)
        own, called = self._own[key]
        yield from own
        for it in called:
            yield from self._of(it, depth - 1, seen)

    def _read(self, symbol: Symbol, node: syntax.FunctionDef) -> tuple[tuple[Raised, ...], tuple[Symbol, ...]]:
        body = Body(node)
        raised: list[Raised] = []
        called: list[Symbol] = []
        for it in syntax.walk_scope(*node.body):
            if isinstance(it, syntax.Raise) and it.exc is not None:
                raised += self._raised(symbol, it, it.exc)
            elif isinstance(it, syntax.Call):
                found = callee(self.modules, symbol.path, symbol.name, body, it)
                if found is not None:
                    called.append(found)
        return tuple(raised), tuple(called)

    def _raised(self, symbol: Symbol, statement: syntax.Raise, exc: syntax.Expr) -> Iterator[Raised]:
        for call, path, scope in self._made(symbol.path, symbol.name, exc, 3):
            name = library_name(self.modules, path, call, scope)
            if name in _HTTP:
                status, detail = self._http(path, scope, call)
                yield Raised(status, detail, None, symbol.path, statement.span, symbol.name)
                continue
            class_ = self._class(path, scope, call)
            if class_ is not None:
                status = self.status_of(class_)
                detail = _literal(call.args[0]) if call.args else None
                yield Raised(status, detail, class_.name, symbol.path, statement.span, symbol.name)

    def _made(self, path: str, scope: str, exc: syntax.Expr, depth: int) -> Iterator[tuple[syntax.Call, str, str]]:
        """The calls that make an exception: written here, bound to a name, or in a function that returns it."""
        if depth < 0:
            return
        match exc:
            case syntax.Call():
                name = syntax.dotted(exc.func)
                found = lookup(self.modules, path, scope, name) if name is not None else None
                if isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
                    for it in syntax.walk_scope(*found.node.body):
                        if isinstance(it, syntax.Return) and it.value is not None:
                            yield from self._made(found.path, found.name, it.value, depth - 1)
                else:
                    yield exc, path, scope
            case syntax.Name(id=name) | syntax.Attribute(attr=name):
                yield from self._named(path, scope, exc, name, depth)
            case _:
                pass

    def _named(
        self, path: str, scope: str, exc: syntax.Expr, name: str, depth: int
    ) -> Iterator[tuple[syntax.Call, str, str]]:
        function = self.modules.files[path].definitions.get(scope) if scope else None
        for it in syntax.walk_scope(*function.body) if function is not None else ():
            if isinstance(it, syntax.Assign) and any(syntax.dotted(one) == name for one in it.targets) and it.value:
                yield from self._made(path, scope, it.value, depth - 1)
                return
        found = lookup(self.modules, path, scope, syntax.dotted(exc) or "")
        if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
            yield syntax.Call(exc.span, exc, (), ()), path, scope  # `raise NotFound` makes one without arguments
        elif isinstance(found, Symbol) and isinstance(found.node, syntax.Assign) and found.node.value is not None:
            yield from self._made(found.path, "", found.node.value, depth - 1)

    def _http(self, path: str, scope: str, call: syntax.Call) -> tuple[int | None, str | None]:
        return self._status(path, scope, call.argument(0, "status_code")), _literal(call.argument(1, "detail"))

    def _status(self, path: str, scope: str, node: syntax.Expr | None) -> int | None:
        return status_of(self.modules, path, scope, node)

    def _class(self, path: str, scope: str, call: syntax.Call) -> Symbol | None:
        name = syntax.dotted(call.func)
        found = lookup(self.modules, path, scope, name) if name is not None else None
        return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None

    def status_of(self, class_: Symbol) -> int | None:
        """The status that the client gets for an exception class: by its handler, or as the HTTPException it is."""
        above = mro(self.modules, class_)
        for it in above:
            if isinstance(it, Symbol) and (it.path, it.name) in self.handled:
                return self.handled[(it.path, it.name)] or self._attribute(class_)
        if not any(isinstance(it, External) and it.name in _HTTP for it in above):
            return None
        for it in above:
            status = self._said_in_init(it) if isinstance(it, Symbol) else None
            if status is not None:
                return status
        return self._attribute(class_)

    def _said_in_init(self, class_: Symbol) -> int | None:
        """`super().__init__(status_code=404)`"""
        init = self.modules.files[class_.path].definitions.get(f"{class_.name}.__init__")
        for call in syntax.walk_scope(*init.body) if init is not None else ():
            if isinstance(call, syntax.Call) and syntax.last_name(call.func) == "__init__":
                status = self._status(class_.path, f"{class_.name}.__init__", call.argument(0, "status_code"))
                if status is not None:
                    return status
        return None

    def _attribute(self, class_: Symbol) -> int | None:
        """`status_code = 404` in the class or one above it."""
        for it in mro(self.modules, class_):
            if not isinstance(it, Symbol) or not isinstance(it.node, syntax.ClassDef):
                continue
            for one in it.node.body:
                if isinstance(one, syntax.Assign) and any(
                    syntax.last_name(t) in ("status_code", "status") for t in one.targets
                ):
                    return self._status(it.path, it.name, one.value)
        return None

    def _handlers(self) -> Iterator[tuple[tuple[str, str], int | None]]:
        for path, facts in self.modules.files.items():
            if "exception_handler" not in facts.document.text:
                continue
            for name, node in facts.functions:
                for it in node.decorators:
                    if isinstance(it, syntax.Call) and syntax.last_name(it.func) == "exception_handler":
                        yield from self._handler(
                            path, name.rpartition(".")[0], it.argument(0, "exc_class_or_status_code"), node
                        )
            for scope, nodes in _scopes(facts.body, facts.functions):
                for call in nodes:
                    if isinstance(call, syntax.Call) and syntax.last_name(call.func) == "add_exception_handler":
                        target = lookup(self.modules, path, scope, syntax.dotted(call.argument(1, "handler")) or "")
                        function = target.node if isinstance(target, Symbol) else None
                        if isinstance(function, syntax.FunctionDef):
                            yield from self._handler(
                                path, scope, call.argument(0, "exc_class_or_status_code"), function
                            )

    def _handler(
        self, path: str, scope: str, class_: syntax.Expr | None, node: syntax.FunctionDef
    ) -> Iterator[tuple[tuple[str, str], int | None]]:
        found = lookup(self.modules, path, scope, syntax.dotted(class_) or "")
        if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
            yield (found.path, found.name), self._answered(path, node)

    def _answered(self, path: str, node: syntax.FunctionDef) -> int | None:
        """The one status that a handler answers with."""
        given = [it.keyword("status_code") for it in syntax.walk(*node.body) if isinstance(it, syntax.Call)]
        found = {status for it in given if (status := self._status(path, node.name, it)) is not None}
        return found.pop() if len(found) == 1 else None


def status_of(modules: Modules, path: str, scope: str, node: syntax.Expr | None) -> int | None:
    """The number that a status is: a literal, a constant, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    if node is None:
        return None
    name = syntax.dotted(node) or ""
    if (said := re.search(r"\bHTTP_(\d{3})_", name)) is not None:
        return int(said[1])
    if (enum := re.search(r"\bHTTPStatus\.([A-Z_]+)(\.value)?$", name)) is not None:
        from http import HTTPStatus

        return int(HTTPStatus[enum[1]]) if enum[1] in HTTPStatus.__members__ else None
    found = evaluate(modules, path, node, scope)
    return found.value if found is not None and type(found.value) is int else None


def _literal(node: syntax.Expr | None) -> str | None:
    match node:
        case syntax.Constant(value=str(text)):
            return text
        case syntax.JoinedStr(values=values):
            parts = (str(it.value) if isinstance(it, syntax.Constant) else "{}" for it in values)
            return "".join(parts)
        case _:
            return None


def _scopes(
    body: Iterable[syntax.Stmt], functions: Iterable[tuple[str, syntax.FunctionDef]]
) -> Iterator[tuple[str, Iterator[syntax.Node]]]:
    yield "", syntax.walk_scope(*body)
    for name, node in functions:
        yield name, syntax.walk_scope(*node.body)

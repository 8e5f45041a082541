"""Routers and applications, who includes whom, and the prefixes under which a router is reached."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.classes import externals, library_name, lookup
from lsp_server.project.constants import text_of
from lsp_server.project.link_types import resolve_type
from lsp_server.project.modules import Modules, Symbol

Key = tuple[str, str, str]  # path, function around it ("" is the module), name of the variable


@dataclass(frozen=True, slots=True)
class Given:
    """A `Depends(…)` on a router, an include or an application, and the file whose names it uses."""

    node: syntax.Expr
    path: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """A piece of a path. `known` is False where it is not written down; `text` then holds what is."""

    text: str = ""
    known: bool = True

    def __add__(self, other: "Prefix") -> "Prefix":
        return Prefix(self.text + other.text, self.known and other.known)


@dataclass(frozen=True, slots=True)
class Router:
    """An APIRouter or a FastAPI application."""

    key: Key
    is_app: bool
    prefix: Prefix
    dependencies: tuple[Given, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Include:
    """`parent.include_router(child, prefix=…)`, or `parent.mount(path, child)`."""

    parent: Key
    child: Key
    prefix: Prefix
    dependencies: tuple[Given, ...]
    tags: tuple[str, ...]
    mounted: bool


@dataclass(frozen=True, slots=True)
class Context:
    """One way to reach a router: all that comes before the path of its routes."""

    prefix: Prefix
    dependencies: tuple[Given, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Routers:
    """All routers of a project. `reached` answers for one of them."""

    modules: Modules

    def reached(self, key: Key) -> tuple[Context, ...]:
        """Every way to reach the routes of a router; one that nobody includes is reached in a way not known."""
        return tuple(self._reached(key, frozenset()))

    def find(self, path: str, scope: str, node: syntax.Expr) -> Key | None:
        """The router that an expression in the function `scope` of a file means."""
        if isinstance(node, syntax.Call):
            return self._returned(path, scope, node)
        name = syntax.dotted(node)
        if name is None:
            return None
        around = scope
        while around:
            if (path, around, name) in self._all:
                return (path, around, name)
            function = self.modules.files[path].definitions.get(around)
            if isinstance(function, syntax.FunctionDef) and function.parameter(name) is not None:
                return (path, around, name)
            around = around.rpartition(".")[0]
        found = lookup(self.modules, path, scope, name)
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
            if isinstance(found.node.value, syntax.Call) and (found.path, "", found.name) not in self._all:
                return self._returned(found.path, "", found.node.value) or (found.path, "", found.name)
            return (found.path, "", found.name)
        return None

    def is_router(self, key: Key) -> bool:
        """Whether this is known to be a router, or included as one, or annotated as an application."""
        return key in self._all or key in self._children or self._is_parameter(key)

    # ----------------------------------------------------------------- inner workings

    def _reached(self, key: Key, seen: frozenset[Key]) -> Iterator[Context]:
        if key in seen:
            return
        router = self._all.get(key)
        own = Context(router.prefix, router.dependencies, router.tags) if router is not None else Context(Prefix())
        includes = self._children.get(key, ())
        if (router is not None and router.is_app) or (router is None and self._is_parameter(key)):
            mounted = [it for it in includes if it.mounted]
            yield from (
                Context(above.prefix + own.prefix, own.dependencies, own.tags)
                for above in self._above(mounted, seen | {key})
            )
            if not mounted:
                yield own
            return
        ways = list(self._above(includes, seen | {key}))
        if not ways:
            known = not self._has_apps and not includes
            yield Context(Prefix("", known) + own.prefix, own.dependencies, own.tags)
        for above in ways:
            dependencies = (*above.dependencies, *own.dependencies)
            yield Context(above.prefix + own.prefix, dependencies, (*above.tags, *own.tags))

    def _above(self, includes: "tuple[Include, ...] | list[Include]", seen: frozenset[Key]) -> Iterator[Context]:
        for it in includes:
            for parent in self._reached(it.parent, seen):
                dependencies = (*parent.dependencies, *it.dependencies)
                yield Context(parent.prefix + it.prefix, dependencies, (*parent.tags, *it.tags))

    @cached_property
    def _all(self) -> Mapping[Key, Router]:
        return {it.key: it for it in self._routers()}

    @cached_property
    def _has_apps(self) -> bool:
        return any(it.is_app for it in self._all.values())

    @cached_property
    def _children(self) -> Mapping[Key, tuple[Include, ...]]:
        found: dict[Key, list[Include]] = {}
        for path, facts in self.modules.files.items():
            if "include_router" in facts.document.text or ".mount(" in facts.document.text:
                for scope, nodes in _scopes(self.modules, path):
                    for it in self._includes(path, scope, nodes):
                        found.setdefault(it.child, []).append(it)
        return {key: tuple(dict.fromkeys(it)) for key, it in found.items()}

    def _routers(self) -> Iterator[Router]:
        for path, facts in self.modules.files.items():
            if "Router" not in facts.document.text and "FastAPI" not in facts.document.text:
                continue
            for scope, nodes in _scopes(self.modules, path):
                for node in nodes:
                    if isinstance(node, syntax.Assign) and isinstance(node.value, syntax.Call):
                        kind = self._kind(path, scope, node.value)
                        for target in node.targets:
                            name = syntax.dotted(target)
                            if kind is not None and name is not None:
                                yield self._router((path, scope, name), kind == "app", node.value)

    def _kind(self, path: str, scope: str, call: syntax.Call) -> str | None:
        name = library_name(self.modules, path, call, scope)
        if name in ("fastapi.FastAPI", "fastapi.APIRouter"):
            return "app" if name.endswith("FastAPI") else "router"
        made = syntax.dotted(call.func)
        found = lookup(self.modules, path, scope, made) if made is not None else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
            above = externals(self.modules, found)
            return "app" if "fastapi.FastAPI" in above else "router" if "fastapi.APIRouter" in above else None
        return None

    def _router(self, key: Key, is_app: bool, call: syntax.Call) -> Router:
        path, scope, _ = key
        prefix = Prefix() if is_app else self._prefix(path, scope, call.keyword("prefix"))
        return Router(key, is_app, prefix, _given(path, call), _tags(self.modules, path, scope, call))

    def _prefix(self, path: str, scope: str, node: syntax.Expr | None) -> Prefix:
        if node is None:
            return Prefix()
        text = text_of(self.modules, path, node, scope)
        return Prefix(text or "", text is not None)

    def _includes(self, path: str, scope: str, nodes: tuple[syntax.Node, ...]) -> Iterator[Include]:
        loops = [it for it in nodes if isinstance(it, syntax.For)]
        for node in nodes:
            match node:
                case syntax.Call(func=syntax.Attribute(value=owner, attr="include_router")):
                    parent, child = self.find(path, scope, owner), node.argument(0, "router")
                    for one, bound in _each(child, loops, node):
                        found = self.find(path, scope, one)
                        if parent is not None and found is not None:
                            written = node.keyword("prefix")
                            prefix = self._prefix(path, scope, bound.get(syntax.dotted(written) or "", written))
                            given, tags = _given(path, node), _tags(self.modules, path, scope, node)
                            yield Include(parent, found, prefix, given, tags, False)
                case syntax.Call(func=syntax.Attribute(value=owner, attr="mount")):
                    app = node.argument(1, "app")
                    parent = self.find(path, scope, owner)
                    found = self.find(path, scope, app) if app is not None else None
                    if parent is not None and found is not None and found in self._all:
                        below = self._prefix(path, scope, node.argument(0, "path"))
                        yield Include(parent, found, Prefix(below.text.rstrip("/"), below.known), (), (), True)
                case _:
                    pass

    def _returned(self, path: str, scope: str, call: syntax.Call) -> Key | None:
        """The router that a factory of the project makes and returns."""
        name = syntax.dotted(call.func)
        found = lookup(self.modules, path, scope, name) if name is not None else None
        if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
            return None
        for node in syntax.walk_scope(*found.node.body):
            if isinstance(node, syntax.Return) and isinstance(node.value, syntax.Name):
                local = (found.path, found.name, node.value.id)
                return local if local in self._all else self.find(found.path, "", node.value)
        return None

    def _is_parameter(self, key: Key) -> bool:
        """Whether it is the parameter of a function that an application is handed to: `def register(app: FastAPI)`."""
        path, scope, name = key
        function = self.modules.files[path].definitions.get(scope) if scope else None
        parameter = function.parameter(name) if isinstance(function, syntax.FunctionDef) else None
        if parameter is None:
            return False
        if parameter.annotation is None:
            return name == "app"
        return resolve_type(self.modules, path, parameter.annotation).name in ("fastapi.FastAPI", "fastapi.APIRouter")


def _scopes(modules: Modules, path: str) -> Iterator[tuple[str, tuple[syntax.Node, ...]]]:
    """The nodes of the module and of each function, without those of the functions inside."""
    facts = modules.files[path]
    yield "", tuple(syntax.walk_scope(*facts.body))
    for name, function in facts.functions:
        yield name, tuple(syntax.walk_scope(*function.body))


def _each(
    node: syntax.Expr | None, loops: list[syntax.For], call: syntax.Call
) -> Iterator[tuple[syntax.Expr, Mapping[str, syntax.Expr]]]:
    """What a name in a call stands for, with what the loop around it binds: one by one for a loop over a literal."""
    if node is None:
        return
    for loop in loops:
        if not loop.span.contains(call.span) or not isinstance(loop.iter, syntax.Collection):
            continue
        names = loop.target.elements if isinstance(loop.target, syntax.Collection) else (loop.target,)
        for element in loop.iter.elements:
            values = element.elements if len(names) > 1 and isinstance(element, syntax.Collection) else (element,)
            bound = {syntax.dotted(name) or "": value for name, value in zip(names, values, strict=False)}
            if (syntax.dotted(node) or "?") in bound:
                yield bound[syntax.dotted(node) or ""], bound
        return
    yield node, {}


def _given(path: str, call: syntax.Call) -> tuple[Given, ...]:
    found = call.keyword("dependencies")
    return tuple(Given(it, path) for it in found.elements) if isinstance(found, syntax.Collection) else ()


def _tags(modules: Modules, path: str, scope: str, call: syntax.Call) -> tuple[str, ...]:
    found = call.keyword("tags")
    if not isinstance(found, syntax.Collection):
        return ()
    return tuple(text for it in found.elements if (text := text_of(modules, path, it, scope)) is not None)

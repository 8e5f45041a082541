"""What is a router or an application, and which one an expression means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.canonical import canonical
from lsp_server.project.classes import class_bodies, externals, lookup
from lsp_server.project.constants import truth_of
from lsp_server.project.link_types import resolve_type
from lsp_server.project.literals import Placed, items, text_at
from lsp_server.project.modules import External, Modules, Resolved, Symbol

Key = tuple[str, str, str]  # path, function around it ("" is the module), name of the variable
_DEPTH = 6
_SIGNS = ("outer", "FastAPI", "App(", "API(")  # What makes a router or holds one is called so.


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
    dependencies: tuple[Placed, ...]
    tags: tuple[str, ...]
    in_schema: bool
    call: syntax.Call  # that makes it


@dataclass(frozen=True)
class Names:
    """The routers of a project, and the names that lead to them."""

    modules: Modules

    @cached_property
    def all(self) -> Mapping[Key, Router]:
        return {it.key: it for it in self._routers()}

    def find(self, at: Placed, depth: int = _DEPTH) -> Key | None:
        """The router, or the variable or parameter that may hold one, that an expression means."""
        node, path = at.node, at.path
        if depth <= 0:
            return None
        if isinstance(node, syntax.Call):
            return self._returned(at, node, depth)
        name = syntax.dotted(node)
        if name is None:
            return self._attribute(at, node, depth) if isinstance(node, syntax.Attribute) else None
        local = self._local(path, at.scope, name)
        if local is not None:
            return self._assigned(local, depth)
        found = lookup(self.modules, path, at.scope, name)
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
            return self._assigned((found.path, "", found.name), depth, found.node.value)
        return self._attribute(at, node, depth) if isinstance(node, syntax.Attribute) else None

    def is_parameter(self, key: Key) -> bool:
        """Whether it is the parameter of a function that routers are handed to."""
        return bool(self.handed(key)) or self._annotated(key) is not None or self.is_app_parameter(key)

    def is_app_parameter(self, key: Key) -> bool:
        """`def register(app: FastAPI)`, or by its name where nothing is annotated."""
        parameter = self._parameter(key)
        if parameter is None:
            return False
        if parameter.annotation is None:
            return parameter.name in ("app", "application", "fastapi_app")
        return self._annotated(key) == "app"

    def handed(self, key: Key) -> tuple[Key, ...]:
        """The routers that calls hand to a parameter."""
        return tuple(dict.fromkeys(it[key] for it in self.calls_of(key[0], key[1]) if key in it))

    def calls_of(self, path: str, function: str) -> tuple[Mapping[Key, Key], ...]:
        """For each call of a function: which of its parameters is given which router."""
        return self._handed.get((path, function), ())

    def prefix(self, it: Placed | None) -> Prefix:
        """The text of a prefix; where it is not known whole, the parts that are."""
        if it is None or (isinstance(it.node, syntax.Constant) and it.node.value is None):
            return Prefix()
        text = text_at(self.modules, it)
        if text is not None:
            return Prefix(text)
        match it.node:
            case syntax.JoinedStr(values=parts):
                return sum((self.prefix(Placed(one, it.path, it.scope)) for one in parts), Prefix())
            case syntax.BinOp(op="+", left=left, right=right):
                return sum((self.prefix(Placed(one, it.path, it.scope)) for one in (left, right)), Prefix())
            case _:
                return Prefix("", False)

    def texts(self, it: Placed | None) -> tuple[str, ...]:
        """The strings of a list that is written down."""
        found = (text_at(self.modules, one) for one in items(self.modules, it))
        return tuple(one for one in found if one is not None)

    # ----------------------------------------------------------------- inner workings

    def _routers(self) -> Iterator[Router]:
        for path, facts in self.modules.files.items():
            if not any(it in facts.document.text for it in _SIGNS):
                continue
            for scope, nodes in scopes(self.modules, path, _SIGNS):
                for node in nodes:
                    if not isinstance(node, syntax.Assign) or not isinstance(node.value, syntax.Call):
                        continue
                    kind = self._kind(path, scope, node.value)
                    for target in node.targets if kind is not None else ():
                        name = syntax.dotted(target)
                        if name is not None:
                            yield self._router((path, scope, name), kind == "app", node.value)

    def _router(self, key: Key, is_app: bool, call: syntax.Call) -> Router:
        path, scope, _ = key
        given = {it.arg: Placed(it.value, path, scope) for it in call.keywords if it.arg is not None}
        prefix = Prefix() if is_app else self.prefix(given.get("prefix"))
        shown = truth_of(self.modules, path, call.keyword("include_in_schema"), scope)
        dependencies = items(self.modules, given.get("dependencies"))
        return Router(key, is_app, prefix, dependencies, self.texts(given.get("tags")), shown is not False, call)

    def _kind(self, path: str, scope: str, call: syntax.Call) -> str | None:
        made = syntax.dotted(call.func)
        return self._kind_of(lookup(self.modules, path, scope, made), made) if made is not None else None

    def _kind_of(self, found: Resolved | None, written: str, depth: int = _DEPTH) -> str | None:
        if found is None or isinstance(found, External):
            # A library's router is one that FastAPI includes, whoever wrote it.
            name = canonical(found.name) if found is not None else written
            last = name.rpartition(".")[2]
            return "app" if last == "FastAPI" else "router" if last.endswith("Router") else None
        if not isinstance(found, Symbol) or depth <= 0:
            return None
        if isinstance(found.node, syntax.ClassDef):
            above = externals(self.modules, found)
            if "fastapi.FastAPI" in above or "fastapi.applications.FastAPI" in above:
                return "app"
            return "router" if any(it.endswith(".APIRouter") for it in above) else None
        value = found.node.value if isinstance(found.node, syntax.Assign) else None
        if isinstance(value, syntax.Call):  # `Router = make_router_class(Route)`
            maker = self.modules.resolve(found.path, syntax.dotted(value.func) or "")
            if isinstance(maker, Symbol) and isinstance(maker.node, syntax.FunctionDef):
                for it in self.modules.files[maker.path].scope(maker.name).returned:
                    if isinstance(it, syntax.Name):
                        return self._kind_of(lookup(self.modules, maker.path, maker.name, it.id), "", depth - 1)
        return None

    def _assigned(self, key: Key, depth: int, value: syntax.Expr | None = None) -> Key:
        """The variable itself, or the router that it was given: `router = make_router()`, `api = v1.router`."""
        if key in self.all:
            return key
        if value is None and key[1]:
            for it in self.modules.files[key[0]].scope(key[1]).assignments.get(key[2], ()):
                value = it.value
        if value is None:
            return key
        return self.find(Placed(value, key[0], key[1]), depth - 1) or key

    def _local(self, path: str, scope: str, name: str) -> Key | None:
        """A variable or parameter of the function, or of one around it."""
        while scope:
            function = self.modules.files[path].definitions.get(scope)
            if isinstance(function, syntax.FunctionDef) and (
                function.parameter(name) is not None or name in self.modules.files[path].scope(scope).assignments
            ):
                return (path, scope, name)
            scope = scope.rpartition(".")[0]
        return None

    def _returned(self, at: Placed, call: syntax.Call, depth: int) -> Key | None:
        """The router that a factory of the project makes and returns."""
        name = syntax.dotted(call.func)
        found = lookup(self.modules, at.path, at.scope, name) if name is not None else None
        if not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
            return None
        for it in self.modules.files[found.path].scope(found.name).returned:
            inner = self.find(Placed(it, found.path, found.name), depth - 1)
            if inner is not None:
                return inner
        return None

    def _attribute(self, at: Placed, node: syntax.Attribute, depth: int) -> Key | None:
        """`self.router`, `controller.router`, `Controller().router`: what the class's methods assign to it."""
        class_ = self._class(at, node.value)
        for owner, body in class_bodies(self.modules, class_) if class_ is not None else ():
            for it in body.body:
                if isinstance(it, syntax.FunctionDef):
                    key = (owner.path, f"{owner.name}.{it.name}", f"self.{node.attr}")
                    if key in self.all:
                        return key
                if isinstance(it, syntax.Assign) and any(syntax.dotted(one) == node.attr for one in it.targets):
                    return self.find(Placed(it.value, owner.path, owner.name), depth - 1) if it.value else None
        if node.attr == "router":  # An application's own router.
            owner_key = self.find(Placed(node.value, at.path, at.scope), depth - 1)
            return owner_key if owner_key in self.all else None
        return None

    def _class(self, at: Placed, node: syntax.Expr) -> Symbol | None:
        if isinstance(node, syntax.Name) and node.id in ("self", "cls") and at.scope:
            found: Resolved | None = lookup(self.modules, at.path, "", at.scope.rpartition(".")[0])
        else:
            name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
            found = lookup(self.modules, at.path, at.scope, name) if name is not None else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
            value = found.node.value
            made = syntax.dotted(value.func) if isinstance(value, syntax.Call) else None
            found = lookup(self.modules, found.path, "", made) if made is not None else None
        return found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None

    def _parameter(self, key: Key) -> syntax.Parameter | None:
        function = self.modules.files[key[0]].definitions.get(key[1]) if key[1] else None
        return function.parameter(key[2]) if isinstance(function, syntax.FunctionDef) else None

    def _annotated(self, key: Key) -> str | None:
        """ "app" or "router", where a parameter is annotated as one."""
        parameter = self._parameter(key)
        if parameter is None or parameter.annotation is None:
            return None
        type_ = resolve_type(self.modules, key[0], parameter.annotation)
        return self._kind_of(type_.symbol or (External(type_.name) if type_.name else None), type_.text)

    @cached_property
    def _handed(self) -> Mapping[tuple[str, str], tuple[Mapping[Key, Key], ...]]:
        found: dict[tuple[str, str], list[Mapping[Key, Key]]] = {}
        takers = {name.rpartition(".")[2] for _, name, _ in self._taking}
        for path, facts in self.modules.files.items():
            words = tuple(f"{it}(" for it in takers if f"{it}(" in facts.document.text)
            for scope, nodes in scopes(self.modules, path, words) if words else ():
                for call in nodes:
                    if isinstance(call, syntax.Call) and syntax.last_name(call.func) in takers:
                        self._add_handed(found, Placed(call, path, scope), call)
        return {key: tuple(it) for key, it in found.items()}

    def _add_handed(self, found: dict[tuple[str, str], list[Mapping[Key, Key]]], at: Placed, call: syntax.Call) -> None:
        target = lookup(self.modules, at.path, at.scope, syntax.dotted(call.func) or "")
        if not isinstance(target, Symbol) or not isinstance(target.node, syntax.FunctionDef):
            return
        given: dict[Key, Key] = {}
        for index, parameter in enumerate(target.node.parameters):
            key = (target.path, target.name, parameter.name)
            value = call.argument(index, parameter.name) if key in self._taking else None
            router = self.find(Placed(value, at.path, at.scope)) if value is not None else None
            if router is not None and router != key:
                given[key] = router
        if given:
            found.setdefault((target.path, target.name), []).append(given)

    @cached_property
    def _taking(self) -> frozenset[Key]:
        """Parameters that are used like routers, or annotated as such."""
        found: set[Key] = set()
        for path, facts in self.modules.files.items():
            text = facts.document.text
            if "outer" not in text and "FastAPI" not in text and "app." not in text:
                continue
            for name, node in facts.functions:
                used = set(_used_as_router(facts.scope(name).nodes)) if node.parameters else set()
                for it in node.parameters:
                    if it.name in used or self._annotated((path, name, it.name)) is not None:
                        found.add((path, name, it.name))
        return frozenset(found)


def scopes(modules: Modules, path: str, words: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[syntax.Node, ...]]]:
    """The nodes of the module and of each function, without those of the functions inside.

    With `words`, of the functions only those in whose text one of them stands: a look at the text is cheaper.
    """
    facts = modules.files[path]
    yield "", facts.scope().nodes
    data, sought = facts.document.data, tuple(it.encode() for it in words)
    for name, node in facts.functions:
        text = data[node.span.start : node.span.end] if sought else b""
        if not sought or any(it in text for it in sought):
            yield name, facts.scope(name).nodes


def _used_as_router(nodes: tuple[syntax.Node, ...]) -> Iterator[str]:
    """Names on which routes are declared or routers included in a function."""
    for it in nodes:
        match it:
            case syntax.Call(func=syntax.Attribute(value=syntax.Name(id=name), attr=attr), args=args):
                if attr in ("include_router", "add_api_route", "add_api_websocket_route", "mount"):
                    yield name
                    yield from (one.id for one in args if isinstance(one, syntax.Name))
            case syntax.FunctionDef(decorators=decorators):
                for one in decorators:
                    if isinstance(one, syntax.Call) and isinstance(one.func, syntax.Attribute):
                        yield syntax.dotted(one.func.value) or ""
            case _:
                pass

"""Which router or application an expression means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import class_bodies, lookup
from lsp_server.project.names.constants import truth_of
from lsp_server.project.names.literals import Placed, followed, items, text_at
from lsp_server.project.names.modules import Modules, Resolved, Symbol
from lsp_server.project.routers.kinds import Kind, kind_of
from lsp_server.project.routers.values import Given, Key, Prefix, Router, prefix_of, texts_of
from lsp_server.text import Span

_DEPTH = 6
_SIGNS = ("outer", "FastAPI", "App(", "API(")  # What makes a router or holds one is called so.
_MADE = ("Router", "FastAPI")


@dataclass(frozen=True)
class Names:
    """The names that lead to the routers of a project."""

    modules: Modules

    def router(self, key: Key) -> Router | None:
        """The router that is made and given this name; None: it is the name of something else."""
        return _by_key(self.modules, key[0]).get(key)

    def find(self, at: Placed, depth: int = _DEPTH) -> Key | None:
        """The router, or the variable or parameter that may hold one, that an expression means."""
        node, path = at.node, at.path
        if depth <= 0:
            return None
        if isinstance(node, syntax.Call):
            return _by_call(self.modules, path).get(node.span) or self._returned(at, node, depth)
        if isinstance(node, syntax.NamedExpr):
            return self.find(replace(at, node=node.target), depth - 1)
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

    def given(self, at: Placed, key: Key) -> Given:
        """The texts that an expression hands to the factory of the router `key`, which it means: `make("dataset")`."""
        made = followed(self.modules, at)
        name = syntax.dotted(made.node.func) if isinstance(made.node, syntax.Call) else None
        found = lookup(self.modules, made.path, made.scope, name) if name is not None else None
        if not isinstance(found, Symbol) or (found.path, found.name) != key[:2]:
            return ()
        return tuple(_handed_texts(self.modules, made, found))

    def made_with(self, router: Router, given: Given) -> Router:
        """A router with the prefix and the tags that one call of its factory leads to."""
        return _router(self.modules, router.key, router.is_app, router.call, given) if given else router

    # ----------------------------------------------------------------- inner workings

    def _assigned(self, key: Key, depth: int, value: syntax.Expr | None = None) -> Key:
        """The variable itself, or the router that it was given: `router = make_router()`, `api = v1.router`."""
        if (router := self.router(key)) is not None:
            return router.key
        if value is None and key[1]:
            for it in self.modules.files[key[0]].scope(key[1]).assignments.get(key[2], ()):
                value = it.value
        if value is None:
            return key
        return self.find(Placed(value, key[0], key[1]), depth - 1) or key

    def _local(self, path: str, scope: str, name: str) -> Key | None:
        """A variable or parameter of the function, or of one around it."""
        while scope:
            facts = self.modules.files[path]
            function = facts.definitions.get(scope)
            if isinstance(function, syntax.FunctionDef):
                if function.parameter(name) is not None or name in facts.scope(scope).assignments:
                    return (path, scope, name)
            elif self.router((path, scope, name)) is not None:
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
            if inner is None:
                continue
            index = next((i for i, one in enumerate(found.node.parameters) if one.name == inner[2]), None)
            if index is None or inner[:2] != (found.path, found.name) or self.router(inner) is not None:
                return inner
            # It hands back what it was given: another one in each call.
            value = call.argument(index, inner[2])
            handed = self.find(replace(at, node=value), depth - 1) if value is not None else None
            return handed or inner
        return None

    def _attribute(self, at: Placed, node: syntax.Attribute, depth: int) -> Key | None:
        """`self.router`, `controller.router`, `Controller().router`: what the class's methods assign to it."""
        class_ = self._class(at, node.value)
        for owner, body in class_bodies(self.modules, class_) if class_ is not None else ():
            for it in body.body:
                if isinstance(it, syntax.FunctionDef):
                    key = (owner.path, f"{owner.name}.{it.name}", f"self.{node.attr}")
                    if (router := self.router(key)) is not None:
                        return router.key
                given = dict(syntax.bindings(it)).get(node.attr) if isinstance(it, syntax.Assign) else None
                if given is not None:
                    return self._assigned((owner.path, owner.name, node.attr), depth, given.value)
        if node.attr == "router":  # An application's own router.
            owner_key = self.find(Placed(node.value, at.path, at.scope), depth - 1)
            return owner_key if owner_key is not None and self.router(owner_key) is not None else None
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


@tracked
def routers_in(modules: Modules, path: str) -> tuple[Router, ...]:
    """The routers and applications that a file makes and gives a name, in its order."""
    return tuple(it for it, _ in _named(modules, path))


@tracked
def _by_key(modules: Modules, path: str) -> Mapping[Key, Router]:
    """By every name; of `a = b = APIRouter()` the first is its key."""
    return {(path, it.key[1], name): it for it, names in _named(modules, path) for name in names}


@tracked
def _by_call(modules: Modules, path: str) -> Mapping[Span, Key]:
    """By the call that makes one, of those that have no name but are handed to a function: `api = add(APIRouter())`."""
    return {it.call.span: it.key for it, _ in _named(modules, path) if "(" in it.key[2]}


@tracked
def _named(modules: Modules, path: str) -> tuple[tuple[Router, tuple[str, ...]], ...]:
    return tuple(_routers(modules, path))


def _routers(modules: Modules, path: str) -> Iterator[tuple[Router, tuple[str, ...]]]:
    facts = modules.files[path]
    if not facts.says(*_SIGNS):
        return
    bodies = ((name, facts.scope(name).nodes) for name, _ in facts.classes)
    for scope, nodes in (*scopes(modules, path, _SIGNS), *bodies):
        for call, names in _made(nodes):
            kind = _kind(modules, path, scope, call)
            if kind is not None:
                yield _router(modules, (path, scope, names[0]), kind == "app", call), names


def _made(nodes: Iterable[syntax.Node]) -> Iterator[tuple[syntax.Call, tuple[str, ...]]]:
    """The calls whose result is given names, with all of these; and those that such a call hands on, `api(0)`."""
    for node in nodes:
        if isinstance(node, syntax.Assign | syntax.NamedExpr) and node.value is not None:
            found: dict[Span, tuple[syntax.Call, tuple[str, ...]]] = {}
            for name, it in syntax.bindings(node):
                if isinstance(it.value, syntax.Call):
                    found[it.value.span] = it.value, (*found.get(it.value.span, (it.value, ()))[1], name)
            for call, names in found.values():
                yield call, names
                for index, given in enumerate((*call.args, *(one.value for one in call.keywords))):
                    if isinstance(given, syntax.Call) and _is_called_so(given):
                        yield given, (f"{names[0]}({index})",)


def _is_called_so(call: syntax.Call) -> bool:
    return any(it in (syntax.last_name(call.func) or "") for it in _MADE)


def _handed_texts(modules: Modules, made: Placed, factory: Symbol) -> Iterator[tuple[str, str]]:
    assert isinstance(made.node, syntax.Call) and isinstance(factory.node, syntax.FunctionDef)
    hidden = any(isinstance(it, syntax.Starred) for it in made.node.args) or any(
        it.arg is None for it in made.node.keywords
    )
    for index, it in enumerate(factory.node.parameters):
        value = made.node.argument(index, it.name)
        placed = replace(made, node=value) if value is not None else None
        if placed is None and it.default is not None and not hidden:
            placed = Placed(it.default, factory.path, factory.name.rpartition(".")[0])
        text = text_at(modules, placed)
        if text is not None:
            yield it.name, text


def _router(modules: Modules, key: Key, is_app: bool, call: syntax.Call, said: Given = ()) -> Router:
    path, scope, _ = key
    given = {it.arg: Placed(it.value, path, scope, said) for it in call.keywords if it.arg is not None}
    prefix = Prefix() if is_app else prefix_of(modules, given.get("prefix"))
    shown = truth_of(modules, path, call.keyword("include_in_schema"), scope)
    dependencies = items(modules, given.get("dependencies"))
    return Router(key, is_app, prefix, dependencies, texts_of(modules, given.get("tags")), shown is not False, call)


def _kind(modules: Modules, path: str, scope: str, call: syntax.Call) -> Kind | None:
    made = syntax.dotted(call.func)
    return kind_of(modules, lookup(modules, path, scope, made), made) if made is not None else None

"""Parameters that routers and applications are handed to: `def register(app: FastAPI)`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.project.functions.scopes import scopes
from lsp_server.project.functions.signatures import constructor
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.literals import Placed
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.routers.kinds import kind_of
from lsp_server.project.routers.names import Names
from lsp_server.project.routers.values import Key
from lsp_server.project.types.link import resolve_type

# What is done to routers and applications; other objects have no such methods.
_USES = frozenset({"include_router", "add_api_route", "add_api_websocket_route", "mount", "add_exception_handler"})


@dataclass(frozen=True)
class Parameters:
    """The parameters of a project that stand for routers, and what calls hand to them."""

    names: Names

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

    # ----------------------------------------------------------------- inner workings

    def _parameter(self, key: Key) -> syntax.Parameter | None:
        function = self.names.modules.files[key[0]].definitions.get(key[1]) if key[1] else None
        return function.parameter(key[2]) if isinstance(function, syntax.FunctionDef) else None

    def _annotated(self, key: Key) -> str | None:
        """ "app" or "router", where a parameter is annotated as one."""
        parameter = self._parameter(key)
        if parameter is None or parameter.annotation is None:
            return None
        type_ = resolve_type(self.names.modules, key[0], parameter.annotation)
        return kind_of(self.names.modules, type_.symbol or (External(type_.name) if type_.name else None), type_.text)

    @cached_property
    def _handed(self) -> Mapping[tuple[str, str], tuple[Mapping[Key, Key], ...]]:
        found: dict[tuple[str, str], list[Mapping[Key, Key]]] = {}
        takers = {name.removesuffix(".__init__").rpartition(".")[2] for _, name, _ in self._taking}
        for path, facts in self.names.modules.files.items():
            words = tuple(f"{it}(" for it in takers if f"{it}(" in facts.document.text)
            for scope, nodes in scopes(self.names.modules, path, words) if words else ():
                for call in nodes:
                    if isinstance(call, syntax.Call) and syntax.last_name(call.func) in takers:
                        self._add_handed(found, Placed(call, path, scope), call)
        return {key: tuple(it) for key, it in found.items()}

    def _add_handed(self, found: dict[tuple[str, str], list[Mapping[Key, Key]]], at: Placed, call: syntax.Call) -> None:
        target = lookup(self.names.modules, at.path, at.scope, syntax.dotted(call.func) or "")
        if isinstance(target, Symbol) and isinstance(target.node, syntax.ClassDef):
            target = constructor(self.names.modules, target)
        if not isinstance(target, Symbol) or not isinstance(target.node, syntax.FunctionDef):
            return
        is_method = target.node.parameters[:1] and target.node.parameters[0].name in ("self", "cls")
        given: dict[Key, Key] = {}
        for index, parameter in enumerate(target.node.parameters[1:] if is_method else target.node.parameters):
            key = (target.path, target.name, parameter.name)
            value = call.argument(index, parameter.name) if key in self._taking else None
            router = self.names.find(Placed(value, at.path, at.scope)) if value is not None else None
            if router is not None and router != key:
                given[key] = router
        if given:
            found.setdefault((target.path, target.name), []).append(given)

    @cached_property
    def _taking(self) -> frozenset[Key]:
        """Parameters that are used like routers, or annotated as such."""
        found: set[Key] = set()
        for path, facts in self.names.modules.files.items():
            text = facts.document.text
            if "outer" not in text and "FastAPI" not in text and "app." not in text:
                continue
            for name, node in facts.functions:
                used = set(_used_as_router(facts.scope(name).nodes)) if node.parameters else set()
                for it in node.parameters:
                    if it.name in used or self._annotated((path, name, it.name)) is not None:
                        found.add((path, name, it.name))
        return frozenset(found)


def _used_as_router(nodes: tuple[syntax.Node, ...]) -> Iterator[str]:
    """Names on which routes are declared or routers included in a function."""
    for it in nodes:
        match it:
            case syntax.Call(func=syntax.Attribute(value=syntax.Name(id=name), attr=attr), args=args):
                if attr in _USES:
                    yield name
                    yield from (one.id for one in args if isinstance(one, syntax.Name))
            case syntax.FunctionDef(decorators=decorators):
                for one in decorators:
                    if isinstance(one, syntax.Call) and isinstance(one.func, syntax.Attribute):
                        yield syntax.dotted(one.func.value) or ""
            case _:
                pass

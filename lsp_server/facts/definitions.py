"""The classes and functions of a file by qualified name. To look for one reads no function but those around it."""

from collections.abc import ItemsView, Iterator, Mapping
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.noted import taking

Definition = syntax.ClassDef | syntax.FunctionDef


class Definitions(Mapping[str, Definition]):
    """`Hero`, `Hero.rename`, `outer.inner`; of several of one name the last.

    Which names there are counts as what a file says outside of its functions' bodies, so no body is noted as read.
    """

    def __init__(self, body: tuple[syntax.Stmt, ...]) -> None:
        self._body = body
        self._inside: dict[str, Mapping[str, Definition]] = {}

    @cached_property
    def outer(self) -> Mapping[str, Definition]:
        """Those that stand in no function."""
        return dict(_definitions(self._body, "", functions=False))

    @cached_property
    def _all(self) -> Mapping[str, Definition]:
        with taking(None):
            return dict(_definitions(self._body, "", functions=True))

    def inside(self, function: str) -> Mapping[str, Definition]:
        """Those in an outer function, by their whole names."""
        if function not in self._inside:
            with taking(None):
                found = [dict(_in_function(it, f"{function}.")) for it in self._functions.get(function, ())]
            self._inside[function] = {name: node for them in found for name, node in them.items()}
        return self._inside[function]

    @cached_property
    def _functions(self) -> Mapping[str, list[syntax.FunctionDef]]:
        """The outer functions; as a rule there is one of a name, and where there are more, all are looked into."""
        found: dict[str, list[syntax.FunctionDef]] = {}
        for name, it in _definitions(self._body, "", functions=False):
            if isinstance(it, syntax.FunctionDef):
                found.setdefault(name, []).append(it)
        return found

    def __getitem__(self, name: str) -> Definition:
        found = self.outer.get(name) or self._within(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str | None, default: Definition | None = None) -> Definition | None:  # type: ignore[override]
        """Without the exception of the general way: most names that are looked for are not there."""
        return (self.outer.get(name) or self._within(name) or default) if name else default

    def __contains__(self, name: object) -> bool:
        return name in self.outer or self._within(str(name)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def items(self) -> ItemsView[str, Definition]:
        return self._all.items()

    def _within(self, name: str) -> Definition | None:
        """One that stands in a function: asked so often that no part of the name is cut out in vain."""
        end = name.find(".")
        while end > 0:
            around = name[:end]
            if isinstance(self.outer.get(around), syntax.FunctionDef):
                return self.inside(around).get(name)
            end = name.find(".", end + 1)
        return None


def _definitions(nodes: tuple[syntax.Stmt, ...], prefix: str, *, functions: bool) -> Iterator[tuple[str, Definition]]:
    """With `functions`, those inside functions too."""
    for node in syntax.statements(*nodes):
        if isinstance(node, syntax.ClassDef | syntax.FunctionDef):
            yield prefix + node.name, node
            if isinstance(node, syntax.ClassDef):
                yield from _definitions(node.body, f"{prefix}{node.name}.", functions=functions)
            elif functions:
                yield from _in_function(node, f"{prefix}{node.name}.")


def _in_function(node: syntax.FunctionDef, prefix: str) -> Iterator[tuple[str, Definition]]:
    if node.suite.may_hold(b"def ", b"def\t", b"class ", b"class\t"):
        yield from _definitions(node.body, prefix, functions=True)

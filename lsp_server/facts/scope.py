"""One function's own statements, or a module's: read once, asked often."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax


@dataclass(frozen=True)
class Scope:
    """A body without the bodies of the functions and classes in it."""

    body: tuple[syntax.Stmt, ...]

    @cached_property
    def nodes(self) -> tuple[syntax.Node, ...]:
        """Every node, in the order of the text; functions and classes inside as one node each."""
        return tuple(syntax.walk_scope(*self.body))

    @cached_property
    def calls(self) -> tuple[syntax.Call, ...]:
        return tuple(it for it in self.nodes if isinstance(it, syntax.Call))

    @cached_property
    def returned(self) -> tuple[syntax.Expr, ...]:
        """What the function returns, at each `return` with a value."""
        return tuple(it.value for it in self.nodes if isinstance(it, syntax.Return) and it.value is not None)

    @cached_property
    def assignments(self) -> Mapping[str, tuple[syntax.Assign, ...]]:
        """The assignments to each name, dotted ones such as `self.router` too, in their order; by `:=` as well."""
        found: dict[str, tuple[syntax.Assign, ...]] = {}
        for it in self.nodes:
            if isinstance(it, syntax.Assign | syntax.NamedExpr):
                for name, one in syntax.bindings(it):
                    found[name] = (*found.get(name, ()), one)
        return found

    @cached_property
    def values(self) -> Mapping[str, tuple[syntax.Expr, ...]]:
        """What is assigned to each name, dotted ones too, in order; by `:=` as well."""
        return {
            name: values
            for name, them in self.assignments.items()
            if (values := tuple(it.value for it in them if it.value is not None))
        }

    @cached_property
    def entered(self) -> Mapping[str, syntax.Expr]:
        """What `with … as name` gives a name."""
        items = (it for it in self.nodes if isinstance(it, syntax.WithItem))
        return {name: it.context for it in items if (name := syntax.dotted(it.target)) is not None}


def scope_of(function: syntax.FunctionDef) -> Scope:
    """The own statements of a function: the same value for all who ask, since most questions are about these."""
    suite = function.suite
    kept = suite.kept
    if not isinstance(kept, Scope):  # Two threads may make one at once; they are the same.
        kept = Scope(suite.statements)
        suite.keep(kept)
    return kept

"""Which class a relationship leads to, and to how many of it, read from an annotation or an argument."""

from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules

_MANY = frozenset(
    "list List set Set Sequence MutableSequence Collection Iterable DynamicMapped WriteOnlyMapped".split()
)
_MAPPINGS = frozenset("dict Dict Mapping MutableMapping".split())
_AROUND = frozenset("Mapped Optional Union Annotated".split())


@dataclass(frozen=True, slots=True)
class Target:
    """The far side of a relationship; `name` is dotted as written. `many`: None where the text doesn't tell."""

    name: str
    many: bool | None = False
    optional: bool = False


def target_of(node: syntax.Expr | None) -> Target | None:
    """The target in an annotation: of `list["Hero"]`, `Optional["Team"]`, `Mapped[list["Hero"]]`, `"Team | None"`."""
    match node:
        case syntax.Constant(value=str(text)):
            return target_of(parse_expression(text))
        case syntax.Name() | syntax.Attribute():
            name = syntax.dotted(node)
            return Target(name) if name is not None else None
        case syntax.BinOp(left=left, op="|", right=right):
            return _alternatives((left, right))
        case syntax.Subscript(value=value, slices=slices) if slices:
            around = syntax.last_name(value)
            if around in _MAPPINGS:
                inner = target_of(slices[-1])
                return replace(inner, many=True, optional=False) if inner is not None else None
            if around in _MANY:
                inner = target_of(slices[0])
                return replace(inner, many=True, optional=False) if inner is not None else None
            if around == "Optional":
                inner = target_of(slices[0])
                return replace(inner, optional=True) if inner is not None else None
            return _alternatives(slices[:1] if around == "Annotated" else slices) if around in _AROUND else None
        case _:
            return None


def target_of_argument(modules: Modules, path: str, node: syntax.Expr | None) -> Target | None:
    """The target in `relationship("Hero")`, `relationship(Hero)`, `relationship(lambda: Hero)`."""
    if isinstance(node, syntax.Lambda):
        node = node.body
    name = text_of(modules, path, node) if isinstance(node, syntax.Constant) else syntax.dotted(node)
    return Target(name.strip(), many=None) if name else None


def _alternatives(nodes: tuple[syntax.Expr, ...]) -> Target | None:
    """The one alternative that is not None."""
    some = [it for it in nodes if not (isinstance(it, syntax.Constant) and it.value is None)]
    found = target_of(some[0]) if len(some) == 1 else None
    return replace(found, optional=found.optional or len(some) < len(nodes)) if found is not None else None

"""What pydantic checks of a value: Field(...) keywords, `Annotated` metadata, constrained types."""

from dataclasses import fields

from lsp_server.facts import syntax
from lsp_server.project.models.values import Constraints
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import lookup
from lsp_server.project.names.constants import Value, evaluate
from lsp_server.project.names.modules import External, Modules
from lsp_server.project.types.link import Metadata

# Types that are a constraint by their name.
_NAMED: dict[str, dict[str, Value]] = {
    "pydantic.PositiveInt": {"gt": 0},
    "pydantic.PositiveFloat": {"gt": 0},
    "pydantic.NegativeInt": {"lt": 0},
    "pydantic.NegativeFloat": {"lt": 0},
    "pydantic.NonNegativeInt": {"ge": 0},
    "pydantic.NonNegativeFloat": {"ge": 0},
    "pydantic.NonPositiveInt": {"le": 0},
    "pydantic.NonPositiveFloat": {"le": 0},
}

# annotated_types' items, with the names of their positional arguments.
_ANNOTATED: dict[str, tuple[str, ...]] = {
    "annotated_types.Gt": ("gt",),
    "annotated_types.Ge": ("ge",),
    "annotated_types.Lt": ("lt",),
    "annotated_types.Le": ("le",),
    "annotated_types.Interval": (),
    "annotated_types.MultipleOf": ("multiple_of",),
    "annotated_types.MinLen": ("min_length",),
    "annotated_types.MaxLen": ("max_length",),
    "annotated_types.Len": ("min_length", "max_length"),
}

_NAMES = frozenset(it.name for it in fields(Constraints))
_SPELLINGS = {"regex": "pattern", "min_items": "min_length", "max_items": "max_length"}


def constraints(modules: Modules, items: tuple[Metadata, ...], scope: str = "") -> Constraints:
    """What all these items ask for together; a later one wins over an earlier one."""
    found: dict[str, Value] = {}
    for it in items:
        found.update(_of(modules, it, scope))
    return Constraints(**{name: value for name, value in found.items() if name in _NAMES and value is not None})  # type: ignore[arg-type]


def _of(modules: Modules, item: Metadata, scope: str) -> dict[str, Value]:
    node = item.node
    name = syntax.dotted(node.func if isinstance(node, syntax.Call) else node)
    resolved = lookup(modules, item.path, scope, name) if name is not None else None
    full = canonical(resolved.name) if isinstance(resolved, External) else ""
    if not isinstance(node, syntax.Call):
        return _NAMED.get(full, {})
    found: dict[str, Value] = {}
    for name, value in zip(_ANNOTATED.get(full, ()), node.args, strict=False):
        _add(found, modules, item.path, name, value, scope)
    for it in node.keywords:
        # SQLModel (0.0.50) hands `regex` to pydantic 2, which takes no notice of it: measured, "!" passes.
        if it.arg is not None and (full, it.arg) != ("sqlmodel.Field", "regex"):
            _add(found, modules, item.path, it.arg, it.value, scope)
    return found


def _add(found: dict[str, Value], modules: Modules, path: str, name: str, node: syntax.Expr, scope: str) -> None:
    name = _SPELLINGS.get(name, name)
    if name in _NAMES and (known := evaluate(modules, path, node, scope)) is not None:
        found[name] = known.value

"""Fields as pydantic collects them: along the bases, in its order, with what demands a value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.models.config import alias_generator
from lsp_server.project.models.constraints import constraints
from lsp_server.project.models.values import Field
from lsp_server.project.names.canonical import canonical
from lsp_server.project.names.classes import bases, class_bodies, externals, key, library_name, lookup
from lsp_server.project.names.constants import source, text_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import Annotation, Metadata, read_annotation, resolve_type
from lsp_server.project.types.values import Type
from lsp_server.project.types.variables import type_variables

FIELDS = frozenset({"sqlmodel.Field", "pydantic.Field", "Field"})
_NO_FIELDS = frozenset({"typing.ClassVar", "dataclasses.InitVar"})
_NO_VALUES = frozenset({"sqlmodel.Relationship", "pydantic.PrivateAttr", "Relationship", "PrivateAttr"})
_UNDEFINED = frozenset({"Undefined", "PydanticUndefined"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as its class declares it. `calls` are its Field(...) calls, the assigned one last."""

    name: str
    node: syntax.Assign
    owner: Symbol
    annotation: Annotation
    calls: tuple[Metadata, ...]

    @property
    def path(self) -> str:
        return self.owner.path

    def given(self, index: int, name: str) -> Metadata | None:
        """The argument `name` of Field(...), with the file that it is written in; the last call that has it wins."""
        for it in reversed(self.calls):
            if isinstance(it.node, syntax.Call) and (found := _argument(it.node, index, name)) is not None:
                return Metadata(found, it.path)
        return None


def declared_fields(modules: Modules, symbol: Symbol) -> tuple[Declared, ...]:
    """The fields of a pydantic or SQLModel class, inherited ones first as pydantic does it.

    A field that a class declares again keeps the place of the first declaration. Of a field that
    several bases have, the first base's counts (pydantic 2.13), though Python's order may differ.
    """
    variables = type_variables(modules, symbol)
    bodies = {
        key(owner): tuple(_own(modules, owner, node, variables.get(key(owner), {})))
        for owner, node in class_bodies(modules, symbol)
    }
    return tuple(_collected(modules, symbol, bodies, frozenset()).values())


_Bodies = Mapping[tuple[str, str], tuple["Declared | str", ...]]  # a name alone is one that is no field here


def _collected(
    modules: Modules, symbol: Symbol, bodies: _Bodies, below: frozenset[tuple[str, str]]
) -> dict[str, Declared]:
    """The fields by name; `below` are the classes that led here, for bases that go in a circle."""
    found: dict[str, Declared] = {}
    below = below | {key(symbol)}
    for owner, _ in reversed(class_bodies(modules, symbol)):
        for it in bodies.get(key(owner), ()):
            if isinstance(it, Declared):
                found[it.name] = it
            else:
                found.pop(it, None)
    above = [it for it in bases(modules, symbol) if isinstance(it, Symbol) and key(it) not in below]
    parents = [it for it in above if _is_model(modules, it)]
    own = {it.name for it in bodies.get(key(symbol), ()) if isinstance(it, Declared)}
    for parent in reversed(parents):
        for name, it in _collected(modules, parent, bodies, below).items():
            if name in found and name not in own:
                found[name] = it
    return found


def _is_model(modules: Modules, symbol: Symbol) -> bool:
    """Whether a class is pydantic's, not a plain mixin."""
    return any(it in ("pydantic.BaseModel", "sqlmodel.SQLModel") for it in map(canonical, externals(modules, symbol)))


def pydantic_field(modules: Modules, it: Declared, class_alias: str | None = None) -> Field:
    """The field without its column. `class_alias` is what the class's alias generator makes of the name."""
    default = _default(it)
    factory = it.given(-1, "default_factory")
    alias = it.given(-1, "validation_alias") or it.given(-1, "alias")
    return Field(
        name=it.name,
        type=it.annotation.type,
        span=it.node.span,
        path=it.path,
        owner=it.owner.name.rpartition(".")[2],
        required=default is None and factory is None,
        default=source(modules, default.path, default.node) if default is not None else None,
        default_factory=source(modules, factory.path, factory.node) if factory is not None else None,
        alias=_alias(modules, it, alias) if alias is not None else class_alias,
        constraints=constraints(modules, it.annotation.metadata + it.calls[-1:], it.owner.name),
    )


def _alias(modules: Modules, it: Declared, given: Metadata) -> str | None:
    """The name that clients use; of AliasChoices the first."""
    node = given.node
    if isinstance(node, syntax.Call) and library_name(modules, given.path, node) == "pydantic.AliasChoices":
        node = node.args[0] if node.args else node
    return text_of(modules, given.path, node, it.owner.name)


def pydantic_fields(modules: Modules, symbol: Symbol) -> tuple[Field, ...]:
    """All fields of a pydantic or SQLModel class, without columns."""
    generate = alias_generator(modules, symbol)
    found = tuple(pydantic_field(modules, it, generate(it.name)) for it in declared_fields(modules, symbol))
    return found or tuple(_root(modules, symbol))


def root_of(modules: Modules, symbol: Symbol) -> Type | None:
    """What a RootModel is on the wire, where its one field has no name; None: the class is no RootModel."""
    if "pydantic.RootModel" not in map(canonical, externals(modules, symbol)):
        return None
    return next((it.type for it in pydantic_fields(modules, symbol)), None)


def _root(modules: Modules, symbol: Symbol) -> Iterator[Field]:
    """The one field of `class Names(RootModel[list[str]])`."""
    for owner, node in class_bodies(modules, symbol):
        for it in node.bases:
            if isinstance(it, syntax.Subscript) and library_name(modules, owner.path, it.value) == "pydantic.RootModel":
                type_ = resolve_type(modules, owner.path, it.slices[0] if it.slices else None, owner.name)
                yield Field("root", type_, it.span, owner.path, node.name, required=True)
                return


def _own(
    modules: Modules, owner: Symbol, node: syntax.ClassDef, variables: Mapping[str, Type]
) -> Iterator[Declared | str]:
    """The fields that one class body declares; only the name for what takes the place of a field."""
    for it in node.body:
        if not isinstance(it, syntax.Assign) or it.annotation is None:
            continue
        target = it.targets[0]
        if not isinstance(target, syntax.Name) or target.id.startswith("_") or target.id == "model_config":
            continue
        value = library_name(modules, owner.path, it.value, owner.name) if isinstance(it.value, syntax.Call) else ""
        if value in _NO_VALUES and not (value.endswith("Relationship") and _knows_none(modules, owner)):
            yield target.id
            continue
        annotation = read_annotation(modules, owner.path, it.annotation, owner.name, variables)
        if annotation.type.name in _NO_FIELDS:
            yield target.id
            continue
        yield Declared(target.id, it, owner, annotation, tuple(_calls(modules, owner, it, annotation)))


def _knows_none(modules: Modules, owner: Symbol) -> bool:
    """Whether `Relationship(…)` means nothing to a class, so that it is a default like any other: pydantic's own."""
    above = {canonical(it) for it in externals(modules, owner)}
    return "pydantic.BaseModel" in above and "sqlmodel.SQLModel" not in above


def _calls(modules: Modules, owner: Symbol, node: syntax.Assign, annotation: Annotation) -> Iterator[Metadata]:
    for it in annotation.metadata:
        if it.outer and isinstance(it.node, syntax.Call) and library_name(modules, it.path, it.node) in FIELDS:
            yield it
    if isinstance(node.value, syntax.Call):
        made = _field_call(modules, owner.path, node.value, owner.name)
        if made is not None:
            yield made


def _field_call(modules: Modules, path: str, call: syntax.Call, scope: str) -> Metadata | None:
    """The call itself when it is Field(...), or the one that a helper function of the project returns."""
    if library_name(modules, path, call, scope) in FIELDS:
        return Metadata(call, path)
    name = syntax.dotted(call.func)
    helper = lookup(modules, path, scope, name) if name is not None else None
    if isinstance(helper, Symbol) and isinstance(helper.node, syntax.FunctionDef):
        for it in syntax.walk_scope(*helper.node.body):
            if isinstance(it, syntax.Return) and isinstance(it.value, syntax.Call):
                inner = it.value
                return Metadata(inner, helper.path) if library_name(modules, helper.path, inner) in FIELDS else None
    return None


def _default(it: Declared) -> Metadata | None:
    """The default, unless it says that there is none (`...`)."""
    found = it.given(0, "default")
    is_field = bool(it.calls) and it.calls[-1].node is it.node.value
    if it.node.value is not None and not is_field and not _is_helper(it):
        found = Metadata(it.node.value, it.path)
    if found is None or isinstance(found.node, syntax.EllipsisLiteral):
        return None
    return None if syntax.last_name(found.node) in _UNDEFINED else found


def _is_helper(it: Declared) -> bool:
    """Whether the assigned call is a helper whose Field(...) was found elsewhere."""
    return bool(it.calls) and it.calls[-1].node is not it.node.value and isinstance(it.node.value, syntax.Call)


def _argument(call: syntax.Call, index: int, name: str) -> syntax.Expr | None:
    return call.argument(index, name) if index >= 0 else call.keyword(name)

"""Relationship attributes of tables: SQLModel's `Relationship(...)`, SQLAlchemy's `relationship(...)`."""

from collections.abc import Mapping
from dataclasses import replace

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.column_calls import is_none
from lsp_server.project.models.declarative import allows_unmapped, is_declared_attr
from lsp_server.project.models.joining import Joining, joining
from lsp_server.project.models.relation_targets import Target, target_of, target_of_argument
from lsp_server.project.models.values import Backref, Relationship
from lsp_server.project.names.classes import class_bodies, key, library_name, lookup
from lsp_server.project.names.constants import text_of, truth_of
from lsp_server.project.names.modules import Modules, Symbol

_SQLMODEL = frozenset({"sqlmodel.Relationship", "Relationship"})
_SQLALCHEMY = frozenset(
    {"sqlalchemy.orm.relationship", "sqlalchemy.orm.relation", "sqlalchemy.orm.dynamic_loader", "relationship"}
)
_BACKREF = frozenset({"sqlalchemy.orm.backref", "backref"})
_LAZY = {"DynamicMapped": "dynamic", "WriteOnlyMapped": "write_only"}
_MAPPED = frozenset({"Mapped", "Relationship", *_LAZY})


def relationships(modules: Modules, symbol: Symbol) -> tuple[Relationship, ...]:
    """The relationship attributes of a mapped class, its own first.

    SQLModel maps those of the class itself only; SQLAlchemy also those of mixins and abstract bases.
    `target_symbol` is set where the name can be looked up from the class; a bare string may need all tables.
    """
    found: dict[str, Relationship] = {}
    for owner, node in class_bodies(modules, symbol):
        for it in node.body:
            made = _read(modules, symbol, owner, it)
            if made is not None:
                found.setdefault(made.name, made)
    return tuple(found.values())


def _read(modules: Modules, mapped: Symbol, owner: Symbol, node: syntax.Stmt) -> Relationship | None:
    match node:
        case syntax.Assign(targets=(syntax.Name(id=name),), annotation=annotation, value=syntax.Call() as call):
            pass
        case syntax.FunctionDef(name=name, returns=annotation) if is_declared_attr(node):
            returned = [it.value for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Return)]
            if len(returned) != 1 or not isinstance(returned[0], syntax.Call):
                return None
            call = returned[0]
        case _:
            return None
    function = library_name(modules, owner.path, call, owner.name)
    if function in _SQLMODEL and key(owner) == key(mapped):
        return _sqlmodel(modules, owner, node, name, annotation, call)
    if function in _SQLALCHEMY:
        # SQLAlchemy 1.4 takes no notice of annotations, and later ones refuse others than these unless told not to.
        counts = _container(annotation) in _MAPPED or (annotation is not None and allows_unmapped(modules, mapped))
        return _sqlalchemy(modules, owner, node, name, annotation, call, counts)
    return None


def _sqlmodel(
    modules: Modules, owner: Symbol, node: syntax.Stmt, name: str, annotation: syntax.Expr | None, call: syntax.Call
) -> Relationship | None:
    inner = call.keyword("sa_relationship")
    if isinstance(inner, syntax.Call):
        return _sqlalchemy(modules, owner, node, name, annotation, inner, counts=True)
    given = {it.arg: it.value for it in call.keywords if it.arg is not None}
    extra = _keywords(call.keyword("sa_relationship_kwargs"))
    made = _make(modules, owner, node, name, target_of(annotation), extra | given)
    link = call.keyword("link_model")
    if made is None or link is None:
        return made
    return replace(made, link_model=syntax.last_name(link), is_through=True)


def _sqlalchemy(
    modules: Modules,
    owner: Symbol,
    node: syntax.Stmt,
    name: str,
    annotation: syntax.Expr | None,
    call: syntax.Call,
    counts: bool,
) -> Relationship | None:
    """`counts`: the annotation says to how many of the other class it leads."""
    given = {it.arg: it.value for it in call.keywords if it.arg is not None}
    hinted = target_of(annotation)
    hinted = replace(hinted, many=None) if hinted is not None and not counts else hinted
    named = target_of_argument(modules, owner.path, call.argument(0, "argument"))
    target = hinted if named is None else replace(hinted or named, name=named.name)
    made = _make(modules, owner, node, name, target, given)
    if made is None:
        return None
    made = replace(made, lazy=_LAZY.get(_container(annotation), made.lazy))
    secondary = call.argument(1, "secondary")
    if secondary is None:
        return made
    return replace(made, link_model=_table_of(modules, owner.path, secondary), is_through=True)


def _container(annotation: syntax.Expr | None) -> str:
    """`Mapped` of `Mapped[…]`, also in a string."""
    if isinstance(annotation, syntax.Constant) and isinstance(annotation.value, str):
        annotation = parse_expression(annotation.value)
    return (syntax.last_name(annotation.value) or "") if isinstance(annotation, syntax.Subscript) else ""


def _keywords(node: syntax.Expr | None) -> dict[str, syntax.Expr]:
    """The items of `{"lazy": "selectin"}` or `dict(lazy="selectin")`."""
    match node:
        case syntax.Dict(items=items):
            return {
                it.value: value for it, value in items if isinstance(it, syntax.Constant) and isinstance(it.value, str)
            }
        case syntax.Call(func=syntax.Name(id="dict"), keywords=keywords):
            return {it.arg: it.value for it in keywords if it.arg is not None}
        case _:
            return {}


def _make(
    modules: Modules,
    owner: Symbol,
    node: syntax.Stmt,
    name: str,
    target: Target | None,
    given: Mapping[str, syntax.Expr],
) -> Relationship | None:
    if target is None:
        return None
    uselist, is_open = _uselist(modules, owner.path, given)
    found = lookup(modules, owner.path, owner.name, target.name)
    is_class = found if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef) else None
    return Relationship(
        name=name,
        target=(is_class.name if is_class is not None else target.name).rpartition(".")[2],
        many=None if is_open else target.many if uselist is None else uselist,
        optional=target.optional,
        span=node.span,
        path=owner.path,
        owner=owner.name.rpartition(".")[2],
        back_populates=text_of(modules, owner.path, given.get("back_populates")),
        lazy=text_of(modules, owner.path, given.get("lazy")),
        cascade_delete=truth_of(modules, owner.path, given.get("cascade_delete")) is True
        or _deletes(modules, owner.path, given),
        target_symbol=is_class,
        joining=Joining(unclear=True) if is_open else joining(given),
        backref=_backref(modules, owner.path, given.get("backref")),
    )


def _uselist(modules: Modules, path: str, given: Mapping[str, syntax.Expr]) -> tuple[bool | None, bool]:
    """What `uselist` says, and whether it is given but not known."""
    node = given.get("uselist")
    known = truth_of(modules, path, node)
    return known, known is None and node is not None and not is_none(modules, path, node)


def _deletes(modules: Modules, path: str, given: Mapping[str, syntax.Expr]) -> bool:
    cascade = text_of(modules, path, given.get("cascade")) or ""
    return bool({"all", "delete"} & {it.strip() for it in cascade.split(",")})


def _backref(modules: Modules, path: str, node: syntax.Expr | None) -> Backref | None:
    """The reverse side that is made by name; None: there is none, or its name is not known."""
    given: dict[str, syntax.Expr] = {}
    span = node.span if node is not None else None
    if isinstance(node, syntax.Call) and library_name(modules, path, node) in _BACKREF:
        given = {it.arg: it.value for it in node.keywords if it.arg is not None}
        node = node.argument(0, "name")
    name = text_of(modules, path, node)
    if name is None or span is None:
        return None
    many, is_open = _uselist(modules, path, given)
    lazy = text_of(modules, path, given.get("lazy"))
    return Backref(name, span, many, is_open, lazy, _deletes(modules, path, given))


def _table_of(modules: Modules, path: str, node: syntax.Expr) -> str | None:
    """`secondary`: a class's `__table__`, a Table(...) by its variable, or its name in a string."""
    text = text_of(modules, path, node)
    if text is not None:
        return text
    if isinstance(node, syntax.Attribute) and node.attr == "__table__":
        node = node.value
    if isinstance(node, syntax.Lambda):
        node = node.body
    name = syntax.dotted(node)
    found = lookup(modules, path, "", name) if name is not None else None
    match found:
        case Symbol(path=there, node=syntax.Assign(value=syntax.Call(args=(first, *_)) as made)):
            if library_name(modules, there, made) == "sqlalchemy.Table":
                return text_of(modules, there, first) or syntax.last_name(node)
        case _:
            pass
    return syntax.last_name(node)

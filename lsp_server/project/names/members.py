"""What an object was made with: the `path` of `Spec("/x", read)`, of a class of the project."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.names.classes import class_bodies, externals, lookup
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.substituted import substituted

_KEYWORDS_ONLY = frozenset({"pydantic.BaseModel", "pydantic_settings.BaseSettings", "sqlmodel.SQLModel"})


@dataclass(frozen=True, slots=True)
class Given:
    """The expression that an attribute was given, with the file and the scope whose names it uses; None: not known."""

    node: syntax.Expr | None
    path: str
    scope: str


def member(modules: Modules, path: str, scope: str, call: syntax.Call, name: str) -> Given | None:
    """What a call gives an attribute of the object that it makes: an argument, else the class's default.

    None where the call makes no object of a class that says so.
    """
    made = lookup(modules, path, scope, syntax.dotted(call.func) or "")
    if not isinstance(made, Symbol) or not isinstance(made.node, syntax.ClassDef):
        return None
    for owner, node in class_bodies(modules, made):
        init = next((it for it in node.body if isinstance(it, syntax.FunctionDef) and it.name == "__init__"), None)
        if init is not None:
            return _through_init(modules, Given(None, path, scope), call, Symbol(owner.path, owner.name, init), name)
    return _of_field(modules, Given(None, path, scope), call, made, name)


def _through_init(modules: Modules, at: Given, call: syntax.Call, init: Symbol, name: str) -> Given | None:
    """`self.path = path` in `__init__`, where it is the only assignment."""
    assert isinstance(init.node, syntax.FunctionDef)
    facts = modules.files[init.path]
    found = facts.scope(f"{init.name}.__init__").assignments.get(f"self.{name}", ())
    if len(found) != 1 or found[0].value is None:
        return None
    value = found[0].value
    parameters = [it.name for it in init.node.parameters[1:]]
    used = [it for it in parameters if any(isinstance(n, syntax.Name) and n.id == it for n in syntax.walk(value))]
    given = {it: _argument(call, parameters.index(it), it) for it in used}
    if not used:
        return Given(value, init.path, f"{init.name}.__init__")
    if all(it is None for it in given.values()):
        defaults = {it.name: it.default for it in init.node.parameters if it.default is not None and it.name in used}
        return Given(substituted(value, defaults) if len(defaults) == len(used) else None, init.path, init.name)
    # What arguments and defaults say stands in two files: only arguments alone, or literals beside them, can be read.
    values = {it: one.node if one is not None else _literal(init.node.parameter(it)) for it, one in given.items()}
    known = {name: it for name, it in values.items() if it is not None}
    return Given(substituted(value, known) if len(known) == len(used) else None, *_place(at))


def _literal(parameter: syntax.Parameter | None) -> syntax.Expr | None:
    default = parameter.default if parameter is not None else None
    return default if isinstance(default, syntax.Constant) else None


def _of_field(modules: Modules, at: Given, call: syntax.Call, made: Symbol, name: str) -> Given | None:
    """A field of a dataclass, a NamedTuple or a pydantic class."""
    fields: dict[str, tuple[str, str, syntax.Assign]] = {}
    is_record = False
    above = externals(modules, made)
    for owner, node in reversed(class_bodies(modules, made)):
        is_record |= any(syntax.last_name(it) == "dataclass" for it in node.decorators)
        for it in node.body:
            field = syntax.dotted(it.targets[0]) if isinstance(it, syntax.Assign) and it.annotation else None
            if field is not None and isinstance(it, syntax.Assign):
                fields[field] = (owner.path, owner.name, it)
    by_keyword = bool(_KEYWORDS_ONLY & above)
    if name not in fields or not (is_record or by_keyword or "typing.NamedTuple" in above):
        return None
    given = _argument(call, -1 if by_keyword else list(fields).index(name), name)
    if given is not None:
        return Given(given.node, *_place(at))
    where, class_, node_ = fields[name]
    default = node_.value
    if isinstance(default, syntax.Call) and syntax.last_name(default.func) in ("field", "Field"):
        default = default.argument(0, "default") if by_keyword else default.keyword("default")
    return Given(default, where, class_)


@dataclass(frozen=True, slots=True)
class _Argument:
    node: syntax.Expr | None


def _argument(call: syntax.Call, index: int, name: str) -> _Argument | None:
    """The argument of a parameter; with None in it where `*args` or `**options` may hold it."""
    if (said := call.keyword(name)) is not None:
        return _Argument(said)
    if 0 <= index < len(call.args) and not any(isinstance(it, syntax.Starred) for it in call.args[: index + 1]):
        return _Argument(call.args[index])
    hidden = any(isinstance(it, syntax.Starred) for it in call.args) or any(it.arg is None for it in call.keywords)
    return _Argument(None) if hidden else None


def _place(at: Given) -> tuple[str, str]:
    return at.path, at.scope

"""What a mapped class's table is called in the database, schema included."""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import class_bodies, externals, library_name, lookup
from lsp_server.project.names.constants import text_of
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.text_functions import call_with_class_name


def table_name(modules: Modules, symbol: Symbol) -> str:
    """The table's full name, such as "hero" or "public.hero"; "" where it can't be known."""
    name = bare_table_name(modules, symbol)
    schema = _schema(modules, symbol)
    return f"{schema}.{name}" if name and schema else name or ""


def bare_table_name(modules: Modules, symbol: Symbol) -> str | None:
    """The name without schema. "" where it is computed in an unknown way, None where the class gives none."""
    found = _as_written(modules, symbol)
    return "" if found and _is_renamed(modules, symbol) else found


def _is_renamed(modules: Modules, symbol: Symbol) -> bool:
    """Whether a class above changes the name: `cls.__tablename__ = …` in `__init_subclass__`."""
    hooks = (
        it
        for _, node in class_bodies(modules, symbol)[1:]
        for it in node.body
        if isinstance(it, syntax.FunctionDef) and it.name == "__init_subclass__"
    )
    for it in (one for hook in hooks for one in syntax.walk_scope(*hook.body)):
        match it:
            case syntax.Assign(targets=targets) if any(syntax.last_name(one) == "__tablename__" for one in targets):
                return True
            case syntax.Call(func=syntax.Name(id="setattr"), args=(_, syntax.Constant(value="__tablename__"), *_)):
                return True
            case _:
                pass
    return False


def _as_written(modules: Modules, symbol: Symbol) -> str | None:
    class_name = symbol.name.rpartition(".")[2]
    for owner, node in class_bodies(modules, symbol):
        for it in reversed(node.body):
            match it:
                case syntax.Assign(targets=targets, value=value) if _names(targets, "__tablename__") and value:
                    return text_of(modules, owner.path, value, owner.name) or ""
                case syntax.Assign(targets=targets, value=syntax.Call() as call) if _names(targets, "__table__"):
                    first = call.args[0] if call.args else None
                    return text_of(modules, owner.path, first, owner.name) or ""
                case syntax.FunctionDef(name="__tablename__"):
                    return call_with_class_name(modules, owner.path, it, class_name) or ""
                case _:
                    pass
    return class_name.lower() if "sqlmodel.SQLModel" in externals(modules, symbol) else None


def table_arguments(modules: Modules, symbol: Symbol) -> tuple[str, tuple[syntax.Expr, ...]]:
    """What `__table_args__` holds: the file it is written in, and its elements (the dict, if any, is one)."""
    for owner, node in class_bodies(modules, symbol):
        for it in reversed(node.body):
            value: syntax.Expr | None = None
            match it:
                case syntax.Assign(targets=targets, value=value) if _names(targets, "__table_args__"):
                    pass
                case syntax.FunctionDef(name="__table_args__", body=body):
                    returns = [stmt.value for stmt in syntax.walk_scope(*body) if isinstance(stmt, syntax.Return)]
                    value = returns[-1] if returns else None
                case _:
                    continue
            return owner.path, _elements(value)
    return symbol.path, ()


def mapper_keys(modules: Modules, symbol: Symbol) -> tuple[str, ...]:
    """The columns that `__mapper_args__ = {"primary_key": ["id"]}` makes the key of a view or a keyless table."""
    for owner, node in class_bodies(modules, symbol):
        for it in node.body:
            if not isinstance(it, syntax.Assign) or not _names(it.targets, "__mapper_args__"):
                continue
            items = it.value.items if isinstance(it.value, syntax.Dict) else ()
            for name, value in items:
                if isinstance(name, syntax.Constant) and name.value == "primary_key":
                    keys = (text_of(modules, owner.path, one) or syntax.last_name(one) for one in _elements(value))
                    return tuple(one for one in keys if one)
    return ()


def _elements(node: syntax.Expr | None) -> tuple[syntax.Expr, ...]:
    """`dict(comment="x")` counts as a dict that is written out. What can't be read stays, for its reader to say so."""
    match node:
        case syntax.Collection(elements=elements):
            return tuple(_as_dict(it) for it in elements)
        case syntax.BinOp(left=left, op="+", right=right):
            return (*_elements(left), *_elements(right))
        case None | syntax.Constant(value=None):
            return ()
        case _:
            return (_as_dict(node),)


def _as_dict(node: syntax.Expr) -> syntax.Expr:
    match node:
        case syntax.Call(span=span, func=syntax.Name(id="dict"), args=(), keywords=keywords):
            return syntax.Dict(
                span, tuple((syntax.Constant(it.span, it.arg) if it.arg else None, it.value) for it in keywords)
            )
        case _:
            return node


def _names(targets: tuple[syntax.Expr, ...], name: str) -> bool:
    return any(isinstance(it, syntax.Name) and it.id == name for it in targets)


def _schema(modules: Modules, symbol: Symbol) -> str | None:
    """The schema of `__table_args__`, else of the MetaData that a base sets."""
    path, elements = table_arguments(modules, symbol)
    for it in elements:
        if isinstance(it, syntax.Dict):
            for key, value in it.items:
                if isinstance(key, syntax.Constant) and key.value == "schema":
                    return text_of(modules, path, value, symbol.name)
    for owner, node in class_bodies(modules, symbol):
        for stmt in node.body:
            if isinstance(stmt, syntax.Assign) and _names(stmt.targets, "metadata"):
                return _metadata_schema(modules, owner.path, stmt.value)
    return None


def _metadata_schema(modules: Modules, path: str, node: syntax.Expr | None) -> str | None:
    name = syntax.dotted(node)
    if name is not None:
        found = lookup(modules, path, "", name)
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
            path, node = found.path, found.node.value
    if isinstance(node, syntax.Call) and library_name(modules, path, node) == "sqlalchemy.MetaData":
        return text_of(modules, path, node.keyword("schema"))
    return None

"""What a class's configuration says: aliases made from names, attributes read from objects, extra keys."""

from collections.abc import Callable

from lsp_server.facts import syntax
from lsp_server.project.names.alias_generators import GENERATORS
from lsp_server.project.names.classes import class_bodies, library_name, lookup
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.project.names.text_functions import call_with_text


def configured(modules: Modules, symbol: Symbol, name: str) -> tuple[str, syntax.Expr] | None:
    """A pydantic setting (`model_config`, class keyword or `class Config`): the file it is written in, its value."""
    for owner, node in class_bodies(modules, symbol):
        keyword = node.keyword(name)
        if keyword is not None:
            return owner.path, keyword
        for it in node.body:
            found = _setting(it, name)
            if found is not None:
                return owner.path, found
    return None


def alias_generator(modules: Modules, symbol: Symbol) -> Callable[[str], str | None]:
    """What a class makes of its fields' names, by pydantic's generators or by a function of the project."""
    found = configured(modules, symbol, "alias_generator")
    if found is None:
        return lambda _: None
    path, node = found
    if isinstance(node, syntax.Call) and library_name(modules, path, node) == "pydantic.AliasGenerator":
        node = node.keyword("validation_alias") or node.keyword("alias") or node
    name = syntax.dotted(node)
    resolved = lookup(modules, path, "", name) if name is not None else None
    if isinstance(resolved, Symbol) and isinstance(resolved.node, syntax.FunctionDef):
        function = resolved.node
        return lambda text: call_with_text(modules, resolved.path, function, text)
    full = resolved.name if isinstance(resolved, External) else ""
    return GENERATORS.get(full, lambda _: None)


def _setting(node: syntax.Stmt, name: str) -> syntax.Expr | None:
    match node:
        case syntax.Assign(targets=(syntax.Name(id="model_config"),), value=syntax.Call() as call):
            return call.keyword(name)
        case syntax.Assign(targets=(syntax.Name(id="model_config"),), value=syntax.Dict(items=items)):
            return next((it for k, it in items if isinstance(k, syntax.Constant) and k.value == name), None)
        case syntax.ClassDef(name="Config", body=body):
            for it in body:
                if isinstance(it, syntax.Assign) and any(
                    isinstance(target, syntax.Name) and target.id == name for target in it.targets
                ):
                    return it.value
            return None
        case _:
            return None

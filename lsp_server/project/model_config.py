"""What a class's configuration says: aliases made from names, attributes read from objects, extra keys."""

import re
from collections.abc import Callable

from lsp_server.facts import syntax
from lsp_server.project.classes import class_bodies, lookup
from lsp_server.project.modules import External, Modules, Symbol


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
    """The class's alias generator where it is one of pydantic's own; else nothing is known about aliases."""
    found = configured(modules, symbol, "alias_generator")
    name = syntax.dotted(found[1]) if found is not None else None
    if found is None or name is None:
        return lambda _: None
    resolved = lookup(modules, found[0], "", name)
    full = resolved.name if isinstance(resolved, External) else ""
    return _GENERATORS.get(full, lambda _: None)


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


def _to_pascal(name: str) -> str:
    """As pydantic.alias_generators.to_pascal."""
    camel = name.title()
    return re.sub("([0-9A-Za-z])_(?=[0-9A-Z])", lambda it: it.group(1), camel)


def _to_camel(name: str) -> str:
    """As pydantic.alias_generators.to_camel."""
    if re.match("^[a-z]+[A-Za-z0-9]*$", name) and not re.search(r"\d[a-z]", name):
        return name
    pascal = _to_pascal(name)
    return re.sub("(^_*[A-Z])", lambda it: it.group(1).lower(), pascal)


def _to_snake(name: str) -> str:
    """As pydantic.alias_generators.to_snake."""
    for pattern in ("([A-Z]+)([A-Z][a-z])", "([a-z])([A-Z])", "([0-9])([A-Z])", "([a-z])([0-9])"):
        name = re.sub(pattern, lambda it: f"{it.group(1)}_{it.group(2)}", name)
    return name.replace("-", "_").lower()


_GENERATORS: dict[str, Callable[[str], str | None]] = {
    "pydantic.alias_generators.to_camel": _to_camel,
    "pydantic.alias_generators.to_pascal": _to_pascal,
    "pydantic.alias_generators.to_snake": _to_snake,
}

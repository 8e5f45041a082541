"""Which function of the project FastAPI calls for a parameter: `Depends(...)` as default or in `Annotated`."""

from lsp_server.facts import syntax
from lsp_server.project.names.classes import library_name, lookup
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.types.link import Metadata, read_annotation

_DEPENDS = frozenset({"fastapi.Depends", "fastapi.Security", "Depends", "Security"})


def dependency_of(
    modules: Modules, path: str, annotation: syntax.Expr | None, default: syntax.Expr | None, scope: str = ""
) -> Symbol | None:
    """The dependency of a parameter; None where it has none, or one that is not a name of the project.

    `Depends()` without argument means the annotated class. `Depends(make())` means what `make` is.
    """
    read = read_annotation(modules, path, annotation, scope) if annotation is not None else None
    items = [*(read.metadata if read is not None else ()), *([Metadata(default, path)] if default is not None else ())]
    for it in reversed(items):
        if not isinstance(it.node, syntax.Call) or library_name(modules, it.path, it.node) not in _DEPENDS:
            continue
        target = it.node.argument(0, "dependency")
        if target is None:
            return read.type.symbol if read is not None else None
        name = syntax.dotted(target.func if isinstance(target, syntax.Call) else target)
        found = lookup(modules, it.path, scope if it.path == path else "", name) if name is not None else None
        if found is None and name is not None and "." in name:
            found = _method(modules, it.path, name)
        return found if isinstance(found, Symbol) else None
    return None


def _method(modules: Modules, path: str, name: str) -> Symbol | None:
    """`manager.session`, where `manager = Manager()`."""
    owner, _, method = name.rpartition(".")
    made = modules.resolve(path, owner)
    if isinstance(made, Symbol) and isinstance(made.node, syntax.Assign) and isinstance(made.node.value, syntax.Call):
        class_name = syntax.dotted(made.node.value.func)
        found = modules.resolve(made.path, f"{class_name}.{method}") if class_name is not None else None
        return found if isinstance(found, Symbol) else None
    return None

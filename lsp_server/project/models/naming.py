"""How constraints and indexes are called that have no name of their own: `MetaData(naming_convention=…)`.

SQLAlchemy 2.1, "Configuring Constraint Naming Conventions".
"""

from collections.abc import Mapping

from lsp_server.facts import syntax
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import placeless, settled
from lsp_server.project.models.values import Table
from lsp_server.project.names.classes import library_name, mro
from lsp_server.project.names.literals import Placed, followed, text_at
from lsp_server.project.names.modules import Modules, Symbol

_WORD = "naming_convention"


def naming_convention(modules: Modules, table: Table) -> Mapping[str, str] | None:
    """The patterns by the kind of constraint: {"pk": "%(table_name)s_pkey"}; None where SQLAlchemy's own hold.

    Patterns that a function makes are not known and left out.
    """
    if table.library == "sqlmodel":
        found = _of_all_sqlmodel(modules)
        return dict(found[0]) if found else None
    for symbol in (it for it in mro(modules, table.symbol) if isinstance(it, Symbol)):
        metadata = _metadata(modules, symbol)
        if metadata is not None:
            return _convention(modules, metadata)
    return None


def _metadata(modules: Modules, symbol: Symbol) -> Placed | None:
    """What `metadata = MetaData(…)` of a base, its `registry`, or `declarative_base(metadata=…)` makes it."""
    if isinstance(symbol.node, syntax.Assign) and isinstance(symbol.node.value, syntax.Call):
        given = symbol.node.value.argument(1, "metadata")
        return followed(modules, Placed(given, symbol.path)) if given is not None else None
    if isinstance(symbol.node, syntax.ClassDef):
        for it in symbol.node.body:
            if not isinstance(it, syntax.Assign) or it.value is None:
                continue
            if syntax.dotted(it.targets[0]) == "metadata":
                return followed(modules, Placed(it.value, symbol.path))
            if syntax.dotted(it.targets[0]) == "registry" and isinstance(it.value, syntax.Call):
                given = it.value.keyword("metadata")
                return followed(modules, Placed(given, symbol.path)) if given is not None else None
    return None


def _convention(modules: Modules, metadata: Placed) -> Mapping[str, str] | None:
    node = metadata.node
    if not isinstance(node, syntax.Call) or library_name(modules, metadata.path, node) != "sqlalchemy.MetaData":
        return None
    given = node.keyword(_WORD)
    return dict(_patterns(modules, Placed(given, metadata.path))) if given is not None else None


def _patterns(modules: Modules, it: Placed) -> tuple[tuple[str, str], ...]:
    written = followed(modules, it)
    items = written.node.items if isinstance(written.node, syntax.Dict) else ()
    pairs = (
        (text_at(modules, Placed(key, written.path)), text_at(modules, Placed(value, written.path)))
        for key, value in items
        if key is not None
    )
    return tuple((key, value) for key, value in pairs if key is not None and value is not None)


@settled
def _of_all_sqlmodel(modules: Modules) -> tuple[tuple[tuple[str, str], ...], ...]:
    return everywhere(modules, _of_sqlmodel)


@placeless
def _of_sqlmodel(modules: Modules, path: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """`SQLModel.metadata = MetaData(naming_convention=…)`, `SQLModel.metadata.naming_convention = …`, at import."""
    if not modules.files[path].says(_WORD):
        return ()
    found: list[tuple[tuple[str, str], ...]] = []
    for node in modules.files[path].scope().nodes:
        if isinstance(node, syntax.Assign) and node.value is not None:
            target = syntax.dotted(node.targets[0]) or ""
            if target.endswith(f"SQLModel.metadata.{_WORD}"):
                found.append(_patterns(modules, Placed(node.value, path)))
            elif target.endswith("SQLModel.metadata"):
                convention = _convention(modules, followed(modules, Placed(node.value, path)))
                found += [tuple(convention.items())] if convention is not None else []
    return tuple(found)

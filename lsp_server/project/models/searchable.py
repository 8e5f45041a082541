"""SQLAlchemy-Searchable, which gives each table with a TSVectorType an index when the classes are mapped."""

from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import settled, tracked
from lsp_server.project.names.modules import Modules

_CALL = "make_searchable("


@settled
def is_made_searchable(modules: Modules) -> bool:
    """Whether the project calls `make_searchable`, that of the library or a copy of its own."""
    return bool(everywhere(modules, _calls))


@tracked
def _calls(modules: Modules, path: str) -> tuple[str, ...]:
    return (path,) if modules.files[path].says(_CALL) else ()

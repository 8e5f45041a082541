"""What the first question about a place would have to find in all files, found before anybody asks."""

from lsp_server.places.search import search
from lsp_server.project.models.naming import naming_convention
from lsp_server.project.routes.uses import depending_on
from lsp_server.project.sessions.link import link_sessions
from lsp_server.project.view import Project


def look_ahead(project: Project) -> None:
    """Find what references, symbols and cards share. All of it is kept, and kept up file by file."""
    link_sessions(project.modules)
    project.things_in("")
    depending_on(project.modules, ("", ""))
    search(project, "")
    if (table := next((it for it in project.tables if it.library == "sqlmodel"), None)) is not None:
        naming_convention(project.modules, table)

"""All mentions of a file, and of the project."""

from lsp_server.project.incremental.tracked import everywhere, tracked
from lsp_server.project.mentions.in_dependencies import in_dependencies
from lsp_server.project.mentions.in_models import in_models
from lsp_server.project.mentions.in_routes import in_routes
from lsp_server.project.mentions.in_tests import in_tests, in_urls
from lsp_server.project.mentions.values import Mention
from lsp_server.project.names.modules import Modules


def link_mentions(modules: Modules) -> tuple[Mention, ...]:
    """Every mention in the project, in the order of files and places."""
    return everywhere(modules, mentions_in)


@tracked
def mentions_in(modules: Modules, path: str) -> tuple[Mention, ...]:
    """The mentions in a file, in their order; each once."""
    parts = (in_models, in_routes, in_dependencies, in_tests, in_urls)
    return tuple(sorted({it for part in parts for it in part(modules, path)}))

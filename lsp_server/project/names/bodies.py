"""The bodies of functions, each worked out once for all who look at it."""

from lsp_server.facts import syntax
from lsp_server.project.incremental.tracked import steady
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules


@steady
def body_of(modules: Modules, path: str, name: str) -> Body | None:
    """The body of the function of this qualified name; None: there is no such function."""
    function = modules.files[path].definitions.get(name)
    if not isinstance(function, syntax.FunctionDef):
        return None
    function.suite.asked()  # a body reads itself when it is asked, and notes nothing then
    return Body(function)

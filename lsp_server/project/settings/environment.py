"""Where the program reads an environment variable by itself: `os.environ`, `os.getenv`."""

import re
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.facts.at import nodes_at
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.constants import source
from lsp_server.project.names.environment import reads_environment
from lsp_server.project.names.literals import Placed, text_at
from lsp_server.project.names.modules import Modules
from lsp_server.project.settings.values import EnvironmentRead
from lsp_server.text import Span


def environment_read(
    modules: Modules, path: str, scope: str, node: syntax.Node, around: tuple[syntax.Node, ...]
) -> EnvironmentRead | None:
    """The read that an expression is, in the function `scope` ("" is the module); None: another one, or not known.

    `around` are the nodes around it, innermost first, which tell whether it is read at all.
    """
    written = False
    match node:
        case syntax.Call() if reads_environment(modules, path, node, scope):
            name, default = node.argument(0, "key"), node.argument(1, "default")
            strict = syntax.last_name(node.func) == "pop" and default is None
        case syntax.Subscript(value=value, slices=(name,)) if library_name(modules, path, value, scope) == "os.environ":
            default, strict = None, not _is_target(node, around)
            written = not strict
        case _:
            return None
    variable = text_at(modules, Placed(name, path, scope)) if name is not None else None
    if variable is None:
        return None
    shown = source(modules, path, default) if default is not None else None
    return EnvironmentRead(variable, node, path, scope, shown, strict, written)


def _is_target(node: syntax.Expr, around: tuple[syntax.Node, ...]) -> bool:
    """Whether something is assigned to it, or it is deleted. `+=` reads it first."""
    statement = next((it for it in around if not isinstance(it, syntax.Collection)), None)
    targets = statement.targets if isinstance(statement, syntax.Assign | syntax.Delete) else ()
    return any(it.span.contains(node.span) for it in targets)


def environment_reads(modules: Modules, variable: str) -> Iterator[EnvironmentRead]:
    """Every read of one variable under its own name, in the order of files and places."""
    sought = re.compile(rb"[\"']" + re.escape(variable.encode()) + rb"[\"']")
    for path in everywhere(modules, _reading):
        facts = modules.files[path]
        if not facts.says(variable):
            continue
        for hit in sought.finditer(facts.whole_data):
            span = Span(hit.start() + 1, hit.end() - 1)
            scope = next((name for name, it in facts.enclosing(span) if isinstance(it, syntax.FunctionDef)), "")
            around = nodes_at(facts, span)
            found = environment_read(modules, path, scope, around[1], around[2:]) if len(around) > 1 else None
            if found is not None and found.variable == variable and not found.written:
                yield found


@tracked
def _reading(modules: Modules, path: str) -> tuple[str, ...]:
    """The path of a file that may read any variable: whatever it calls them, it names one of these once."""
    return (path,) if modules.files[path].says("environ", "getenv") else ()

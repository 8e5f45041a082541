"""The functions of a file one by one, without those inside each other."""

from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.names.modules import Modules


def scopes(modules: Modules, path: str, words: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[syntax.Node, ...]]]:
    """The nodes of the module and of each function, without those of the functions inside.

    With `words`, of the functions only those in whose text one of them stands: a look at the text is cheaper.
    """
    facts = modules.files[path]
    yield "", facts.scope().nodes
    sought = tuple(it.encode() for it in words)
    for name, node in facts.functions:
        if not sought or facts.says_in(node, *sought):
            yield name, facts.scope(name).nodes

"""Where the functions of a file stand, so that who asks what one does has that noted (see noted.py)."""

from lsp_server.facts import syntax
from lsp_server.noted import body


def tell_places(path: str, statements: tuple[syntax.Stmt, ...], prefix: str = "", place: str = "") -> None:
    """Tell the functions where they stand: those that were read already; others are told when they are."""
    for node in syntax.statements(*statements):
        if isinstance(node, syntax.ClassDef):
            tell_places(path, node.body, f"{prefix}{node.name}.", place)
        elif isinstance(node, syntax.FunctionDef):
            node.suite.place = place or body(path, prefix + node.name)
            if node.suite.read:
                tell_places(path, node.suite.read, place=node.suite.place)

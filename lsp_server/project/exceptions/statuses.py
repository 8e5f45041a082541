"""HTTP status codes as code writes them."""

import re
from http import HTTPStatus

from lsp_server.facts import syntax
from lsp_server.project.names.constants import evaluate
from lsp_server.project.names.literals import Placed, followed, with_locals
from lsp_server.project.names.modules import Modules


def status_of(modules: Modules, it: Placed | None) -> int | None:
    """The number that a status is: a literal, a constant, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    if it is None:
        return None
    named = _named(syntax.dotted(it.node))
    if named is not None:
        return named
    there = followed(modules, it)
    named = _named(syntax.dotted(there.node))
    if named is not None:
        return named
    found = evaluate(modules, it.path, with_locals(modules, it), it.scope)
    value = found.value if found is not None else None
    return value if type(value) is int and 100 <= value < 600 else None


def _named(name: str | None) -> int | None:
    if name is None:
        return None
    if (said := re.search(r"\bHTTP_(\d{3})_", name)) is not None:
        return int(said[1])
    if (enum := re.search(r"\bHTTPStatus\.([A-Z_]+)(\.value)?$", name)) is not None:
        return int(HTTPStatus[enum[1]]) if enum[1] in HTTPStatus.__members__ else None
    return None

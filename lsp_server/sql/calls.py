"""The arguments of a call by the names of the function's parameters, as Python binds them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lsp_server.facts import syntax
from lsp_server.sql.values import Unknown


def bound(
    parameters: tuple[syntax.Parameter, ...],
    args: Sequence[Any],
    keywords: Mapping[str, Any],
    default: Callable[[syntax.Expr], Any],
) -> Mapping[str, Any]:
    """`default` reads the expression of a default. Raises Unknown where Python would refuse the call."""
    found: dict[str, Any] = {}
    rest, more = list(args), dict(keywords)
    for it in parameters:
        if it.kind == "var_positional":
            found[it.name], rest = tuple(rest), []
        elif it.kind == "var_keyword":
            found[it.name], more = more, {}
        elif it.kind == "positional" and rest:
            found[it.name] = rest.pop(0)
        elif it.name in more:
            found[it.name] = more.pop(it.name)
        elif it.default is not None:
            found[it.name] = default(it.default)
        else:
            raise Unknown(f"{it.name} is not given.")
    if rest or more:
        raise Unknown("More is given than the function takes.")
    return found

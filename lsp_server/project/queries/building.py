"""What is added to a statement after the line that begins it: `statement = statement.where(…)`."""

from lsp_server.facts import syntax
from lsp_server.project.names.bindings import Binding
from lsp_server.project.names.flow import Body
from lsp_server.project.queries.values import Step


def steps_after(body: Body, begun: syntax.Expr) -> tuple[Step, ...] | None:
    """The calls that later statements make on the variable that holds `begun`; () where nothing does.

    None where the variable becomes something else, so that nobody can tell what is executed.
    """
    around = body.parent(begun)
    if not isinstance(around, syntax.Assign) or around.value is not begun:
        return ()
    name = syntax.dotted(around.targets[0])
    bindings = body.bindings.get(name, ()) if name is not None else ()
    first = next((it for it in bindings if it.node is around), None)
    if first is None or len(bindings) == 1:
        return ()
    found: list[Step] = []
    for it in bindings:
        steps = _steps(it) if it is not first and it.at > first.at else None
        if it is not first and steps is None:
            return None
        found += [Step(one.name, one.call, it.block != first.block) for one in steps or ()]
    return tuple(found)


def _steps(it: Binding) -> list[Step] | None:
    """The calls in `name = name.where(…).values(…)`; None for anything else."""
    steps: list[Step] = []
    node = it.value if it.how == "assigned" else None
    while isinstance(node, syntax.Call) and isinstance(node.func, syntax.Attribute):
        steps.insert(0, Step(node.func.attr, node))
        node = node.func.value
    return steps if isinstance(node, syntax.Name) and node.id == it.name else None

"""How a function ends the life of a session that it holds by a name: what it calls on it, the blocks around it."""

from lsp_server.facts import syntax


def yields_of(node: syntax.FunctionDef) -> list[syntax.Yield]:
    """The yields of the function itself."""
    return [it for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.Yield)]


def calls_on(node: syntax.FunctionDef, name: str | None) -> list[tuple[str, int]]:
    """Methods called on the session, with the place of the call."""
    found = []
    for it in syntax.walk_scope(*node.body) if name is not None else ():
        match it:
            case syntax.Call(func=syntax.Attribute(value=value, attr=attr)) if syntax.dotted(value) == name:
                found.append((attr, it.span.start))
            case _:
                pass
    return found


def is_closed_before(it: syntax.Return, node: syntax.FunctionDef) -> bool:
    """Whether a `with` closes the session before it is returned."""
    name = syntax.dotted(it.value)
    return name is not None and any(
        isinstance(block, syntax.With)
        and block.span.contains(it.span)
        and any(syntax.dotted(item.target) == name for item in block.items)
        for block in syntax.walk_scope(*node.body)
    )


def is_begun_around(node: syntax.FunctionDef, name: str | None, yields: list[syntax.Yield]) -> bool:
    """Whether the yield stands inside `with session.begin():`, which commits or rolls back after it."""
    blocks = [it for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.With)]
    around = [it for it in blocks if any(it.span.contains(one.span) for one in yields)]
    contexts = [item.context for it in around for item in it.items if isinstance(item.context, syntax.Call)]
    return name is not None and any(syntax.dotted(it.func) == f"{name}.begin" for it in contexts)


def is_entered(name: str, node: syntax.FunctionDef) -> bool:
    """Whether the function holds `with … as name`."""
    blocks = (it for it in syntax.walk_scope(*node.body) if isinstance(it, syntax.With))
    return any(syntax.dotted(item.target) == name for block in blocks for item in block.items)

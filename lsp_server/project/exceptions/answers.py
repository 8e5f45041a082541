"""The status that an exception handler answers with, for one class of exceptions; read, not run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.exceptions.kinds import Class, ancestors, class_of
from lsp_server.project.exceptions.status import carried
from lsp_server.project.exceptions.statuses import status_of
from lsp_server.project.names.classes import key, lookup
from lsp_server.project.names.literals import Placed, followed, items
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.substituted import substituted

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Answering:
    """A handler's function, its body (with the arguments of what made it put in), and the exception it is given."""

    modules: Modules
    path: str
    name: str
    body: tuple[syntax.Stmt, ...]
    error: str  # the parameter that holds the exception
    class_: Class
    call: Placed | None  # that made the exception
    depth: int = _DEPTH


def answer(at: Answering) -> int | None:
    """The one status that all its ways out for this class agree on."""
    found = set(_returned(at, at.body, {}))
    return found.pop() if len(found) == 1 else None


def _returned(at: Answering, body: tuple[syntax.Stmt, ...], known: dict[str, syntax.Expr]) -> Iterator[int]:
    """The statuses of the returns that can be reached; `known` is what local names hold by then."""
    for it in body:
        match it:
            case syntax.Return(value=value):
                status = _status(at, value, known)
                if status is not None:
                    yield status
                return
            case syntax.Assign(targets=(syntax.Name(id=name),), value=value) if value is not None:
                known[name] = substituted(value, known)
            case syntax.If(test=test, body=inner, orelse=orelse):
                decided = _holds(at, test)
                for arm, taken in ((inner, True), (orelse, False)):
                    if decided is None or decided is taken:
                        yield from _returned(at, arm, known if decided is not None else dict(known))
                if decided is not None and _leaves(inner if decided else orelse):
                    return
            case syntax.For(target=target, iter=iter_, body=inner):
                for bound in _rounds(at, target, iter_):
                    statuses = list(_returned(at, tuple(substituted(one, bound) for one in inner), known))
                    yield from statuses
                    if statuses:
                        return
            case syntax.Try(body=inner) | syntax.With(body=inner):
                yield from _returned(at, inner, known)
            case _:
                pass


def _status(at: Answering, node: syntax.Expr | None, known: dict[str, syntax.Expr]) -> int | None:
    """The status of a response that is returned: by keyword, else the one among its arguments."""
    if isinstance(node, syntax.Await):
        node = node.value
    if isinstance(node, syntax.Name):
        node = known.get(node.id, node)
    if not isinstance(node, syntax.Call):
        return None
    given = node.keyword("status_code") or node.keyword("status")
    if given is not None:
        return _value(at, substituted(given, known))
    found = [status for it in node.args if (status := _value(at, substituted(it, known))) is not None]
    return found[0] if len(found) == 1 else _helper(at, substituted(node, known))


def _value(at: Answering, node: syntax.Expr) -> int | None:
    """A number, an attribute of the exception, or a table looked up by the exception's class."""
    match node:
        case syntax.Attribute(value=syntax.Name(id=name)) if name == at.error:
            return carried(at.modules, at.class_, at.call)
        case syntax.Call(func=syntax.Name(id="getattr"), args=(syntax.Name(id=name), _, *rest)) if name == at.error:
            found = carried(at.modules, at.class_, at.call)
            return found if found is not None or not rest else _value(at, rest[0])
        case syntax.Call(func=syntax.Attribute(value=table, attr="get"), args=(which, *rest)) if _is_type(at, which):
            found = _looked_up(at, table)
            return found if found is not None or not rest else _value(at, rest[0])
        case syntax.Subscript(value=table, slices=(which,)) if _is_type(at, which):
            return _looked_up(at, table)
        case syntax.BoolOp(op="or", left=left):
            return _value(at, left)
        case _:
            return status_of(at.modules, Placed(node, at.path, at.name))


def _is_type(at: Answering, node: syntax.Expr) -> bool:
    """`type(exc)` or `exc.__class__`"""
    match node:
        case syntax.Call(func=syntax.Name(id="type"), args=(syntax.Name(id=name),)):
            return name == at.error
        case syntax.Attribute(value=syntax.Name(id=name), attr="__class__"):
            return name == at.error
        case _:
            return False


def _looked_up(at: Answering, table: syntax.Expr) -> int | None:
    there = followed(at.modules, Placed(table, at.path, at.name))
    for one, value in there.node.items if isinstance(there.node, syntax.Dict) else ():
        class_ = class_of(at.modules, there.path, there.scope, one)
        if class_ is not None and key(class_) == key(at.class_):
            return status_of(at.modules, replace(there, node=value))
    return None


def _holds(at: Answering, test: syntax.Expr) -> bool | None:
    """Whether `isinstance(exc, X)` is true for the class; None for any other test."""
    match test:
        case syntax.UnaryOp(op="not", operand=operand):
            found = _holds(at, operand)
            return None if found is None else not found
        case syntax.Call(func=syntax.Name(id="isinstance"), args=(syntax.Name(id=name), asked)) if name == at.error:
            asked_for = asked.elements if isinstance(asked, syntax.Collection) else (asked,)
            classes = [class_of(at.modules, at.path, at.name, it) for it in asked_for]
            above = {key(it) for it in ancestors(at.modules, at.class_)}
            if any(it is not None and key(it) in above for it in classes):
                return True
            return False if all(it is not None for it in classes) else None
        case _:
            return None


def _rounds(at: Answering, target: syntax.Expr, iter_: syntax.Expr) -> Iterator[dict[str, syntax.Expr]]:
    """The rounds of `for class_, status in TABLE.items()`, with what they give the names."""
    names = target.elements if isinstance(target, syntax.Collection) else (target,)
    for it in items(at.modules, Placed(iter_, at.path, at.name)):
        values = it.node.elements if len(names) > 1 and isinstance(it.node, syntax.Collection) else (it.node,)
        yield {name: value for one, value in zip(names, values, strict=False) if (name := syntax.dotted(one))}


def _helper(at: Answering, call: syntax.Call) -> int | None:
    """The status of a response that a function of the project makes."""
    found = lookup(at.modules, at.path, at.name, syntax.dotted(call.func) or "")
    if at.depth <= 0 or not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
        return None
    passed = [
        (parameter, given)
        for index, parameter in enumerate(found.node.parameters)
        if (given := call.argument(index, parameter.name) or parameter.default) is not None
    ]
    error = next((it.name for it, given in passed if isinstance(given, syntax.Name) and given.id == at.error), "")
    known = {it.name: given for it, given in passed if it.name != error}
    body = tuple(substituted(it, known) for it in found.node.body)
    return answer(Answering(at.modules, found.path, found.name, body, error, at.class_, at.call, at.depth - 1))


def _leaves(body: tuple[syntax.Stmt, ...]) -> bool:
    return bool(body) and isinstance(body[-1], syntax.Return | syntax.Raise)

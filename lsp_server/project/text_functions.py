"""Small string functions, read instead of run: how projects make a table's name from its class's name."""

import re
from collections.abc import Mapping

from lsp_server.facts import syntax
from lsp_server.project.classes import library_name, lookup
from lsp_server.project.constants import evaluate
from lsp_server.project.modules import Modules, Symbol

_Values = Mapping[str, str | bool | int]
_METHODS = frozenset(
    "lower upper title strip lstrip rstrip replace removesuffix removeprefix endswith startswith".split()
)
_LONGEST = 200  # No name is longer; what a pattern may cost stays small.


def call_with_class_name(modules: Modules, path: str, node: syntax.FunctionDef, class_name: str) -> str | None:
    """What a method such as `__tablename__` returns for the class of this name; None where it can't be known."""
    first = node.parameters[0].name if node.parameters else "cls"
    found = _run(modules, path, node.body, {f"{first}.__name__": class_name}, 4)
    return found if isinstance(found, str) else None


def _run(
    modules: Modules, path: str, body: tuple[syntax.Stmt, ...], values: _Values, depth: int
) -> str | bool | int | None:
    """The first return that is reached. Assignments, `if` and string expressions are understood, no more."""
    known = dict(values)
    for it in body:
        match it:
            case syntax.ExprStmt(value=syntax.Constant()) | syntax.Import() | syntax.ImportFrom():
                continue
            case syntax.Assign(targets=(syntax.Name(id=name),), value=value):
                found = _value(modules, path, value, known, depth)
                if found is None:
                    return None
                known[name] = found
            case syntax.If(test=test, body=then, orelse=orelse):
                branch = _value(modules, path, test, known, depth)
                if branch is None:
                    return None
                found = _run(modules, path, then if branch else orelse, known, depth)
                if found is not None:
                    return found
                if any(isinstance(stmt, syntax.Return | syntax.Assign) for stmt in (then if branch else orelse)):
                    return None
            case syntax.Return(value=value):
                return _value(modules, path, value, known, depth)
            case _:
                return None
    return None


def _value(
    modules: Modules, path: str, node: syntax.Expr | None, known: _Values, depth: int
) -> str | bool | int | None:
    name = syntax.dotted(node)
    if name is not None and name in known:
        return known[name]
    match node:
        case syntax.JoinedStr(values=values):
            parts = [_value(modules, path, it, known, depth) for it in values]
            return None if any(it is None for it in parts) else "".join(map(str, parts))
        case syntax.BinOp(left=left, op="+", right=right):
            one, other = _value(modules, path, left, known, depth), _value(modules, path, right, known, depth)
            return one + other if isinstance(one, str) and isinstance(other, str) else None
        case syntax.IfExp(test=test, body=body, orelse=orelse):
            branch = _value(modules, path, test, known, depth)
            return None if branch is None else _value(modules, path, body if branch else orelse, known, depth)
        case syntax.Subscript(value=value, slices=(syntax.Slice(step=None) as cut,)):
            return _slice(modules, path, value, cut, known, depth)
        case syntax.Call():
            return _call(modules, path, node, known, depth)
        case _:
            found = evaluate(modules, path, node)
            return found.value if found is not None and isinstance(found.value, str | bool | int) else None


def _slice(
    modules: Modules, path: str, value: syntax.Expr, cut: syntax.Slice, known: _Values, depth: int
) -> str | None:
    text = _value(modules, path, value, known, depth)
    lower = None if cut.lower is None else _value(modules, path, cut.lower, known, depth)
    upper = None if cut.upper is None else _value(modules, path, cut.upper, known, depth)
    if not isinstance(text, str) or not isinstance(lower, int | None) or not isinstance(upper, int | None):
        return None
    return text[lower:upper]


def _call(modules: Modules, path: str, node: syntax.Call, known: _Values, depth: int) -> str | bool | int | None:
    args = [_value(modules, path, it, known, depth) for it in node.args]
    if node.keywords or any(it is None for it in args):
        return None
    texts = [it for it in args if isinstance(it, str)]
    if isinstance(node.func, syntax.Attribute) and node.func.attr in _METHODS and len(texts) == len(args):
        receiver = _value(modules, path, node.func.value, known, depth)
        if isinstance(receiver, str):
            return _method(receiver, node.func.attr, texts)
    if library_name(modules, path, node) == "re.sub" and len(texts) == 3:
        return _substitute(*texts)
    name = syntax.dotted(node.func)
    found = lookup(modules, path, "", name) if name is not None else None
    if depth and isinstance(found, Symbol) and isinstance(found.node, syntax.FunctionDef):
        names = [it.name for it in found.node.parameters]
        given = {one: other for one, other in zip(names, args, strict=False) if other is not None}
        return _run(modules, found.path, found.node.body, given, depth - 1)
    return None


def _method(receiver: str, name: str, args: list[str]) -> str | bool | None:
    try:
        found = getattr(receiver, name)(*args)
    except TypeError:  # The project's code calls it with a wrong number of arguments.
        return None
    return found if isinstance(found, str | bool) else None


def _substitute(pattern: str, replacement: str, text: str) -> str | None:
    if max(len(pattern), len(text)) > _LONGEST:
        return None
    try:
        return re.sub(pattern, replacement, text)
    except (re.error, IndexError):  # The project's pattern is half-typed.
        return None

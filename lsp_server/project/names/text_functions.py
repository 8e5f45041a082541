"""Small string functions, read instead of run: how projects make a table's name from its class's, aliases from fields.

Assignments, `if`, string methods, `re`, comprehensions over strings and calls of such functions are
understood; anything else makes the result unknown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from lsp_server.facts import syntax
from lsp_server.project.names.alias_generators import GENERATORS
from lsp_server.project.names.classes import library_name, lookup
from lsp_server.project.names.constants import evaluate
from lsp_server.project.names.modules import Modules, Symbol

_Value = str | bool | int | tuple["_Value", ...] | None  # None: not known

_METHODS = frozenset(
    "lower upper title capitalize strip lstrip rstrip replace removesuffix removeprefix endswith startswith isupper "
    "islower join split".split()
)
_PATTERNS: dict[str, Callable[..., object]] = {"sub": re.sub, "split": re.split, "findall": re.findall}
_LONGEST = 200  # No name is longer; what a pattern may cost stays small.


def call_with_class_name(
    modules: Modules, path: str, node: syntax.FunctionDef, class_name: str, table: str | None = None
) -> str | None:
    """What a method such as `__tablename__` returns for the class of this name; None where it can't be known.

    `table` is what `cls.__tablename__` is, as far as that is known already.
    """
    first = node.parameters[0].name if node.parameters else "cls"
    found = _Frame(modules, path, {f"{first}.__name__": class_name, f"{first}.__tablename__": table}).run(node.body)
    return found if isinstance(found, str) else None


def call_with_text(modules: Modules, path: str, node: syntax.FunctionDef, text: str) -> str | None:
    """What a function of the project returns for one string; None where it can't be known."""
    first = node.parameters[0].name if node.parameters else ""
    found = _Frame(modules, path, {first: text}).run(node.body)
    return found if isinstance(found, str) else None


@dataclass(frozen=True, slots=True)
class _Frame:
    """A function's body with what its names stand for."""

    modules: Modules
    path: str
    known: Mapping[str, _Value]
    depth: int = 4

    def run(self, body: tuple[syntax.Stmt, ...]) -> _Value:
        """What the first return that is reached gives."""
        frame = self
        for it in body:
            match it:
                case syntax.ExprStmt(value=syntax.Constant()) | syntax.Import() | syntax.ImportFrom():
                    continue
                case syntax.Assign(targets=(syntax.Name(id=name),), value=value):
                    frame = replace(frame, known={**frame.known, name: frame.value(value)})
                case syntax.If(test=test, body=then, orelse=orelse):
                    branch = then if (chosen := frame.value(test)) else orelse
                    if chosen is None:
                        return None
                    if branch:
                        # The rest of the body follows the branch, which sees what it assigned.
                        return frame.run((*branch, *body[body.index(it) + 1 :]))
                case syntax.Return(value=value):
                    return frame.value(value)
                case _:
                    return None
        return None

    def value(self, node: syntax.Expr | None) -> _Value:
        name = syntax.dotted(node)
        if name is not None and name in self.known:
            return self.known[name]
        match node:
            case syntax.JoinedStr(values=values):
                parts = [self.value(it) for it in values]
                return None if any(it is None for it in parts) else "".join(map(str, parts))
            case syntax.BinOp(left=left, op="+", right=right):
                one, other = self.value(left), self.value(right)
                return one + other if isinstance(one, str) and isinstance(other, str) else None
            case syntax.BoolOp(left=left, op=op, right=right):
                first = self.value(left)
                return first if first is None or bool(first) is (op == "or") else self.value(right)
            case syntax.IfExp(test=test, body=body, orelse=orelse):
                chosen = self.value(test)
                return None if chosen is None else self.value(body if chosen else orelse)
            case syntax.Subscript(value=value, slices=(index,)):
                return self._part(self.value(value), index)
            case syntax.Compare(left=left, ops=(op,), comparators=(right,)):
                return _compared(self.value(left), op, self.value(right))
            case syntax.Collection(elements=elements):
                items = tuple(self.value(it) for it in elements)
                return None if None in items else items
            case syntax.Comprehension():
                return self._each(node)
            case syntax.Call():
                return self._call(node)
            case _:
                return self._constant(node)

    def _constant(self, node: syntax.Expr | None) -> _Value:
        """A literal, or a constant of a module: also a list of strings."""
        found = evaluate(self.modules, self.path, node)
        if found is not None:
            return found.value if isinstance(found.value, str | bool | int) else None
        name = syntax.dotted(node)
        symbol = lookup(self.modules, self.path, "", name) if name is not None else None
        match symbol:
            case Symbol(path=path, node=syntax.Assign(value=syntax.Collection() as items)):
                return _Frame(self.modules, path, {}, 0).value(items)
            case _:
                return None

    def _part(self, text: _Value, index: syntax.Expr) -> _Value:
        if not isinstance(text, str | tuple):
            return None
        if not isinstance(index, syntax.Slice):
            at = self.value(index)
            return text[at] if isinstance(at, int) and -len(text) <= at < len(text) else None
        lower = None if index.lower is None else self.value(index.lower)
        upper = None if index.upper is None else self.value(index.upper)
        if index.step is None and isinstance(lower, int | None) and isinstance(upper, int | None):
            return text[lower:upper]
        return None

    def _each(self, node: syntax.Comprehension) -> _Value:
        """`[x.lower() for x in parts if x]`, `(x.title() if i else x for i, x in enumerate(parts))`"""
        items = self.value(node.generators[0].iter) if len(node.generators) == 1 else None
        if not isinstance(items, str | tuple):
            return None
        one = node.generators[0]
        found: list[_Value] = []
        for it in items:
            inner = replace(self, known={**self.known, **_bound(one.target, it)})
            if all(inner.value(condition) for condition in one.conditions):
                found.append(inner.value(node.element))
        return None if None in found else tuple(found)

    def _call(self, node: syntax.Call) -> _Value:
        args = [self.value(it) for it in node.args]
        if node.keywords or any(it is None for it in args):
            return None
        function = library_name(self.modules, self.path, node)
        if function == "enumerate" and len(args) == 1 and isinstance(args[0], tuple | str):
            return tuple(enumerate(args[0]))
        if function in GENERATORS and len(args) == 1 and isinstance(args[0], str):
            return GENERATORS[function](args[0])
        if function.startswith("re.") and function.removeprefix("re.") in _PATTERNS:
            return _matched(function.removeprefix("re."), args)
        if isinstance(node.func, syntax.Attribute):
            pattern = self._compiled(node.func.value)
            if pattern is not None and node.func.attr in _PATTERNS:
                return _matched(node.func.attr, [pattern, *args])
            if node.func.attr in _METHODS and isinstance(receiver := self.value(node.func.value), str):
                return _attempt(getattr(receiver, node.func.attr), args)
        return self._function(node, args)

    def _compiled(self, node: syntax.Expr) -> str | None:
        """The pattern of a module-level `X = re.compile("…")`."""
        name = syntax.dotted(node)
        found = lookup(self.modules, self.path, "", name) if name is not None else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.Assign):
            made = found.node.value
            if isinstance(made, syntax.Call) and library_name(self.modules, found.path, made) == "re.compile":
                pattern = replace(self, path=found.path).value(made.argument(0, "pattern"))
                return pattern if isinstance(pattern, str) else None
        return None

    def _function(self, node: syntax.Call, args: list[_Value]) -> _Value:
        """A function of the project."""
        name = syntax.dotted(node.func)
        found = lookup(self.modules, self.path, "", name) if name is not None else None
        if not self.depth or not isinstance(found, Symbol) or not isinstance(found.node, syntax.FunctionDef):
            return None
        given = dict(zip([it.name for it in found.node.parameters], args, strict=False))
        return _Frame(self.modules, found.path, given, self.depth - 1).run(found.node.body)


def _bound(target: syntax.Expr, value: _Value) -> dict[str, _Value]:
    """What a loop's target, `x` or `i, x`, stands for."""
    if isinstance(target, syntax.Name):
        return {target.id: value}
    if isinstance(target, syntax.Collection) and isinstance(value, tuple):
        names = [it.id for it in target.elements if isinstance(it, syntax.Name)]
        return dict(zip(names, value, strict=False))
    return {}


def _compared(left: _Value, op: str, right: _Value) -> bool | None:
    if left is None or right is None:
        return None
    match op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "in" | "not in" if isinstance(right, tuple):
            return (left in right) is (op == "in")
        case "in" | "not in" if isinstance(right, str) and isinstance(left, str):
            return (left in right) is (op == "in")
        case _:
            return None


def _matched(name: str, args: list[_Value]) -> _Value:
    texts = [it for it in args if isinstance(it, str) and len(it) <= _LONGEST]
    return _attempt(_PATTERNS[name], args) if len(texts) == len(args) else None


def _attempt(function: Callable[..., object], args: list[_Value]) -> _Value:
    """A function of the standard library, called as the project calls it, which may be wrong."""
    try:
        found = function(*args)
    except (TypeError, ValueError, IndexError, re.error):
        return None
    if isinstance(found, list):
        return tuple(it for it in found if isinstance(it, str))
    return found if isinstance(found, str | bool) else None

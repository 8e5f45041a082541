"""Statements of one line: from tree-sitter nodes to syntax values. None of them holds other statements."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import tree_sitter as ts

from lsp_server.facts import syntax as s
from lsp_server.facts.expressions import expression, opaque, optional
from lsp_server.facts.tree import field, named_children, span_of, text_of


def _expression_statement(node: ts.Node) -> s.Stmt:
    kids = named_children(node)
    if len(kids) != 1:
        return s.ExprStmt(span_of(node), s.Collection(span_of(node), "tuple", tuple(expression(it) for it in kids)))
    match kids[0].type:
        case "assignment":
            return _assign(kids[0])
        case "augmented_assignment":
            left, op, right = (field(kids[0], it) for it in ("left", "operator", "right"))
            if left is None or op is None or right is None:
                return opaque(node)
            return s.AugAssign(span_of(node), expression(left), op.type.removesuffix("="), expression(right))
        case _:
            return s.ExprStmt(span_of(node), expression(kids[0]))


def _assign(node: ts.Node) -> s.Stmt:
    targets: list[s.Expr] = []
    at: ts.Node | None = node
    annotation = value = None
    while at is not None and at.type == "assignment":
        left = field(at, "left")
        if left is None:
            return opaque(node)
        targets.append(expression(left))
        annotation = annotation or optional(field(at, "type"))
        at = field(at, "right")
    value = optional(at)
    return s.Assign(span_of(node), tuple(targets), annotation, value)


def _type_alias(node: ts.Node) -> s.Stmt:
    left, right = field(node, "left"), field(node, "right")
    if left is None or right is None:
        return opaque(node)
    name, _, parameters = text_of(left).partition("[")
    names = type_parameter_names(_split(parameters.rpartition("]")[0])) if parameters else ()
    return s.TypeAlias(span_of(node), name.strip(), expression(right), names)


def _split(parameters: str) -> Iterator[str]:
    """Type parameters one by one; a bound may have brackets and commas of its own."""
    depth, start = 0, 0
    for index, it in enumerate(parameters):
        depth += (it in "[(") - (it in "])")
        if it == "," and depth == 0:
            yield parameters[start:index]
            start = index + 1
    if parameters[start:].strip():
        yield parameters[start:]


def type_parameter_names(parameters: Iterable[str]) -> tuple[str, ...]:
    """The names in `T: int = bool, *Ts`."""
    return tuple(it.partition(":")[0].partition("=")[0].strip("* ") for it in parameters)


def _return(node: ts.Node) -> s.Stmt:
    kids = named_children(node)
    return s.Return(span_of(node), expression(kids[0]) if kids else None)


def _raise(node: ts.Node) -> s.Stmt:
    cause = field(node, "cause")
    kids = [it for it in named_children(node) if cause is None or it.id != cause.id]
    return s.Raise(span_of(node), expression(kids[0]) if kids else None, optional(cause))


def _assert(node: ts.Node) -> s.Stmt:
    kids = named_children(node)
    return (
        s.Assert(span_of(node), expression(kids[0]), expression(kids[1]) if kids[1:] else None)
        if kids
        else opaque(node)
    )


def _delete(node: ts.Node) -> s.Stmt:
    targets: list[s.Expr] = []
    for it in named_children(node):
        found = expression(it)
        targets += found.elements if it.type == "expression_list" and isinstance(found, s.Collection) else [found]
    return s.Delete(span_of(node), tuple(targets))


def _import(node: ts.Node) -> s.Stmt:
    return s.Import(span_of(node), tuple(_alias(it) for it in node.children_by_field_name("name")))


def _import_from(node: ts.Node) -> s.Stmt:
    module = field(node, "module_name")
    text = "__future__" if node.type == "future_import_statement" else text_of(module) if module is not None else ""
    name = text.lstrip(". ")
    names = [_alias(it) for it in node.children_by_field_name("name")]
    names += [s.Alias(span_of(it), "*", None) for it in node.named_children if it.type == "wildcard_import"]
    level = text[: len(text) - len(name)].count(".")
    return s.ImportFrom(span_of(node), name.replace(" ", ""), level, tuple(names))


def _alias(node: ts.Node) -> s.Alias:
    if node.type == "aliased_import":
        name, alias = field(node, "name"), field(node, "alias")
        return s.Alias(span_of(node), text_of(name) if name else "", text_of(alias) if alias else None)
    return s.Alias(span_of(node), text_of(node), None)


def _simple(keyword: Literal["pass", "break", "continue"]) -> Callable[[ts.Node], s.Stmt]:
    return lambda node: s.Simple(span_of(node), keyword)


SIMPLE: dict[str, Callable[[ts.Node], s.Stmt]] = {
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "expression_statement": _expression_statement,
    "type_alias_statement": _type_alias,
    "return_statement": _return,
    "raise_statement": _raise,
    "assert_statement": _assert,
    "delete_statement": _delete,
    "pass_statement": _simple("pass"),
    "break_statement": _simple("break"),
    "continue_statement": _simple("continue"),
}

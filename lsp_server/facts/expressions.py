"""Expressions: from tree-sitter nodes to syntax values."""

from collections.abc import Callable
from typing import Literal, cast

import tree_sitter as ts

from lsp_server.facts import literals
from lsp_server.facts import syntax as s
from lsp_server.facts.tree import field, named_children, span_of, text_of
from lsp_server.text import Span


def expression(node: ts.Node) -> s.Expr:
    """The value of any expression, type or pattern node."""
    convert = _EXPRESSIONS.get(node.type)
    return convert(node) if convert is not None else opaque(node)


def optional(node: ts.Node | None) -> s.Expr | None:
    return None if node is None else expression(node)


def opaque(node: ts.Node) -> s.Opaque:
    """A node as it is, with the expressions inside; statements that an error swallowed are its block's affair."""
    return s.Opaque(
        span_of(node), node.type, tuple(expression(it) for it in named_children(node) if it.type != "block")
    )


def parameters_of(node: ts.Node | None) -> tuple[s.Parameter, ...]:
    found: list[s.Parameter] = []
    kind: Literal["positional", "keyword"] = "positional"
    for it in named_children(node) if node is not None else ():
        if it.type == "keyword_separator":
            kind = "keyword"
            continue
        named = field(it, "name") or (it if it.type == "identifier" else next(iter(named_children(it)), None))
        if named is None or it.type in ("positional_separator", "ERROR"):
            continue
        splat = named if named.type.endswith("splat_pattern") else it
        annotation, default = optional(field(it, "type")), optional(field(it, "value"))
        if splat.type == "list_splat_pattern":
            kind = "keyword"
            found.append(s.Parameter(span_of(it), text_of(splat).lstrip("* "), annotation, default, "var_positional"))
        elif splat.type == "dictionary_splat_pattern":
            found.append(s.Parameter(span_of(it), text_of(splat).lstrip("* "), annotation, default, "var_keyword"))
        else:
            found.append(s.Parameter(span_of(it), text_of(named), annotation, default, kind))
    return tuple(found)


def unwrapped(node: ts.Node) -> s.Expr:
    """A node that only wraps another one: `(x)`, a type, a pattern."""
    kids = named_children(node)
    return expression(kids[0]) if len(kids) == 1 else opaque(node)


def _name(node: ts.Node) -> s.Expr:
    return s.Name(Span(node.start_byte, node.end_byte), text_of(node))


def _attribute(node: ts.Node) -> s.Expr:
    value, attr = field(node, "object"), field(node, "attribute")
    if value is None or attr is None:
        return opaque(node)
    return s.Attribute(span_of(node), expression(value), text_of(attr), span_of(attr))


def _call(node: ts.Node) -> s.Expr:
    func, arguments = field(node, "function"), field(node, "arguments")
    if func is None or arguments is None:
        return opaque(node)
    if arguments.type == "generator_expression":
        return s.Call(span_of(node), expression(func), (expression(arguments),), ())
    args, keywords = arguments_of(arguments)
    return s.Call(span_of(node), expression(func), args, keywords)


def arguments_of(node: ts.Node | None) -> tuple[tuple[s.Expr, ...], tuple[s.Keyword, ...]]:
    args: list[s.Expr] = []
    keywords: list[s.Keyword] = []
    for it in named_children(node) if node is not None else ():
        if it.type == "keyword_argument":
            name, value = field(it, "name"), field(it, "value")
            if name is not None and value is not None:
                keywords.append(s.Keyword(span_of(it), text_of(name), expression(value)))
        elif it.type == "dictionary_splat":
            keywords.append(s.Keyword(span_of(it), None, unwrapped(it)))
        else:
            args.append(expression(it))
    return tuple(args), tuple(keywords)


def _subscript(node: ts.Node) -> s.Expr:
    value = field(node, "value")
    if value is None:
        return opaque(node)
    return s.Subscript(
        span_of(node), expression(value), tuple(expression(it) for it in node.children_by_field_name("subscript"))
    )


def _generic_type(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    if len(kids) != 2:
        return opaque(node)
    return s.Subscript(span_of(node), expression(kids[0]), tuple(expression(it) for it in named_children(kids[1])))


def _member_type(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    if len(kids) != 2:
        return opaque(node)
    return s.Attribute(span_of(node), expression(kids[0]), text_of(kids[1]), span_of(kids[1]))


def _union_type(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    return s.BinOp(span_of(node), expression(kids[0]), "|", expression(kids[1])) if len(kids) == 2 else opaque(node)


def _slice(node: ts.Node) -> s.Expr:
    parts: list[s.Expr | None] = [None]
    for it in node.children:
        if it.type == ":":
            parts.append(None)
        elif it.is_named and it.type != "comment":
            parts[-1] = expression(it)
    parts += [None] * (3 - len(parts))
    return s.Slice(span_of(node), parts[0], parts[1], parts[2])


def _number(node: ts.Node) -> s.Expr:
    return literals.number(node) or opaque(node)


def _string(node: ts.Node) -> s.Expr:
    return literals.string(node, expression) or opaque(node)


def _constant(value: bool | None) -> Callable[[ts.Node], s.Expr]:
    return lambda node: s.Constant(span_of(node), value)


def _collection(kind: Literal["list", "tuple", "set"]) -> Callable[[ts.Node], s.Expr]:
    return lambda node: s.Collection(span_of(node), kind, tuple(expression(it) for it in named_children(node)))


def _dict(node: ts.Node) -> s.Expr:
    items: list[tuple[s.Expr | None, s.Expr]] = []
    for it in named_children(node):
        key, value = field(it, "key"), field(it, "value")
        if it.type == "pair" and key is not None and value is not None:
            items.append((expression(key), expression(value)))
        elif it.type == "dictionary_splat":
            items.append((None, unwrapped(it)))
    return s.Dict(span_of(node), tuple(items))


def _binary(node: ts.Node) -> s.Expr:
    left, op, right = field(node, "left"), field(node, "operator"), field(node, "right")
    if left is None or op is None or right is None:
        return opaque(node)
    return s.BinOp(span_of(node), expression(left), op.type, expression(right))


def _boolean(node: ts.Node) -> s.Expr:
    left, op, right = field(node, "left"), field(node, "operator"), field(node, "right")
    if left is None or op is None or right is None:
        return opaque(node)
    return s.BoolOp(span_of(node), expression(left), "and" if op.type == "and" else "or", expression(right))


def _not(node: ts.Node) -> s.Expr:
    operand = field(node, "argument")
    return s.UnaryOp(span_of(node), "not", expression(operand)) if operand is not None else opaque(node)


def _unary(node: ts.Node) -> s.Expr:
    operand, op = field(node, "argument"), field(node, "operator")
    if operand is None or op is None:
        return opaque(node)
    inner = expression(operand)
    if op.type == "-" and isinstance(inner, s.Constant) and isinstance(inner.value, int | float):
        return s.Constant(span_of(node), -inner.value)
    return s.UnaryOp(span_of(node), cast(Literal["-", "+", "~"], op.type), inner)


def _compare(node: ts.Node) -> s.Expr:
    operands = named_children(node)
    ops = [" ".join(it.type.split()) for it in node.children_by_field_name("operators")]
    if len(operands) != len(ops) + 1:
        return opaque(node)
    return s.Compare(span_of(node), expression(operands[0]), tuple(ops), tuple(expression(it) for it in operands[1:]))


def _await(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    return s.Await(span_of(node), expression(kids[0])) if kids else opaque(node)


def _yield(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    return s.Yield(span_of(node), expression(kids[0]) if kids else None)


def _conditional(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    if len(kids) != 3:
        return opaque(node)
    return s.IfExp(span_of(node), expression(kids[0]), expression(kids[1]), expression(kids[2]))


def _lambda(node: ts.Node) -> s.Expr:
    body = field(node, "body")
    return s.Lambda(span_of(node), parameters_of(field(node, "parameters")), expression(body)) if body else opaque(node)


def _comprehension(kind: Literal["list", "set", "dict", "generator"]) -> Callable[[ts.Node], s.Expr]:
    def convert(node: ts.Node) -> s.Expr:
        body = field(node, "body")
        if body is None:
            return opaque(node)
        if body.type == "pair":
            pair = tuple(expression(it) for it in named_children(body))
            element: s.Expr = s.Collection(span_of(body), "tuple", pair)
        else:
            element = expression(body)
        generators: list[s.Generator] = []
        for it in named_children(node)[1:]:
            if it.type == "for_in_clause":
                target, source = field(it, "left"), it.children_by_field_name("right")
                if target is None or not source:
                    return opaque(node)
                is_async = any(child.type == "async" for child in it.children)
                generators.append(s.Generator(span_of(it), expression(target), expression(source[0]), (), is_async))
            elif it.type == "if_clause" and generators:
                last = generators[-1]
                conditions = (*last.conditions, unwrapped(it))
                generators[-1] = s.Generator(last.span, last.target, last.iter, conditions, last.is_async)
        return s.Comprehension(span_of(node), kind, element, tuple(generators))

    return convert


def _named_expr(node: ts.Node) -> s.Expr:
    target, value = field(node, "name"), field(node, "value")
    if target is None or value is None:
        return opaque(node)
    return s.NamedExpr(span_of(node), s.Name(span_of(target), text_of(target)), expression(value))


def _starred(node: ts.Node) -> s.Expr:
    return s.Starred(span_of(node), unwrapped(node))


def _dotted_name(node: ts.Node) -> s.Expr:
    kids = named_children(node)
    value: s.Expr = s.Name(span_of(kids[0]), text_of(kids[0]))
    for it in kids[1:]:
        value = s.Attribute(Span(node.start_byte, it.end_byte), value, text_of(it), span_of(it))
    return value


_EXPRESSIONS: dict[str, Callable[[ts.Node], s.Expr]] = {
    "identifier": _name,
    "dotted_name": _dotted_name,
    "attribute": _attribute,
    "call": _call,
    "subscript": _subscript,
    "generic_type": _generic_type,
    "member_type": _member_type,
    "union_type": _union_type,
    "slice": _slice,
    "integer": _number,
    "float": _number,
    "string": _string,
    "concatenated_string": lambda node: literals.concatenated(node, expression),
    "true": _constant(True),
    "false": _constant(False),
    "none": _constant(None),
    "ellipsis": lambda node: s.EllipsisLiteral(span_of(node)),
    "list": _collection("list"),
    "tuple": _collection("tuple"),
    "set": _collection("set"),
    "pattern_list": _collection("tuple"),
    "expression_list": _collection("tuple"),
    "tuple_pattern": _collection("tuple"),
    "list_pattern": _collection("list"),
    "dictionary": _dict,
    "binary_operator": _binary,
    "boolean_operator": _boolean,
    "not_operator": _not,
    "unary_operator": _unary,
    "comparison_operator": _compare,
    "await": _await,
    "yield": _yield,
    "conditional_expression": _conditional,
    "lambda": _lambda,
    "list_comprehension": _comprehension("list"),
    "set_comprehension": _comprehension("set"),
    "dictionary_comprehension": _comprehension("dict"),
    "generator_expression": _comprehension("generator"),
    "named_expression": _named_expr,
    "list_splat": _starred,
    "list_splat_pattern": _starred,
    "parenthesized_expression": unwrapped,
    "parenthesized_list_splat": unwrapped,
    "type": unwrapped,
    "as_pattern_target": unwrapped,
}

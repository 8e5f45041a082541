"""From source text to syntax values. Only this file knows tree-sitter.

Tree-sitter reads finished and half-typed files alike, and newer syntax than the
Python that runs the server. Grammar: tree-sitter-python 0.25.
"""

import ast
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from functools import cache
from typing import Any, Literal, cast

import tree_sitter as ts
import tree_sitter_python

from lsp_server.facts import syntax as s
from lsp_server.text import Span


def parse_module(data: bytes) -> tuple[tuple[s.Stmt, ...], tuple[Span, ...]]:
    """The statements of a file, and the places that are not valid Python (empty: the file is intact)."""
    root = _parser().parse(data).root_node
    return _block(root), tuple(_errors(root))


def parse_expression(text: str, offset: int = 0) -> s.Expr | None:
    """One expression, such as a string annotation; spans are shifted by `offset` bytes. None if it is not one."""
    body, errors = parse_module(text.strip().encode("utf-8", "surrogatepass"))
    if errors or len(body) != 1 or not isinstance(body[0], s.ExprStmt):
        return None
    return cast(s.Expr, _shift(body[0].value, offset)) if offset else body[0].value


@cache
def _parser() -> ts.Parser:
    return ts.Parser(ts.Language(tree_sitter_python.language()))


def _errors(root: ts.Node) -> Iterable[Span]:
    if not root.has_error:
        return
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield _span(node)
        elif node.has_error:
            stack.extend(node.children)


# --------------------------------------------------------------------------- helpers


def _span(node: ts.Node) -> Span:
    return Span(node.start_byte, _end(node) if node.type in _COMPOUND else node.end_byte)


def _end(node: ts.Node) -> int:
    """Where the last statement of a block ends; tree-sitter counts comments after it in."""
    while node.type in _COMPOUND or node.type.endswith("_clause") or node.type == "block":
        inside = [it for it in node.children if it.type != "comment"]
        if not inside:
            break
        node = inside[-1]
    return node.end_byte


_COMPOUND = frozenset(
    "function_definition class_definition decorated_definition if_statement for_statement while_statement "
    "with_statement try_statement match_statement".split()
)


def _text(node: ts.Node) -> str:
    return (node.text or b"").decode("utf-8", "surrogatepass")


def _named(node: ts.Node) -> list[ts.Node]:
    return [it for it in node.named_children if it.type not in ("comment", "line_continuation")]


def _field(node: ts.Node, name: str) -> ts.Node | None:
    return node.child_by_field_name(name)


def _maybe(node: ts.Node | None) -> s.Expr | None:
    return None if node is None else _expr(node)


def _block(node: ts.Node | None) -> tuple[s.Stmt, ...]:
    if node is None:
        return ()
    found: list[s.Stmt] = []
    for child in _named(node):
        if child.type == "ERROR":
            # What a half-typed line swallowed is often whole statements: keep those.
            found += [_stmt(it) for it in _named(child) if it.type in _STATEMENTS]
            found.append(_opaque(child, [it for it in _named(child) if it.type not in _STATEMENTS]))
        else:
            found.append(_stmt(child))
    return tuple(found)


def _opaque(node: ts.Node, inner: list[ts.Node] | None = None) -> s.Opaque:
    kids = _named(node) if inner is None else inner
    return s.Opaque(_span(node), node.type, tuple(_stmt(it) if it.type in _STATEMENTS else _expr(it) for it in kids))


def _shift(value: Any, by: int) -> Any:
    if isinstance(value, Span):
        return Span(value.start + by, value.end + by)
    if isinstance(value, tuple):
        return tuple(_shift(it, by) for it in value)
    if isinstance(value, s.Node):
        return replace(value, **{it.name: _shift(getattr(value, it.name), by) for it in fields(value)})
    return value


# --------------------------------------------------------------------------- expressions


def _expr(node: ts.Node) -> s.Expr:
    convert = _EXPRESSIONS.get(node.type)
    return convert(node) if convert is not None else _opaque(node)


def _inner(node: ts.Node) -> s.Expr:
    """A node that only wraps another one: `(x)`, a type, a pattern."""
    kids = _named(node)
    return _expr(kids[0]) if len(kids) == 1 else _opaque(node)


def _name(node: ts.Node) -> s.Expr:
    return s.Name(_span(node), _text(node))


def _attribute(node: ts.Node) -> s.Expr:
    value, attr = _field(node, "object"), _field(node, "attribute")
    if value is None or attr is None:
        return _opaque(node)
    return s.Attribute(_span(node), _expr(value), _text(attr), _span(attr))


def _call(node: ts.Node) -> s.Expr:
    func, arguments = _field(node, "function"), _field(node, "arguments")
    if func is None or arguments is None:
        return _opaque(node)
    if arguments.type == "generator_expression":
        return s.Call(_span(node), _expr(func), (_expr(arguments),), ())
    args, keywords = _arguments(arguments)
    return s.Call(_span(node), _expr(func), args, keywords)


def _arguments(node: ts.Node | None) -> tuple[tuple[s.Expr, ...], tuple[s.Keyword, ...]]:
    args: list[s.Expr] = []
    keywords: list[s.Keyword] = []
    for it in _named(node) if node is not None else ():
        if it.type == "keyword_argument":
            name, value = _field(it, "name"), _field(it, "value")
            if name is not None and value is not None:
                keywords.append(s.Keyword(_span(it), _text(name), _expr(value)))
        elif it.type == "dictionary_splat":
            keywords.append(s.Keyword(_span(it), None, _inner(it)))
        else:
            args.append(_expr(it))
    return tuple(args), tuple(keywords)


def _subscript(node: ts.Node) -> s.Expr:
    value = _field(node, "value")
    if value is None:
        return _opaque(node)
    return s.Subscript(_span(node), _expr(value), tuple(_expr(it) for it in node.children_by_field_name("subscript")))


def _generic_type(node: ts.Node) -> s.Expr:
    kids = _named(node)
    if len(kids) != 2:
        return _opaque(node)
    return s.Subscript(_span(node), _expr(kids[0]), tuple(_expr(it) for it in _named(kids[1])))


def _member_type(node: ts.Node) -> s.Expr:
    kids = _named(node)
    if len(kids) != 2:
        return _opaque(node)
    return s.Attribute(_span(node), _expr(kids[0]), _text(kids[1]), _span(kids[1]))


def _union_type(node: ts.Node) -> s.Expr:
    kids = _named(node)
    return s.BinOp(_span(node), _expr(kids[0]), "|", _expr(kids[1])) if len(kids) == 2 else _opaque(node)


def _slice(node: ts.Node) -> s.Expr:
    parts: list[s.Expr | None] = [None]
    for it in node.children:
        if it.type == ":":
            parts.append(None)
        elif it.is_named and it.type != "comment":
            parts[-1] = _expr(it)
    parts += [None] * (3 - len(parts))
    return s.Slice(_span(node), parts[0], parts[1], parts[2])


def _number(node: ts.Node) -> s.Expr:
    try:
        return s.Constant(_span(node), ast.literal_eval(_text(node)))
    except (ValueError, SyntaxError):
        return _opaque(node)


def _string(node: ts.Node) -> s.Expr:
    if any(it.type == "interpolation" for it in node.named_children):
        values: list[s.Expr] = []
        for it in node.named_children:
            if it.type == "string_content":
                values.append(s.Constant(_span(it), _text(it)))
            elif it.type == "interpolation" and (inner := _field(it, "expression")) is not None:
                values.append(_expr(inner))
        return s.JoinedStr(_span(node), tuple(values))
    start = node.child(0)
    content = b"".join(it.text or b"" for it in node.named_children if it.type == "string_content")
    if start is None or (node.has_error and node.end_byte - node.start_byte < 2):
        return _opaque(node)
    prefix = _text(start).rstrip("\"'").lower()
    if "b" not in prefix and b"\\" not in content:
        return s.Constant(_span(node), content.decode("utf-8", "surrogatepass"))
    try:
        value = ast.literal_eval(_text(node).lstrip("fFtT") if "f" in prefix else _text(node))
    except (ValueError, SyntaxError):
        return s.Constant(_span(node), content.decode("utf-8", "surrogatepass"))
    return s.Constant(_span(node), value)


def _concatenated(node: ts.Node) -> s.Expr:
    parts = [_string(it) for it in _named(node) if it.type == "string"]
    texts = [it.value for it in parts if isinstance(it, s.Constant) and isinstance(it.value, str)]
    if len(texts) == len(parts):
        return s.Constant(_span(node), "".join(texts))
    values: list[s.Expr] = []
    for it in parts:
        values += it.values if isinstance(it, s.JoinedStr) else [it]
    return s.JoinedStr(_span(node), tuple(values))


def _constant(value: bool | None) -> Callable[[ts.Node], s.Expr]:
    return lambda node: s.Constant(_span(node), value)


def _collection(kind: Literal["list", "tuple", "set"]) -> Callable[[ts.Node], s.Expr]:
    return lambda node: s.Collection(_span(node), kind, tuple(_expr(it) for it in _named(node)))


def _dict(node: ts.Node) -> s.Expr:
    items: list[tuple[s.Expr | None, s.Expr]] = []
    for it in _named(node):
        key, value = _field(it, "key"), _field(it, "value")
        if it.type == "pair" and key is not None and value is not None:
            items.append((_expr(key), _expr(value)))
        elif it.type == "dictionary_splat":
            items.append((None, _inner(it)))
    return s.Dict(_span(node), tuple(items))


def _binary(node: ts.Node) -> s.Expr:
    left, op, right = _field(node, "left"), _field(node, "operator"), _field(node, "right")
    if left is None or op is None or right is None:
        return _opaque(node)
    return s.BinOp(_span(node), _expr(left), op.type, _expr(right))


def _boolean(node: ts.Node) -> s.Expr:
    left, op, right = _field(node, "left"), _field(node, "operator"), _field(node, "right")
    if left is None or op is None or right is None:
        return _opaque(node)
    return s.BoolOp(_span(node), _expr(left), "and" if op.type == "and" else "or", _expr(right))


def _not(node: ts.Node) -> s.Expr:
    operand = _field(node, "argument")
    return s.UnaryOp(_span(node), "not", _expr(operand)) if operand is not None else _opaque(node)


def _unary(node: ts.Node) -> s.Expr:
    operand, op = _field(node, "argument"), _field(node, "operator")
    if operand is None or op is None:
        return _opaque(node)
    inner = _expr(operand)
    if op.type == "-" and isinstance(inner, s.Constant) and isinstance(inner.value, int | float):
        return s.Constant(_span(node), -inner.value)
    return s.UnaryOp(_span(node), cast(Literal["-", "+", "~"], op.type), inner)


def _compare(node: ts.Node) -> s.Expr:
    operands = _named(node)
    ops = [" ".join(it.type.split()) for it in node.children_by_field_name("operators")]
    if len(operands) != len(ops) + 1:
        return _opaque(node)
    return s.Compare(_span(node), _expr(operands[0]), tuple(ops), tuple(_expr(it) for it in operands[1:]))


def _await(node: ts.Node) -> s.Expr:
    kids = _named(node)
    return s.Await(_span(node), _expr(kids[0])) if kids else _opaque(node)


def _yield(node: ts.Node) -> s.Expr:
    kids = _named(node)
    return s.Yield(_span(node), _expr(kids[0]) if kids else None)


def _conditional(node: ts.Node) -> s.Expr:
    kids = _named(node)
    if len(kids) != 3:
        return _opaque(node)
    return s.IfExp(_span(node), _expr(kids[0]), _expr(kids[1]), _expr(kids[2]))


def _lambda(node: ts.Node) -> s.Expr:
    body = _field(node, "body")
    return s.Lambda(_span(node), _parameters(_field(node, "parameters")), _expr(body)) if body else _opaque(node)


def _comprehension(kind: Literal["list", "set", "dict", "generator"]) -> Callable[[ts.Node], s.Expr]:
    def convert(node: ts.Node) -> s.Expr:
        body = _field(node, "body")
        if body is None:
            return _opaque(node)
        if body.type == "pair":
            pair = tuple(_expr(it) for it in _named(body))
            element: s.Expr = s.Collection(_span(body), "tuple", pair)
        else:
            element = _expr(body)
        generators: list[s.Generator] = []
        for it in _named(node)[1:]:
            if it.type == "for_in_clause":
                target, source = _field(it, "left"), it.children_by_field_name("right")
                if target is None or not source:
                    return _opaque(node)
                is_async = any(child.type == "async" for child in it.children)
                generators.append(s.Generator(_span(it), _expr(target), _expr(source[0]), (), is_async))
            elif it.type == "if_clause" and generators:
                last = generators[-1]
                conditions = (*last.conditions, _inner(it))
                generators[-1] = s.Generator(last.span, last.target, last.iter, conditions, last.is_async)
        return s.Comprehension(_span(node), kind, element, tuple(generators))

    return convert


def _named_expr(node: ts.Node) -> s.Expr:
    target, value = _field(node, "name"), _field(node, "value")
    if target is None or value is None:
        return _opaque(node)
    return s.NamedExpr(_span(node), s.Name(_span(target), _text(target)), _expr(value))


def _starred(node: ts.Node) -> s.Expr:
    return s.Starred(_span(node), _inner(node))


_EXPRESSIONS: dict[str, Callable[[ts.Node], s.Expr]] = {
    "identifier": _name,
    "dotted_name": lambda node: _dotted_name(node),
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
    "concatenated_string": _concatenated,
    "true": _constant(True),
    "false": _constant(False),
    "none": _constant(None),
    "ellipsis": lambda node: s.EllipsisLiteral(_span(node)),
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
    "parenthesized_expression": _inner,
    "parenthesized_list_splat": _inner,
    "type": _inner,
    "as_pattern_target": _inner,
}


def _dotted_name(node: ts.Node) -> s.Expr:
    kids = _named(node)
    value: s.Expr = s.Name(_span(kids[0]), _text(kids[0]))
    for it in kids[1:]:
        value = s.Attribute(Span(node.start_byte, it.end_byte), value, _text(it), _span(it))
    return value


# --------------------------------------------------------------------------- statements


def _stmt(node: ts.Node) -> s.Stmt:
    convert = _STATEMENTS.get(node.type)
    return convert(node) if convert is not None else _opaque(node)


def _parameters(node: ts.Node | None) -> tuple[s.Parameter, ...]:
    found: list[s.Parameter] = []
    kind: Literal["positional", "keyword"] = "positional"
    for it in _named(node) if node is not None else ():
        if it.type == "keyword_separator":
            kind = "keyword"
            continue
        named = _field(it, "name") or (it if it.type == "identifier" else next(iter(_named(it)), None))
        if named is None or it.type in ("positional_separator", "ERROR"):
            continue
        splat = named if named.type.endswith("splat_pattern") else it
        annotation, default = _maybe(_field(it, "type")), _maybe(_field(it, "value"))
        if splat.type == "list_splat_pattern":
            kind = "keyword"
            found.append(s.Parameter(_span(it), _text(splat).lstrip("* "), annotation, default, "var_positional"))
        elif splat.type == "dictionary_splat_pattern":
            found.append(s.Parameter(_span(it), _text(splat).lstrip("* "), annotation, default, "var_keyword"))
        else:
            found.append(s.Parameter(_span(it), _text(named), annotation, default, kind))
    return tuple(found)


def _header(node: ts.Node, body: ts.Node | None) -> Span:
    colons = [
        it.end_byte for it in node.children if it.type == ":" and (body is None or it.end_byte <= body.start_byte)
    ]
    return Span(node.start_byte, colons[-1] if colons else node.end_byte)


def _docstring(body: tuple[s.Stmt, ...]) -> str | None:
    match body[:1]:
        case (s.ExprStmt(value=s.Constant(value=str(text))),):
            return text
        case _:
            return None


def _function(node: ts.Node, outer: ts.Node | None = None, decorators: tuple[s.Expr, ...] = ()) -> s.Stmt:
    name, block = _field(node, "name"), _field(node, "body")
    if name is None:
        return _opaque(node)
    body = _block(block)
    return s.FunctionDef(
        span=_span(outer or node),
        name=_text(name),
        name_span=_span(name),
        header=_header(node, block),
        is_async=any(it.type == "async" for it in node.children),
        decorators=decorators,
        parameters=_parameters(_field(node, "parameters")),
        returns=_maybe(_field(node, "return_type")),
        docstring=_docstring(body),
        body=body,
    )


def _class(node: ts.Node, outer: ts.Node | None = None, decorators: tuple[s.Expr, ...] = ()) -> s.Stmt:
    name, block = _field(node, "name"), _field(node, "body")
    if name is None:
        return _opaque(node)
    bases, keywords = _arguments(_field(node, "superclasses"))
    body = _block(block)
    return s.ClassDef(
        span=_span(outer or node),
        name=_text(name),
        name_span=_span(name),
        header=_header(node, block),
        decorators=decorators,
        bases=bases,
        keywords=keywords,
        docstring=_docstring(body),
        body=body,
    )


def _decorated(node: ts.Node) -> s.Stmt:
    definition = _field(node, "definition")
    decorators = tuple(_inner(it) for it in _named(node) if it.type == "decorator")
    if definition is None:
        return _opaque(node)
    return (_class if definition.type == "class_definition" else _function)(definition, node, decorators)


def _expression_statement(node: ts.Node) -> s.Stmt:
    kids = _named(node)
    if len(kids) != 1:
        return s.ExprStmt(_span(node), s.Collection(_span(node), "tuple", tuple(_expr(it) for it in kids)))
    match kids[0].type:
        case "assignment":
            return _assign(kids[0])
        case "augmented_assignment":
            left, op, right = (_field(kids[0], it) for it in ("left", "operator", "right"))
            if left is None or op is None or right is None:
                return _opaque(node)
            return s.AugAssign(_span(node), _expr(left), op.type.removesuffix("="), _expr(right))
        case _:
            return s.ExprStmt(_span(node), _expr(kids[0]))


def _assign(node: ts.Node) -> s.Stmt:
    targets: list[s.Expr] = []
    at: ts.Node | None = node
    annotation = value = None
    while at is not None and at.type == "assignment":
        left = _field(at, "left")
        if left is None:
            return _opaque(node)
        targets.append(_expr(left))
        annotation = annotation or _maybe(_field(at, "type"))
        at = _field(at, "right")
    value = _maybe(at)
    return s.Assign(_span(node), tuple(targets), annotation, value)


def _type_alias(node: ts.Node) -> s.Stmt:
    left, right = _field(node, "left"), _field(node, "right")
    if left is None or right is None:
        return _opaque(node)
    return s.TypeAlias(_span(node), _text(left).partition("[")[0].strip(), _expr(right))


def _return(node: ts.Node) -> s.Stmt:
    kids = _named(node)
    return s.Return(_span(node), _expr(kids[0]) if kids else None)


def _raise(node: ts.Node) -> s.Stmt:
    cause = _field(node, "cause")
    kids = [it for it in _named(node) if cause is None or it.id != cause.id]
    return s.Raise(_span(node), _expr(kids[0]) if kids else None, _maybe(cause))


def _if(node: ts.Node) -> s.Stmt:
    branches = node.children_by_field_name("alternative")
    orelse: tuple[s.Stmt, ...] = ()
    for it in reversed(branches):
        if it.type == "else_clause":
            orelse = _block(_field(it, "body"))
        else:
            test = _field(it, "condition")
            body = _block(_field(it, "consequence"))
            orelse = (s.If(Span(it.start_byte, _end(node)), _expr(test), body, orelse) if test else _opaque(it),)
    test = _field(node, "condition")
    return s.If(_span(node), _expr(test), _block(_field(node, "consequence")), orelse) if test else _opaque(node)


def _else(node: ts.Node) -> tuple[s.Stmt, ...]:
    found = next((it for it in node.named_children if it.type == "else_clause"), None)
    return _block(_field(found, "body")) if found is not None else ()


def _for(node: ts.Node) -> s.Stmt:
    target, source = _field(node, "left"), _field(node, "right")
    if target is None or source is None:
        return _opaque(node)
    is_async = any(it.type == "async" for it in node.children)
    return s.For(_span(node), _expr(target), _expr(source), _block(_field(node, "body")), _else(node), is_async)


def _while(node: ts.Node) -> s.Stmt:
    test = _field(node, "condition")
    return s.While(_span(node), _expr(test), _block(_field(node, "body")), _else(node)) if test else _opaque(node)


def _with(node: ts.Node) -> s.Stmt:
    items: list[s.WithItem] = []
    clause = next((it for it in node.named_children if it.type == "with_clause"), None)
    for it in _named(clause) if clause is not None else ():
        value = _field(it, "value")
        if value is None:
            continue
        if value.type == "as_pattern":
            alias = _field(value, "alias")
            items.append(s.WithItem(_span(it), _expr(_named(value)[0]), _maybe(alias)))
        else:
            items.append(s.WithItem(_span(it), _expr(value), None))
    is_async = any(it.type == "async" for it in node.children)
    return s.With(_span(node), tuple(items), _block(_field(node, "body")), is_async)


def _handler(node: ts.Node) -> s.ExceptHandler:
    kids = _named(node)
    block = kids[-1] if kids and kids[-1].type == "block" else None
    name = None
    types: list[s.Expr] = []
    for it in kids:
        if block is not None and it.id == block.id:
            continue
        if it.type == "as_pattern":
            alias = _field(it, "alias")
            name = _text(alias) if alias is not None else None
            it = _named(it)[0]
        found = _expr(it)
        types += found.elements if isinstance(found, s.Collection) else [found]
    return s.ExceptHandler(_span(node), tuple(types), name, _block(block))


def _try(node: ts.Node) -> s.Stmt:
    handlers = tuple(_handler(it) for it in node.named_children if it.type in ("except_clause", "except_group_clause"))
    final = next((it for it in node.named_children if it.type == "finally_clause"), None)
    block = next((it for it in _named(final) if it.type == "block"), None) if final is not None else None
    return s.Try(_span(node), _block(_field(node, "body")), handlers, _else(node), _block(block))


def _assert(node: ts.Node) -> s.Stmt:
    kids = _named(node)
    return s.Assert(_span(node), _expr(kids[0]), _expr(kids[1]) if kids[1:] else None) if kids else _opaque(node)


def _delete(node: ts.Node) -> s.Stmt:
    targets: list[s.Expr] = []
    for it in _named(node):
        found = _expr(it)
        targets += found.elements if it.type == "expression_list" and isinstance(found, s.Collection) else [found]
    return s.Delete(_span(node), tuple(targets))


def _alias(node: ts.Node) -> s.Alias:
    if node.type == "aliased_import":
        name, alias = _field(node, "name"), _field(node, "alias")
        return s.Alias(_span(node), _text(name) if name else "", _text(alias) if alias else None)
    return s.Alias(_span(node), _text(node), None)


def _import(node: ts.Node) -> s.Stmt:
    return s.Import(_span(node), tuple(_alias(it) for it in node.children_by_field_name("name")))


def _import_from(node: ts.Node) -> s.Stmt:
    module = _field(node, "module_name")
    text = "__future__" if node.type == "future_import_statement" else _text(module) if module is not None else ""
    name = text.lstrip(". ")
    names = [_alias(it) for it in node.children_by_field_name("name")]
    names += [s.Alias(_span(it), "*", None) for it in node.named_children if it.type == "wildcard_import"]
    level = text[: len(text) - len(name)].count(".")
    return s.ImportFrom(_span(node), name.replace(" ", ""), level, tuple(names))


def _simple(keyword: Literal["pass", "break", "continue"]) -> Callable[[ts.Node], s.Stmt]:
    return lambda node: s.Simple(_span(node), keyword)


_STATEMENTS: dict[str, Callable[[ts.Node], s.Stmt]] = {
    "import_statement": _import,
    "import_from_statement": _import_from,
    "future_import_statement": _import_from,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "expression_statement": _expression_statement,
    "type_alias_statement": _type_alias,
    "return_statement": _return,
    "raise_statement": _raise,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "with_statement": _with,
    "try_statement": _try,
    "assert_statement": _assert,
    "delete_statement": _delete,
    "pass_statement": _simple("pass"),
    "break_statement": _simple("break"),
    "continue_statement": _simple("continue"),
}

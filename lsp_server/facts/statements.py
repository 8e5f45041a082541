"""Statements: from tree-sitter nodes to syntax values."""

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass

import tree_sitter as ts

from lsp_server.facts import syntax as s
from lsp_server.facts.expressions import arguments_of, expression, opaque, optional, parameters_of, unwrapped
from lsp_server.facts.simple_statements import SIMPLE, type_parameter_names
from lsp_server.facts.tree import end_of, field, is_deeper, named_children, parser, span_of, text_of
from lsp_server.text import Span

# The text that is being read, whether its tree is kept, and the place of functions in it. Converters are given nodes,
# and a node can't say the text without copying it.
_SOURCE: ContextVar[tuple[bytes, bool, str]] = ContextVar("source")


def statements(node: ts.Node, data: bytes, name: str = "", place: str = "") -> tuple[s.Stmt, ...]:
    """The statements of a module, or of the block `name` of a node, in the text `data`. `place`: see `Suite`."""
    token = _SOURCE.set((data, False, place))
    try:
        return block(field(node, name) if name else node)
    finally:
        _SOURCE.reset(token)


def intact_statements(nodes: Iterable[ts.Node], data: bytes, place: str = "") -> tuple[s.Stmt, ...]:
    """The statements that these nodes are, of a tree without errors that is kept: functions are read from it later."""
    token = _SOURCE.set((data, True, place))
    try:
        return tuple(_statement(it) for it in nodes)
    finally:
        _SOURCE.reset(token)


def block(node: ts.Node | None) -> tuple[s.Stmt, ...]:
    """The statements of a module or block, those that something half-typed swallowed included."""
    found: list[s.Stmt] = []
    for child in named_children(node) if node is not None else ():
        found.append(_statement(child))
        if child.has_error:
            found += [_statement(it) for it in _swallowed(child)]
    return tuple(sorted(found, key=lambda it: it.span))


def _swallowed(node: ts.Node) -> Iterator[ts.Node]:
    """Whole statements that stand where none can: what follows an unclosed bracket, for example."""
    for child in node.named_children:
        if child.type in _STATEMENTS and (node.is_error or node.type not in _HOLDERS):
            yield child
        elif child.has_error and child.type != "block" and not child.type.endswith("_clause"):
            yield from _swallowed(child)


_DEEPEST = 300  # nodes above one another, so about 150 calls in a chain; hand-written code has seldom 30

_COMPOUND = frozenset(
    "function_definition class_definition decorated_definition if_statement for_statement while_statement "
    "with_statement try_statement match_statement".split()
)

# These hold statements by the grammar; their converters read them.
_HOLDERS = frozenset(["module", "block", "decorated_definition", "else_clause", "finally_clause"])


def _statement(node: ts.Node) -> s.Stmt:
    """One statement; one nested too deep for anybody to walk is kept as an Opaque without its inside."""
    convert = _STATEMENTS.get(node.type)
    try:
        if node.type not in _COMPOUND and is_deeper(node, _DEEPEST):
            return s.Opaque(span_of(node), node.type, ())
        return convert(node) if convert is not None else opaque(node)
    except RecursionError:
        return s.Opaque(span_of(node), node.type, ())


def _header(node: ts.Node, body: ts.Node | None) -> Span:
    colons = [
        it.end_byte for it in node.children if it.type == ":" and (body is None or it.end_byte <= body.start_byte)
    ]
    return Span(node.start_byte, colons[-1] if colons else node.end_byte)


def _function(node: ts.Node, outer: ts.Node | None = None, decorators: tuple[s.Expr, ...] = ()) -> s.Stmt:
    name, suite = field(node, "name"), field(node, "body")
    if name is None:
        return opaque(node)
    return s.FunctionDef(
        span=span_of(outer or node),
        name=text_of(name),
        name_span=span_of(name),
        header=_header(node, suite),
        is_async=any(it.type == "async" for it in node.children),
        decorators=decorators,
        parameters=parameters_of(field(node, "parameters")),
        returns=optional(field(node, "return_type")),
        suite=_suite(node, suite),
    )


@dataclass(frozen=True, slots=True)
class LaterBody:
    """A function in the text of its file, whose statements are read when this is called."""

    data: bytes  # of the whole file
    start: tuple[int, int]  # of the function: row and column, as tree-sitter counts
    end: tuple[int, int]
    start_byte: int
    end_byte: int
    body: int  # the byte where its statements begin

    @property
    def text(self) -> bytes:
        return self.data[self.body : self.end_byte]

    @property
    def without_tree(self) -> "LaterBody":
        return self

    def __call__(self, place: str) -> tuple[s.Stmt, ...]:
        part = ts.Range(self.start, self.end, self.start_byte, self.end_byte)
        return statements(parser(part).parse(self.data).root_node.named_children[0], self.data, "body", place)


@dataclass(frozen=True, slots=True)
class LaterNode:
    """The same for a function of a tree that is kept anyway, because its file is being edited."""

    data: bytes
    node: ts.Node
    suite: ts.Node  # its body

    def __call__(self, place: str) -> tuple[s.Stmt, ...]:
        return intact_statements(named_children(self.suite), self.data, place)

    @property
    def text(self) -> bytes:
        return self.data[self.suite.start_byte : self.suite.end_byte]

    @property
    def without_tree(self) -> LaterBody:
        return _later(self.data, self.node, self.suite)


_SMALL = 200  # bytes; to read a small body later costs more than to read it at once


def _suite(node: ts.Node, suite: ts.Node | None) -> s.Suite:
    """The body of a function, to be read when it is asked for; one with something half-typed in it is read at once,
    since what comes after it may matter for how it is read."""
    data, stays, place = _SOURCE.get()
    if suite is None or node.has_error or suite.end_byte - suite.start_byte < _SMALL:
        return s.Suite(None, block(suite), place)
    return s.Suite(LaterNode(data, node, suite) if stays else _later(data, node, suite), None, place)


def _later(data: bytes, node: ts.Node, suite: ts.Node) -> LaterBody:
    start, end = node.start_point, suite.end_point
    rows = (start.row, start.column), (end.row, end.column)
    return LaterBody(data, *rows, node.start_byte, suite.end_byte, suite.start_byte)


def _class(node: ts.Node, outer: ts.Node | None = None, decorators: tuple[s.Expr, ...] = ()) -> s.Stmt:
    name, suite = field(node, "name"), field(node, "body")
    if name is None:
        return opaque(node)
    bases, keywords = arguments_of(field(node, "superclasses"))
    body = block(suite)
    return s.ClassDef(
        span=span_of(outer or node),
        name=text_of(name),
        name_span=span_of(name),
        header=_header(node, suite),
        decorators=decorators,
        bases=bases,
        keywords=keywords,
        docstring=s.docstring_of(body),
        body=body,
        type_parameters=_type_parameters(node),
    )


def _type_parameters(node: ts.Node) -> tuple[str, ...]:
    found = field(node, "type_parameters")
    return type_parameter_names(text_of(it) for it in named_children(found)) if found is not None else ()


def _decorated(node: ts.Node) -> s.Stmt:
    definition = field(node, "definition")
    decorators = tuple(unwrapped(it) for it in named_children(node) if it.type == "decorator")
    if definition is None:
        return opaque(node)
    return (_class if definition.type == "class_definition" else _function)(definition, node, decorators)


def _if(node: ts.Node) -> s.Stmt:
    branches = node.children_by_field_name("alternative")
    orelse: tuple[s.Stmt, ...] = ()
    for it in reversed(branches):
        if it.type == "else_clause":
            orelse = block(field(it, "body"))
        else:
            test = field(it, "condition")
            body = block(field(it, "consequence"))
            orelse = (s.If(Span(it.start_byte, end_of(node)), expression(test), body, orelse) if test else opaque(it),)
    test = field(node, "condition")
    return s.If(span_of(node), expression(test), block(field(node, "consequence")), orelse) if test else opaque(node)


def _else(node: ts.Node) -> tuple[s.Stmt, ...]:
    found = next((it for it in node.named_children if it.type == "else_clause"), None)
    return block(field(found, "body")) if found is not None else ()


def _for(node: ts.Node) -> s.Stmt:
    target, source = field(node, "left"), field(node, "right")
    if target is None or source is None:
        return opaque(node)
    is_async = any(it.type == "async" for it in node.children)
    return s.For(
        span_of(node), expression(target), expression(source), block(field(node, "body")), _else(node), is_async
    )


def _while(node: ts.Node) -> s.Stmt:
    test = field(node, "condition")
    return s.While(span_of(node), expression(test), block(field(node, "body")), _else(node)) if test else opaque(node)


def _with(node: ts.Node) -> s.Stmt:
    items: list[s.WithItem] = []
    clause = next((it for it in node.named_children if it.type == "with_clause"), None)
    for it in named_children(clause) if clause is not None else ():
        value = field(it, "value")
        if value is None:
            continue
        if value.type == "as_pattern":
            alias = field(value, "alias")
            items.append(s.WithItem(span_of(it), expression(named_children(value)[0]), optional(alias)))
        else:
            items.append(s.WithItem(span_of(it), expression(value), None))
    is_async = any(it.type == "async" for it in node.children)
    return s.With(span_of(node), tuple(items), block(field(node, "body")), is_async)


def _handler(node: ts.Node) -> s.ExceptHandler:
    kids = named_children(node)
    suite = kids[-1] if kids and kids[-1].type == "block" else None
    name = None
    types: list[s.Expr] = []
    for it in kids:
        if suite is not None and it.id == suite.id:
            continue
        if it.type == "as_pattern":
            alias = field(it, "alias")
            name = text_of(alias) if alias is not None else None
            it = named_children(it)[0]
        found = expression(it)
        types += found.elements if isinstance(found, s.Collection) else [found]
    return s.ExceptHandler(_clause(node), tuple(types), name, block(suite))


def _try(node: ts.Node) -> s.Stmt:
    handlers = tuple(_handler(it) for it in node.named_children if it.type in ("except_clause", "except_group_clause"))
    final = next((it for it in node.named_children if it.type == "finally_clause"), None)
    suite = next((it for it in named_children(final) if it.type == "block"), None) if final is not None else None
    return s.Try(span_of(node), block(field(node, "body")), handlers, _else(node), block(suite))


def _match(node: ts.Node) -> s.Stmt:
    subject, body = field(node, "subject"), field(node, "body")
    if subject is None or body is None:
        return opaque(node)
    return s.Match(
        span_of(node), expression(subject), tuple(_case(it) for it in body.named_children if it.type == "case_clause")
    )


def _case(node: ts.Node) -> s.MatchCase:
    guard = field(node, "guard")
    pattern = next((it for it in named_children(node) if it.type == "case_pattern"), node)
    test = unwrapped(guard) if guard is not None else None
    return s.MatchCase(_clause(node), unwrapped(pattern), test, block(field(node, "consequence")))


def _clause(node: ts.Node) -> Span:
    """To its last statement, as in Python's own `ast`: where a comment below ends is not moved in an edited tree."""
    return Span(node.start_byte, end_of(node))


_STATEMENTS: dict[str, Callable[[ts.Node], s.Stmt]] = {
    **SIMPLE,
    "function_definition": _function,
    "class_definition": _class,
    "decorated_definition": _decorated,
    "if_statement": _if,
    "for_statement": _for,
    "while_statement": _while,
    "with_statement": _with,
    "try_statement": _try,
    "match_statement": _match,
}

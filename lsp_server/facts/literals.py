"""Numbers and strings: from tree-sitter nodes to syntax values. An f-string holds expressions, for which the caller
says how they are read."""

import ast
import re
from collections.abc import Callable

import tree_sitter as ts

from lsp_server.facts import syntax as s
from lsp_server.facts.tree import field, named_children, span_of, text_of

Expression = Callable[[ts.Node], s.Expr]


def number(node: ts.Node) -> s.Constant | None:
    """A number of any kind; None where Python can't read it."""
    try:
        return s.Constant(span_of(node), ast.literal_eval(text_of(node)))
    except (ValueError, SyntaxError):
        return None


_PLAIN = re.compile(rb"""[rRuU]*(?:"{3}|'{3}|["'])""")


def string(node: ts.Node, expression: Expression) -> s.Expr | None:
    """A text, bytes or an f-string; None for what is none because it is half-typed."""
    text = node.text or b""
    opening = _PLAIN.match(text)
    if opening and b"\\" not in text and not node.has_error:  # Most strings; the rest of this is slow.
        quote = opening[0].lstrip(b"rRuU")
        return s.Constant(span_of(node), text[opening.end() : -len(quote)].decode("utf-8", "surrogatepass"))
    if any(it.type == "interpolation" for it in node.named_children):
        values: list[s.Expr] = []
        prefix = text_of(node.child(0) or node).rstrip("\"'").lower()
        for it in node.named_children:
            if it.type == "string_content":
                values.append(s.Constant(span_of(it), _between(text_of(it), "r" in prefix)))
            elif it.type == "interpolation" and (inner := field(it, "expression")) is not None:
                values.append(expression(inner))
        return s.JoinedStr(span_of(node), tuple(values))
    start = node.child(0)
    content = b"".join(it.text or b"" for it in node.named_children if it.type == "string_content")
    if start is None or (node.has_error and node.end_byte - node.start_byte < 2):
        return None
    prefix = text_of(start).rstrip("\"'").lower()
    if "f" in prefix:
        return s.Constant(span_of(node), _between(content.decode("utf-8", "surrogatepass"), "r" in prefix))
    if "b" not in prefix and b"\\" not in content:
        return s.Constant(span_of(node), content.decode("utf-8", "surrogatepass"))
    try:
        value = ast.literal_eval(text_of(node))
    except (ValueError, SyntaxError):
        return s.Constant(span_of(node), content.decode("utf-8", "surrogatepass"))
    return s.Constant(span_of(node), value)


def _between(text: str, is_raw: bool) -> str:
    """The value of what stands between the braces of an f-string: `{{` is one brace, escapes are decoded."""
    text = text.replace("{{", "{").replace("}}", "}")
    if is_raw or "\\" not in text:
        return text
    quoted = text.replace('"', '\\"') if '\\"' not in text else text
    try:
        value = ast.literal_eval(f'"""{quoted}"""')
    except (ValueError, SyntaxError):
        return text
    return value if isinstance(value, str) else text


def concatenated(node: ts.Node, expression: Expression) -> s.Expr:
    """Strings in a row, which are one."""
    parts = [expression(it) for it in named_children(node) if it.type == "string"]
    texts = [it.value for it in parts if isinstance(it, s.Constant) and isinstance(it.value, str)]
    if len(texts) == len(parts):
        return s.Constant(span_of(node), "".join(texts))
    values: list[s.Expr] = []
    for it in parts:
        values += it.values if isinstance(it, s.JoinedStr) else [it]
    return s.JoinedStr(span_of(node), tuple(values))

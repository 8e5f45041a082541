"""What the converters ask of a tree-sitter node."""

import sys
from functools import cache

import tree_sitter as ts
import tree_sitter_python

from lsp_server.text import Span


def parser(part: ts.Range | None = None) -> ts.Parser:
    """A parser for a whole file, or for one part of it; offsets are those of the file either way."""
    return ts.Parser(_language(), included_ranges=[part]) if part is not None else ts.Parser(_language())


@cache
def _language() -> ts.Language:
    return ts.Language(tree_sitter_python.language())


def span_of(node: ts.Node) -> Span:
    return Span(node.start_byte, end_of(node) if node.type in _COMPOUND else node.end_byte)


def text_of(node: ts.Node) -> str:
    """The text of a node. A project says the same names a hundred times; one of each is kept."""
    return sys.intern((node.text or b"").decode("utf-8", "surrogatepass"))


def named_children(node: ts.Node) -> list[ts.Node]:
    return [it for it in node.named_children if it.type not in ("comment", "line_continuation")]


def field(node: ts.Node, name: str) -> ts.Node | None:
    return node.child_by_field_name(name)


def end_of(node: ts.Node) -> int:
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


def is_deeper(node: ts.Node, limit: int) -> bool:
    """Whether more than `limit` nodes stand above one another in `node`; found without recursion."""
    if node.descendant_count <= limit:
        return False
    cursor, depth = node.walk(), 0
    while depth <= limit:
        if cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return False
            depth -= 1
    return True

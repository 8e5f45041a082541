"""Half-typed rows: found in the text and blanked out, so that everything else can be read.

Tree-sitter recovers from most unfinished lines by itself, but after an unclosed bracket it may take the
rest of the file for its content. A person sees at once that `def` on the next line can't belong in there;
so does this scan. Nothing moves: a blanked row keeps its length in bytes.
"""

import re

from lsp_server.facts.unfinished import DEFINITION, KEYWORD, is_unfinished
from lsp_server.text import Span

# What is no token is passed over first: to try every token at every letter takes three times as long.
_TOKEN = re.compile(
    rb"""[^\r\n"'\#()\[\]{}]*(?:
    (?P<newline>\r\n|\n|\r)
    |(?P<pair>\([^()\[\]{}"'\#\r\n]*\)|\[[^()\[\]{}"'\#\r\n]*\])
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<comment>\#[^\r\n]*)
    |(?P<triple>"{3}(?:[^\\]|\\.)*?"{3}|'{3}(?:[^\\]|\\.)*?'{3})
    |(?P<string>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<unclosed>["'][^\r\n]*))""",
    re.VERBOSE | re.DOTALL,
)

# What can't stand at the start of a line inside brackets. Comprehensions begin lines with for, if and async for.
_STATEMENT = re.compile(
    rb"[ \t]*(?:@\w|(?:async[ ]+)?def[ ]|class[ ]+\w|import[ ]|from[ ][\w.]+[ ]import|return\b|raise\b|try:|finally:"
    rb"|except\b|(?:async[ ]+)?with[ ].*:\s*$|pass\s*$|await[ ][\w.]+\(.*\)\s*$)|[A-Za-z_][\w.]*(?:[ ]=[ ]|:[ ]\w)",
    re.MULTILINE,
)

# The header of a compound statement whose colon is not typed yet.
_NO_COLON = re.compile(
    rb"[ \t]*(?:if|elif|while|for|with|class|def|async[ ]+(?:for|with|def)|else|try|finally|except)\b[^:#\r\n]*$",
    re.MULTILINE,
)


# What an annotated name says without its value: a model keeps its column while `Field(…)` is typed.
_DECLARED = re.compile(rb"[ \t]*(?!%b)[A-Za-z_\x80-\xff][\w\x80-\xff]*[ \t]*:[^=\r\n\"'#]*?(?=[ \t]*=(?!=))" % KEYWORD)


def blank_half_typed(data: bytes) -> tuple[bytes, tuple[Span, ...]]:
    """The text with half-typed rows blanked, and where they are; both unchanged in length and order."""
    spots = _half_typed(data)
    if not spots:
        return data, ()
    out = bytearray(data)
    for span in spots:
        _blank(out, span)
    return bytes(out), tuple(spots)


def _half_typed(data: bytes) -> list[Span]:
    """From the row in which a bracket or quote stays open to the row before the next statement; rows that can't be."""
    found: list[Span] = []
    opened: list[int] = []  # offsets of the brackets that are open here
    row = begin = 0  # this row, and the first one of its statement
    for token in _TOKEN.finditer(data):
        match token.lastgroup:
            case "open":
                opened.append(token.start("open"))
            case "close" if opened:
                opened.pop()
            case "unclosed":
                found.append(Span(row, _end_of_row(data, row)))
                opened.clear()
            case "newline":
                end = token.start("newline")
                goes_on = bool(opened) or data.endswith(b"\\", row, end)
                if not goes_on and _is_half_typed(data, begin, row, end):
                    found.append(Span(begin, end))
                row = token.end()
                if opened and _STATEMENT.match(data, row):
                    start = max(data.rfind(b"\n", 0, opened[0]), data.rfind(b"\r", 0, opened[0])) + 1
                    found.append(Span(start, end))
                    opened.clear()
                    goes_on = False
                begin = begin if goes_on else row
            case _:
                pass
    if not opened and _is_half_typed(data, begin, row, len(data)):
        found.append(Span(begin, len(data)))
    return found


def _is_half_typed(data: bytes, begin: int, row: int, end: int) -> bool:
    if begin == row and _NO_COLON.match(data, row):
        return True
    return not DEFINITION.match(data, begin) and is_unfinished(data[row:end], begins=begin == row)


def _end_of_row(data: bytes, start: int) -> int:
    ending = re.compile(rb"\r|\n|\Z").search(data, start)
    return ending.start() if ending else len(data)


def _blank(out: bytearray, span: Span) -> None:
    """Spaces, and in the first row a statement: `if 1:` where an indented body follows, else `pass`. Of `name: str =`
    nothing but the value goes."""
    text = bytes(out[span.start : span.end])
    declared = _DECLARED.match(text)
    if declared is not None and _is_whole(declared[0]):
        kept = declared.end()
        out[span.start + kept : span.end] = bytes(it if it in b"\r\n" else 0x20 for it in text[kept:])
        return
    indent = len(text) - len(text.lstrip(b" \t"))
    following = re.compile(rb"\s*?[\r\n]*([ \t]*)[^\s#]").match(out, span.end)
    deeper = following is not None and len(following[1]) > indent
    out[span.start : span.end] = bytes(it if it in b"\r\n" or at < indent else 0x20 for at, it in enumerate(text))
    stub = b"if 1:" if deeper else b"pass"
    if len(text.split(b"\n")[0].rstrip(b"\r")) >= indent + len(stub):
        out[span.start + indent : span.start + indent + len(stub)] = stub


def _is_whole(declaration: bytes) -> bool:
    pairs = all(declaration.count(one) == declaration.count(other) for one, other in (b"()", b"[]", b"{}"))
    return pairs and not is_unfinished(declaration)

"""Half-typed rows: found in the text and blanked out, so that everything else can be read.

Tree-sitter recovers from most unfinished lines by itself, but after an unclosed bracket it may take the
rest of the file for its content. A person sees at once that `def` on the next line can't belong in there;
so does this scan. Nothing moves: a blanked row keeps its length in bytes.
"""

import re

from lsp_server.text import Span

_TOKEN = re.compile(
    rb"""(?P<comment>\#[^\r\n]*)
    |(?P<triple>"{3}(?:[^\\]|\\.)*?"{3}|'{3}(?:[^\\]|\\.)*?'{3})
    |(?P<string>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    |(?P<unclosed>["'][^\r\n]*)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<newline>\r\n|\n|\r)""",
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
    """From the row in which a bracket or quote stays open to the row before the next statement."""
    found: list[Span] = []
    opened: list[int] = []  # offsets of the brackets that are open here
    row = 0
    for token in _TOKEN.finditer(data):
        match token.lastgroup:
            case "open":
                opened.append(token.start())
            case "close" if opened:
                opened.pop()
            case "unclosed":
                found.append(Span(row, _end_of_row(data, row)))
                opened.clear()
            case "newline":
                if not opened and _NO_COLON.match(data, row):
                    found.append(Span(row, token.start()))
                row = token.end()
                if opened and _STATEMENT.match(data, row):
                    start = max(data.rfind(b"\n", 0, opened[0]), data.rfind(b"\r", 0, opened[0])) + 1
                    found.append(Span(start, token.start()))
                    opened.clear()
            case _:
                pass
    return found


def _end_of_row(data: bytes, start: int) -> int:
    ending = re.compile(rb"\r|\n|\Z").search(data, start)
    return ending.start() if ending else len(data)


def _blank(out: bytearray, span: Span) -> None:
    """Spaces, and in the first row a statement: `if 1:` where an indented body follows, else `pass`."""
    text = bytes(out[span.start : span.end])
    indent = len(text) - len(text.lstrip(b" \t"))
    following = re.compile(rb"\s*?[\r\n]*([ \t]*)[^\s#]").match(out, span.end)
    deeper = following is not None and len(following[1]) > indent
    out[span.start : span.end] = bytes(it if it in b"\r\n" or at < indent else 0x20 for at, it in enumerate(text))
    stub = b"if 1:" if deeper else b"pass"
    if len(text.split(b"\n")[0].rstrip(b"\r")) >= indent + len(stub):
        out[span.start + indent : span.start + indent + len(stub)] = stub

"""Rows that can't be statements, told by their text alone: `retur x`, `hero.`, `x =`, `add(a=)`.

Only what Python refuses everywhere is told, whatever stands above and below (the Python 3.14 reference, "Lexical
analysis" and "Full Grammar"). Rows with quotes or comments are not looked at, since what is in those is no code, nor
headers of classes and functions, which tree-sitter recovers better.
"""

import re
from keyword import kwlist

# Soft keywords are names as well, but may stand beside another name.
KEYWORD = rb"(?:%s)\b" % "|".join([*kwlist, "match", "case", "type"]).encode()
_SIDE_BY_SIDE = rb"(?:\b(?!%b)\w+[ \t]+|[)\]}][ \t]*)(?!%b)[A-Za-z_]" % (KEYWORD, KEYWORD)
_NOTHING_BETWEEN = (
    rb"=[ \t]*[),\]}]|\([ \t]*,|,[ \t]*,|\w\[[ \t]*\]|:[ \t]*\}|->[ \t]*:|[$?`]|!(?!=)"
    rb"|(?:\b[A-Za-z_]\w*|[)\]}])[ \t]*\.[ \t]*[)\]},:=]"  # `add(hero.)`, as editors close brackets
    rb"|(?:[+\-%&|^~<>@]|\b(?:and|or|not|in|is|await))[ \t]*[)\]},]"
)
_ANYWHERE = re.compile(rb"%b|%b" % (_SIDE_BY_SIDE, _NOTHING_BETWEEN))

# What something has to follow. These rows are looked at from their end, which takes a tenth of the time.
_OPERATORS = (*(bytes([it]) for it in b"=+-/%&|^~<>@*"), b".")
_NO_OPERATORS = re.compile(rb"(?:import[ \t]*\*|(?<![\w)\]}])\.|\b[0-9][0-9_]*\.)$")  # `import *`, `...`, `1.`
_WORDS = "and or not in is if else lambda await import from as del global nonlocal assert for while with class def"
_KEYWORDS = tuple(f" {it}".encode() for it in _WORDS.split())

# Without the header of a class or function all that is below it would be somebody else's.
DEFINITION = re.compile(rb"[ \t]*(?:async[ \t]+)?(?:def|class)\b")

# The whole of a statement: `id:` without its type, `from app.models` and `async` without the rest, `@`, `import`.
_WHOLE = re.compile(
    rb"[ \t]*(?:(?!%b)[\w.]+[ \t]*:|from\b(?!.*\bimport\b).*|async\b(?![ \t]+(?:def|for|with)\b).*|(?:%b))[ \t]*$"
    % (KEYWORD, "|".join(_WORDS.split()).encode())
)


def is_unfinished(row: bytes, *, begins: bool = True) -> bool:
    """Whether a row without its line ending can't be Python. `begins`: a statement begins with it, and no bracket
    that is open before it is closed in it."""
    if b'"' in row or b"'" in row or b"#" in row or DEFINITION.match(row):
        return False
    end = row.rstrip(b" \t")
    if end.endswith(_OPERATORS):
        return _NO_OPERATORS.search(end) is None
    return end.endswith(_KEYWORDS) or _ANYWHERE.search(end) is not None or (begins and _WHOLE.match(end) is not None)

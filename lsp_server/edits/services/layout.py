"""Break lines of generated code that are too long, the way ruff and black would leave alone.

The templates write one statement a line, however long names may be; what outgrows the project's line
length is broken here: parameters and arguments first on one indented line, then one a line with a
trailing comma; chains of calls in parentheses, one call a line; comments at words.
"""

import re
import textwrap
from collections.abc import Iterator

from lsp_server.edits.templates import wrap

_OPEN, _CLOSE = "([{", ")]}"


def fit(text: str, width: int, quotes: str = '"') -> str:
    """`text` with every line within `width` as far as can be, and in the project's quotes."""
    lines = []
    inside = False  # of a docstring: prose, already filled
    for line in text.split("\n"):
        marks = line.count('"""')
        if inside or marks:
            lines.append(line)
            inside ^= marks % 2 == 1
            continue
        lines += _fit_line(_requoted(line, quotes), width)
    return "\n".join(lines)


def _fit_line(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip())
    code = line.strip()
    if code.startswith("# "):
        margin = " " * indent
        return textwrap.wrap(
            code, width, initial_indent=margin, subsequent_indent=f"{margin}# ", break_long_words=False
        )
    if (chain := _chain(code)) is not None:
        head, links, tail = chain
        margin = " " * (indent + 4)
        whole = margin + "".join(links)
        broken = [whole] if len(whole) <= width else [piece for it in links for piece in _fit_line(margin + it, width)]
        return [f"{' ' * indent}{head}(", *broken, f"{' ' * indent}){tail}"]
    pair = _last_pair(code)
    if pair is None:
        return [line]
    start, end = pair
    items = list(_split(code[start + 1 : end]))
    head, tail = code[: start + 1], code[end:]
    whole = wrap(head, items, tail, indent=indent, line_length=width)
    broken = f"{' ' * indent}{whole}".split("\n")
    called = start > 0 and (code[start - 1].isalnum() or code[start - 1] in "_])")
    clauses = _clauses(items[0]) if len(items) == 1 and not code[start + 1 : end].rstrip().endswith(",") else []
    display = not called and len(clauses) < 2 and len(broken) == 3  # a list, dict or tuple has one element a line
    if not display and all(len(it) <= width for it in broken):
        return broken
    margin = " " * (indent + 4)
    if len(clauses) > 1:
        inner = [piece for it in clauses for piece in _fit_line(margin + it, width)]
        return [f"{' ' * indent}{head}", *inner, f"{' ' * indent}{tail}"]
    listed = [piece for it in items for piece in _fit_line(f"{margin}{it},", width)]
    return [f"{' ' * indent}{head}", *listed, f"{' ' * indent}{tail}"]


def _chain(code: str) -> tuple[str, list[str], str] | None:
    """`x = a.b(…).c(…)` taken apart at its calls, where there are at least two after the first name."""
    found = re.match(r"((?:[\w.]+ = |return )(?:await )?)", code)
    if not found or code.endswith(",") or " if " in code:
        return None
    head = found[1]
    links = [""]
    depth = 0
    for at, char in _outside_strings(code[len(head) :]):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth -= 1
        if char == "." and depth == 0 and links[-1].endswith(")"):
            links.append("")
        links[-1] += code[len(head) + at : len(head) + at + 1] if char else ""
    calls = sum(it.endswith(")") for it in links)
    return (head, links, "") if calls >= 3 and head.find("await") < 0 else None


def _clauses(item: str) -> list[str]:
    """The one thing in a bracket, taken apart where formatters break it: a comprehension, or a chain of calls."""
    parts, depth = [0], 0
    for at, char in _outside_strings(item):
        depth += (char in _OPEN) - (char in _CLOSE)
        word = re.match(r" (async for|for|if) ", item[at:]) if depth == 0 and char == " " else None
        if word and (word[1] != "if" or len(parts) > 1):
            parts.append(at + 1)
    if len(parts) == 1:
        parts = _links(item)
    return [item[it:end].strip() for it, end in zip(parts, [*parts[1:], len(item)], strict=True)]


def _links(item: str) -> list[int]:
    """Where the calls of `select(…).where(…).order_by(…)` begin; 0 alone where it is no such chain."""
    parts, depth, before = [0], 0, ""
    for at, char in _outside_strings(item):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0 and char == "." and before == ")":
            parts.append(at)
        elif depth == 0 and not (char.isalnum() or char in "_.)"):
            return [0]
        before = char
    return parts if len(parts) > 2 else [0]


def _last_pair(code: str) -> tuple[int, int] | None:
    """The last bracket at the outermost level that holds something."""
    depth, start, pairs = 0, 0, []
    for at, char in _outside_strings(code):
        if char in _OPEN:
            start = at if depth == 0 else start
            depth += 1
        elif char in _CLOSE:
            depth -= 1
            if depth == 0 and at > start + 1:
                pairs.append((start, at))
    if code.startswith(("def ", "async def ")):
        return pairs[0] if pairs else None
    calls = [it for it in pairs if code[it[0]] != "[" or it[0] == 0 or not (code[it[0] - 1].isalnum())]
    return (calls or pairs)[-1] if pairs else None


def _split(inner: str) -> Iterator[str]:
    depth = last = 0
    for at, char in _outside_strings(inner):
        depth += (char in _OPEN) - (char in _CLOSE)
        if char == "," and depth == 0:
            yield inner[last:at].strip()
            last = at + 1
    if rest := inner[last:].strip():
        yield rest


def _outside_strings(code: str) -> Iterator[tuple[int, str]]:
    """Characters with their places; those inside string literals come as " "."""
    quote, escaped = "", False
    for at, char in enumerate(code):
        if quote:
            yield at, " "
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
            yield at, " "
        else:
            yield at, char


def _requoted(line: str, quotes: str) -> str:
    """Plain double-quoted strings in single quotes, where the project prefers those."""
    if quotes == '"' or line.lstrip().startswith("#"):
        return line
    return re.sub(r'"([^"\'\\\n]*)"', r"'\1'", line)

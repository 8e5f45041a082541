"""What a model says, as parts of a card or as one line of a message (decision D27).

Only prose, names and code are left. Nothing can be clicked or loaded: a picture's address once carried a mailbox away
(CVE-2025-32711), so did a diagram's (CVE-2025-54132). Marks that are left stand for themselves, as `markup.py` writes
all prose.
"""

import re

from lsp_server.agent.safety.invisible import visible
from lsp_server.markup import Block, Code, Line, Part, Piece, plain

_LONGEST = 4_000  # characters of one answer
_FENCE = re.compile(r" {0,3}(?P<ticks>`{3,}|~{3,})[ \t]*(?P<language>[^\s`]*)[^`\n]*")
# Others stay text: a client may draw or run what it knows (mermaid, math, svg, html).
_LANGUAGES = frozenset("python py pycon sql json yaml yml toml ini diff bash sh console http text txt".split())


def shown(text: str, longest: int = _LONGEST) -> tuple[Part, ...]:
    """An answer as parts, to be written as Markdown or as text. Of a longer one a sentence says how much is left."""
    text = visible(text).text.replace("\r\n", "\n").replace("\r", "\n").strip()
    rest = len(text) - longest
    parts = list(_parts(text[:longest].split("\n")))
    if rest > 0:
        parts.append(Line((f"The rest, {rest:,} characters, is not shown.",)))
    return tuple(parts)


def message(text: str, longest: int = 300) -> str:
    """An answer as one line of plain text, for a message or a title; code in lines of its own is left out."""
    lines = [it for it in shown(text, longest * 4) if isinstance(it, Line)]
    # Notifications of VS Code have links of their own: [text](command:…).
    said = " ".join(plain(lines).split()).replace("](", "] (")
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"


def _parts(lines: list[str]) -> list[Part]:
    parts: list[Part] = []
    prose: list[str] = []
    at = 0
    while at < len(lines):
        opened = _FENCE.fullmatch(lines[at])
        if opened is None:
            prose.append(lines[at])
            at += 1
            continue
        parts += _prose(prose)
        prose, start, ticks = [], at + 1, opened["ticks"]
        at = next((i for i in range(start, len(lines)) if _closes(lines[i], ticks)), len(lines))
        language = opened["language"].lower()
        parts.append(Block(language if language in _LANGUAGES else "text", "\n".join(lines[start:at])))
        at += 1
    return [*parts, *_prose(prose)]


def _closes(line: str, ticks: str) -> bool:
    said = line.strip()
    return len(said) >= len(ticks) and set(said) == {ticks[0]}


def _prose(lines: list[str]) -> list[Part]:
    """Paragraphs. Lines of a list stay lines."""
    text = "\n".join(_DEFINITION.sub("", it) for it in lines)
    paragraphs = (it.strip() for it in re.split(r"\n\s*\n", text))
    found = [Line(tuple(_pieces(it))) for it in paragraphs if it]
    return [it for it in found if it.words]


# --------------------------------------------------------------------------- inside a paragraph

_DEFINITION = re.compile(r"^\s{0,3}\[[^\]]*\]:\s*\S.*$")
_ELEMENTS = "|".join(
    (
        "a abbr audio b base blockquote body br button canvas center code details div em embed font form"
        " frame frameset h[1-6] head hr html i iframe image img input kbd li link marquee math meta noscript"
        " object ol option p param picture pre s script select small source span strong style sub summary sup"
        " svg table tbody td textarea th thead title tr track u ul video"
    ).split()
)
_MARKS = (
    (re.compile(r"<!--.*?(?:-->|$)", re.DOTALL), ""),
    (re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.DOTALL | re.IGNORECASE), ""),
    (re.compile(rf"</?(?:{_ELEMENTS})(?:[\s/][^<>]*)?(?:>|$)", re.IGNORECASE), ""),
    (re.compile(r"!\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])?"), r"\1"),
    (re.compile(r"\[([^\[\]]*)\]\([^()]*(?:\([^()]*\)[^()]*)*\)"), r"\1"),
    (re.compile(r"\*\*(\S(?:[^*\n]*\S)?)\*\*"), r"\1"),
    (re.compile(r"^ {0,3}#{1,6}\s+", re.MULTILINE), ""),
)
# What a client would make a link of by itself: addresses, also without a scheme, and mail.
_TOKEN = re.compile(
    r"<?[a-z][a-z0-9+.-]{1,30}:(?P<host>//[^\s<>]*)>?"
    r"|(?P<other>\b(?:command|javascript|vbscript|data|file|mailto|tel|vscode[a-z-]*):[^\s<>]+)"
    r"|\bwww\.(?P<web>[^\s<>]+)|(?P<bare>[\w.+-]+@[\w-]+\.[\w.-]+|(?:[\w.-]{1,100}/){0,20}[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,})",
    re.IGNORECASE | re.DOTALL,
)


def _pieces(text: str) -> list[Piece]:
    spans: list[Piece] = []
    at = 0
    for it in re.finditer(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", text, re.DOTALL):
        spans += [*_words(text[at : it.start()]), Code(it[2].strip())]
        at = it.end()
    apart: list[Piece] = []
    for piece in (*spans, *_words(text[at:])):
        if apart and isinstance(piece, Code) and isinstance(apart[-1], Code):
            apart.append(" ")  # the backticks of two code spans side by side would open and close others
        apart.append(piece)
    return apart


def _words(text: str) -> list[Piece]:
    text = text.replace("`", "'")  # one that is left over would open a code span before our own
    for _ in range(3):  # what is left after one mark may be another
        for pattern, instead in _MARKS:
            text = pattern.sub(instead, text)
    found: list[Piece] = []
    at = 0
    for it in _TOKEN.finditer(text):
        found += [text[at : it.start()], _address(it)]
        at = it.end()
    return [it for it in (*found, text[at:]) if it != ""]


def _address(it: re.Match[str]) -> Piece:
    """What is left of an address: the name of its host, which can't carry a message away."""
    where = it["host"].removeprefix("//") if it["host"] else it["web"]
    if where:
        host = re.split(r"[/?#\\]", where)[0].rpartition("@")[2]
        return Code(host) if host else "(an address)"
    return Code(it["bare"]) if it["bare"] else "(an address)"

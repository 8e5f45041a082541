"""What commands print: colours and tables for people at a terminal, plain text for everybody else."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

import click

from lsp_server.edits.diff import unified

if TYPE_CHECKING:
    from rich.console import Console

format_option = click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For whom to print.",
)


def show_json(value: Any) -> None:
    """A value as JSON. ASCII only, so that every terminal and pipe can carry any text."""
    click.echo(json.dumps(value, indent=2))


def is_rich() -> bool:
    """Whether a person with a colour terminal is reading: https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show_line(text: str, style: str = "") -> None:
    """One line; `style` is rich's, such as "bold red"."""
    if is_rich():
        _console().print(text, style=style or None, markup=False, highlight=False, soft_wrap=True)
    else:
        click.echo(text)


def show_parts(*parts: tuple[str, str]) -> None:
    """One line made of (text, style)."""
    if is_rich():
        from rich.text import Text

        _console().print(Text.assemble(*parts), soft_wrap=True)
    else:
        click.echo("".join(text for text, _ in parts))


def show_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns: ruled at a terminal, else aligned with two spaces so that `awk` and `cut` can read them."""
    rows = [tuple(it) for it in rows]
    if is_rich():
        from rich import box
        from rich.table import Table

        table = Table(*headers, box=box.SIMPLE_HEAD)
        for row in rows:
            table.add_row(*row)
        _console().print(table, markup=False)
        return
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    for row in (tuple(it.upper() for it in headers), *rows):
        click.echo("  ".join(it.ljust(width) for it, width in zip(row, widths, strict=True)).rstrip())


def show_markdown(text: str) -> None:
    """Markdown, rendered at a terminal, as it is elsewhere."""
    if is_rich():
        from rich.markdown import Markdown

        _console().print(Markdown(text))
    else:
        click.echo(text.rstrip("\n"))


def show_diff(path: str, before: str | None, after: str) -> None:
    """A unified diff that `git apply` and `patch` read."""
    for line in unified(path, before, after):
        text = line.rstrip("\r\n")
        bold = text.startswith(("---", "+++"))
        style = "bold" if bold else {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
        # The bytes of the line as they are when piped; a carriage return would spoil a terminal.
        if is_rich():
            show_line(text, style)
        else:
            click.echo(line, nl=False)


def fail(reason: str) -> NoReturn:
    """Say why something was not done, and leave with exit code 1."""
    click.echo(reason, err=True)
    raise SystemExit(1)


@cache
def _console() -> "Console":
    from rich.console import Console

    return Console(highlight=False)

"""`backline` itself: knows the names of its sub-commands and imports the one that is called."""

import contextlib
import gc
import importlib
import io
import logging
import sys

import click

from lsp_server import __version__

# Name and first sentence, so that `--help` need not import what each of them needs (a test compares).
COMMANDS = {
    "serve": "Run the language server on standard input and output.",
    "check": "Report what the rules find.",
    "routes": "List the routes of the project.",
    "models": "List the tables of the project.",
    "map": "Draw a picture of the project in one file.",
    "actions": "Show what would be offered at a place.",
    "apply": "Run an action at a place, and show or write what it changes.",
    "trust": "Let an agent work in a folder, or take that back.",
    "hover": "Show the card at a place.",
    "explain": "Show a rule's page.",
    "mcp": "Run the MCP server on standard input and output.",
    "doctor": "Say what Backline sees here, and why something is off.",
    "demo": "Play the main job on a sample project.",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        found = getattr(importlib.import_module(f"lsp_server.cli.{cmd_name}"), cmd_name)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


_HELP = """A language server for FastAPI, SQLModel and PostgreSQL, and the same core without an editor.

Lines and columns count from 1, columns in code points. Exit codes: 0 clean, 1 findings or refused, 2 wrong usage or
configuration, 3 a defect of Backline itself.
"""
backline = click.version_option(__version__, prog_name="backline")(
    _Commands("backline", help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
)


def run() -> None:
    """Run what `sys.argv` says. Text that a terminal can't show never stops a command.

    A bug leaves with exit code 3, so that nobody takes it for findings.
    """
    # Most of what a command makes stays until its end: to look for garbage all the time takes a quarter of it.
    gc.set_threshold(200_000, 20, 100)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(errors="backslashreplace")
    try:
        backline(prog_name="backline")
    except Exception:
        logging.getLogger(__name__).exception("This is a defect of Backline, not of your project; please report it.")
        raise SystemExit(3) from None

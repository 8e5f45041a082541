"""Arguments of commands. Editors keep them and send them back; a person may call a command with anything at all."""

from collections.abc import Callable
from typing import Any

from lsprotocol import types as lsp


def one(act: Callable[[Any], None]) -> Callable[..., None]:
    """A command that takes whatever comes. `act` gets the first argument, None where there is none.

    pygls itself would answer a missing or a further argument with an error.
    """

    def command(*arguments: Any) -> None:
        act(arguments[0] if arguments else None)

    return command


def range_of(argument: Any) -> lsp.Range | None:
    """The range that stands in an argument; None where it is something else."""
    match argument:
        case {
            "start": {"line": int(line), "character": int(character)},
            "end": {"line": int(last), "character": int(end)},
        }:
            try:
                return lsp.Range(lsp.Position(line, character), lsp.Position(last, end))
            except ValueError:  # LSP counts from 0 to 2**31 - 1.
                return None
        case _:
            return None

"""A letter typed into a name of a file, and taken out again with the next keystroke."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from bench.series import REPEATS, series
from bench.wire import Wire

_PATIENCE = 10  # seconds for the diagnostics of one keystroke


async def checked(wire: Wire, path: Path, at: dict[str, int]) -> dict[str, float] | None:
    """From a keystroke to the diagnostics of the file.

    Some check when a text changes and some when it is saved; the clock runs from the change for all. None where the
    server says nothing after one: it may publish nothing, or only what is new.
    """
    saved = ("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})

    async def ask(change: dict[str, Any]) -> float | None:
        messages = (("textDocument/didChange", change), saved)
        return await wire.diagnostics_after(path.as_uri(), *messages, patience=_PATIENCE)

    return await series(wire, (partial(ask, it) for it in _keystrokes(wire, path, at)))


async def hovered(wire: Wire, path: Path, at: dict[str, int]) -> dict[str, float] | None:
    """A hover that is asked for right after a keystroke, when what was made of the text before it is gone."""
    place = {"textDocument": {"uri": path.as_uri()}, "position": at}

    async def ask(change: dict[str, Any]) -> float:
        wire.notify("textDocument/didChange", change)
        return await wire.request("textDocument/hover", place)

    return await series(wire, (partial(ask, it) for it in _keystrokes(wire, path, at)))


def _keystrokes(wire: Wire, path: Path, at: dict[str, int]) -> Iterator[dict[str, Any]]:
    """By turns one that types and one that takes it out: an even number of them changes nothing."""
    uri = path.as_uri()
    for _ in range(REPEATS // 2):
        for text, end in (("x", at["character"]), ("", at["character"] + 1)):
            wire.versions[uri] += 1
            range_ = {"start": at, "end": {"line": at["line"], "character": end}}
            yield {
                "textDocument": {"uri": uri, "version": wire.versions[uri]},
                "contentChanges": [{"range": range_, "text": text}],
            }

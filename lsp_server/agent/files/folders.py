"""Where files for agents are looked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lsp_server.agent.files import bundled
from lsp_server.agent.files.values import Scope
from lsp_server.reading.files import Files


@dataclass(frozen=True, slots=True)
class Source:
    scope: Scope
    files: Files


def sources(
    workspace: Path | None, home: Path | None, opened: Callable[[str], str | None] = lambda _: None
) -> tuple[Source, ...]:
    """All places, the strongest first; `opened` has the texts of open documents of the workspace.

    `workspace` is None where the person does not trust it, and `home` where there is none.
    """
    found = []
    if workspace is not None:
        found.append(Source("project", Files(workspace, opened)))
    if home is not None:
        found.append(Source("person", Files(home)))
    return (*found, Source("bundled", Files(bundled.folder())))


def above(path: str) -> Iterator[str]:
    """The folders that a file lies in, from the workspace folder ("") down to its own."""
    folders = path.split("/")[:-1]
    return ("/".join(folders[:end]) for end in range(len(folders) + 1))

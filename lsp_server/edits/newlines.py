"""A change in the line endings of the files that it touches, whatever it was drafted with."""

import re
from collections import Counter
from dataclasses import replace

from lsp_server.edits.change import Change, EditFile, NewFile
from lsp_server.snapshot import Snapshot
from lsp_server.text import Edit

_NEWLINE = re.compile(r"\r\n|\r|\n")


def fitted(change: Change, snapshot: Snapshot) -> Change:
    """New text with the line endings of its file, a new file with those of its neighbours."""
    files: list[NewFile | EditFile] = []
    for it in change.files:
        if isinstance(it, EditFile):
            newline = it.base.newline
            files.append(
                replace(it, edits=tuple(Edit(each.span, _NEWLINE.sub(newline, each.text)) for each in it.edits))
            )
        else:
            files.append(replace(it, text=_NEWLINE.sub(_near(it.path, snapshot), it.text)))
    return replace(change, files=tuple(files))


def _near(path: str, snapshot: Snapshot) -> str:
    """The line ending most files use in the nearest folder upwards that has files."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        found = Counter(
            it.document.newline for key, it in snapshot.files.items() if key.startswith(prefix) and it.document.text
        )
        if found:
            return max(found, key=lambda it: (found[it], it == "\n"))
    return "\n"

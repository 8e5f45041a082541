"""A change as something to read before it is applied: a diff in a file of its own, or one sentence.

The file lies in the user's cache folder, is read-only, and is gone when the session ends.
"""

import hashlib
import logging
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from lsp_server.edits.change import Change, NewFile
from lsp_server.edits.diff import unified, whole
from lsp_server.server import uris
from lsp_server.server.backline import Backline

log = logging.getLogger(__name__)

_LEFT_AFTER = 7 * 24 * 3600  # seconds


@dataclass
class Previews:
    server: Backline
    _folder: Path | None = None

    async def show(self, title: str, change: Change, *, documents: bool) -> None:
        """Open the diff in the editor. `documents`: whether it can; a sentence stands in for it elsewhere."""
        file = self._write(title, change) if documents else None
        if file is None or not await self._open(file):
            self.server.say(sentence(title, change))

    async def tell(self, name: str, text: str, *, documents: bool) -> bool:
        """Open a Markdown text in the editor. Whether it could be shown."""
        file = self._file(name, "md", text) if documents else None
        return file is not None and await self._open(file)

    def clear(self) -> None:
        """Remove the files of this session."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, title: str, change: Change) -> Path | None:
        """The file with the diff. None, with a line in the log, where no file can be written."""
        text = "\n".join([f"{title}: not applied yet", change.summary, *change.notes, "", whole(change)])
        return self._file(title, "diff", text)

    def _file(self, title: str, suffix: str, text: str) -> Path | None:
        """A file that says this, with a name that tells what it is."""
        data = text.encode("utf-8", "surrogatepass")
        name = "-".join(re.findall(r"\w+", title.lower()))[:60]
        try:
            if self._folder is None:
                self._folder = _new_folder()
            # What is said is in the name: an editor that has the file open never sees it change.
            file = self._folder / f"{name}-{hashlib.sha256(data).hexdigest()[:8]}.{suffix}"
            if not file.exists():
                file.write_bytes(data)
                file.chmod(0o400)
        except OSError as error:
            log.warning("No preview can be written: %s", error)
            return None
        return file

    async def _open(self, file: Path) -> bool:
        params = lsp.ShowDocumentParams(uris.uri_of(file), external=False, take_focus=True)
        try:
            return (await self.server.window_show_document_async(params)).success
        except JsonRpcException as error:
            log.warning("The client shows no documents: %s", error)
            return False


def sentence(title: str, change: Change) -> str:
    """What a change would do, file by file."""
    made = [f"create {it.path} ({_count(it.text)})" for it in change.files if isinstance(it, NewFile)]
    edited = [f"change {it.path} ({_lines(it.before, it.after)})" for it in change.files if not isinstance(it, NewFile)]
    parts = [*made, *edited]
    return f"“{title}” would {', '.join(parts[:-1])}{' and ' if len(parts) > 1 else ''}{parts[-1]}."


def _new_folder() -> Path:
    from platformdirs import user_cache_path

    above = user_cache_path("backline", appauthor=False) / "previews"
    above.mkdir(parents=True, exist_ok=True)
    for left in above.iterdir():  # by a session that was killed
        if left.stat().st_mtime < time.time() - _LEFT_AFTER:
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=above))  # for this user's eyes only: it holds code


def _count(text: str) -> str:
    lines = len(text.splitlines())
    return "1 line" if lines == 1 else f"{lines} lines"


def _lines(before: str, after: str) -> str:
    found = unified("", before, after)[2:]
    added, removed = (sum(it.startswith(sign) for it in found) for sign in "+-")
    return f"+{added} -{removed}"

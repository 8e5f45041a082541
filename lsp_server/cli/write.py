"""Write a change to disk: all files or none, each in one step, with its permissions."""

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lsp_server.edits.change import Change, EditFile, NewFile, Refusal


def write(change: Change, root: Path) -> Refusal | None:
    """Write all files of a change that passed the gates, or say why none was written.

    Every text is first written beside its target, so a full disk or a read-only folder is noticed before
    anything changes. A file whose bytes are no longer those that the change was made from refuses the whole.
    """
    work = _Work(root)
    try:
        for it in change.files:
            work.stage(it)
        for it in change.files:
            work.put(it)
    except (OSError, _Changed) as error:
        work.undo()
        return Refusal(str(error) if isinstance(error, _Changed) else _sentence(error, root))
    except BaseException:
        work.undo()
        raise
    work.clean()
    return None


class _Changed(Exception):
    """The disk no longer says what the change was made from."""


@dataclass
class _Work:
    root: Path
    staged: dict[str, Path] = field(default_factory=dict)  # path -> new text, beside its target
    kept: dict[Path, Path] = field(default_factory=dict)  # target -> its old bytes, beside it
    created: list[Path] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def stage(self, it: NewFile | EditFile) -> None:
        target = self._target(it)
        if isinstance(it, NewFile):
            for folder in _missing(target.parent):
                folder.mkdir()
                self.folders.append(folder)
        else:
            self._check(it, target)
        beside = _beside(target)
        self.staged[it.path] = beside
        # Exclusive, and never through a link that somebody put there.
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            file.write(it.after.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        if isinstance(it, EditFile):
            shutil.copystat(target, beside)
            with contextlib.suppress(OSError):  # only root may give files away; a group of one's own may be kept
                os.chown(beside, target.stat().st_uid, target.stat().st_gid)
            os.utime(beside)

    def put(self, it: NewFile | EditFile) -> None:
        target = self._target(it)
        if isinstance(it, NewFile):
            # Unlike a rename, a link fails where a file appeared meanwhile.
            _link(self.staged[it.path], target)
            self.created.append(target)
            return
        self._check(it, target)
        keep = _beside(target)
        _link(target, keep)
        self.kept[target] = keep
        self.staged[it.path].replace(target)

    def undo(self) -> None:
        for target, keep in self.kept.items():
            with contextlib.suppress(OSError):
                keep.replace(target)
        for target in self.created:
            with contextlib.suppress(OSError):
                target.unlink()
        self.clean()
        for folder in reversed(self.folders):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def clean(self) -> None:
        for it in (*self.staged.values(), *self.kept.values()):
            with contextlib.suppress(OSError):
                it.unlink(missing_ok=True)

    def _target(self, it: NewFile | EditFile) -> Path:
        """An edited link stays a link: what it leads to is written (the gates saw that it stays inside)."""
        path = self.root / it.path
        return path.resolve() if isinstance(it, EditFile) else path

    def _check(self, it: EditFile, target: Path) -> None:
        if target.read_bytes() != it.base.data:
            raise _Changed(f"{it.path} has changed on disk since; nothing was written.")


def _link(source: Path, target: Path) -> None:
    """A second name for a file, or a copy where the disk has no hard links; fails where `target` exists."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        with source.open("rb") as old, target.open("xb") as new:
            shutil.copyfileobj(old, new)
        shutil.copystat(source, target)


def _missing(folder: Path) -> Iterator[Path]:
    """The folders that do not exist yet, outermost first."""
    if not folder.exists():
        yield from _missing(folder.parent)
        yield folder


def _beside(target: Path) -> Path:
    return target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.backline")


def _sentence(error: OSError, root: Path) -> str:
    place = Path(error.filename2 or error.filename or root)
    if place.name.endswith(".backline"):
        place = place.parent
    shown = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)
    what = "The workspace folder" if shown == "." else shown
    return f"{what} can't be written: {error.strerror or error}. Nothing was changed."

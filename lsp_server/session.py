"""The one mutable thing: workspace folders, open documents, settings. Hands out frozen snapshots.

All methods are called on one thread (the server's event loop) but `load`, which only reads. What a
caller holds never changes: a keystroke puts a new snapshot in the place of the old one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsp_server import discover
from lsp_server.chosen import FILE, Chosen
from lsp_server.settings import Problem, Settings, read_configuration
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document


@dataclass(frozen=True, slots=True)
class Place:
    """A file, and the frozen folder it lies in. `path` is relative to the folder."""

    snapshot: Snapshot
    path: str
    settings: Settings

    @property
    def document(self) -> Document:
        return self.snapshot.files[self.path].document


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read from a folder's disk, outside the event loop."""

    snapshot: Snapshot
    stamps: Mapping[str, int]
    chosen: Chosen


@dataclass
class Folder:
    """A workspace folder. Until it is loaded it holds the open documents only."""

    root: Path
    snapshot: Snapshot
    settings: Settings = field(default_factory=Settings)
    problems: tuple[Problem, ...] = ()
    stamps: dict[str, int] = field(default_factory=dict)  # path -> modification time of what was read, in ns
    loaded: bool = False
    linked: bool = False  # what all files say together is known, or found as soon as somebody asks
    chosen: Chosen | None = None  # the settings, file by file


def look(root: Path, known: Iterable[str]) -> dict[str, int]:
    """The modification times, in ns, of a project's own files and of those that are known, as far as they are there.

    Slow: to be called off the event loop.
    """
    paths = dict.fromkeys((*discover.find(root), *known))
    return {it: stamp for it in paths if (stamp := _stamp(root / it)) is not None}


class Session:
    """Starts empty. Paths are absolute; a document without a file has a path that no folder holds."""

    def __init__(self, codes: Iterable[str] = (), personal: Settings | None = None) -> None:
        self._codes, self._personal = tuple(codes), personal or Settings()
        self._configuration: Any = None
        self.folders: dict[Path, Folder] = {}
        self.opened: dict[Path, Document] = {}  # the documents' own paths are relative to their folders

    # ----------------------------------------------------------------- folders and settings

    def add_folder(self, root: Path) -> Folder:
        """Take a folder in, unread. Documents that are open already and lie in it move there."""
        root = root.resolve()
        folder = self.folders.setdefault(root, Folder(root, of((), root)))
        for path, document in list(self.opened.items()):
            if self._folder_of(path) is folder:
                self._put(path, document.text, document.version)
        return folder

    def remove_folder(self, root: Path) -> None:
        self.folders.pop(root.resolve(), None)

    def load(self, root: Path) -> Loaded:
        """Read a folder from disk. Slow and without side effects: to be called off the event loop."""
        chosen = self._choose(root.resolve())
        snapshot = discover.snapshot(root, keeps=chosen.keeps)
        stamps = {path: stamp for path in snapshot.files if (stamp := _stamp(root / path)) is not None}
        return Loaded(snapshot, stamps, chosen)

    def take(self, root: Path, loaded: Loaded) -> None:
        """Put what was loaded in place; open documents stand in for their files."""
        folder = self.folders.get(root.resolve())
        if folder is None:
            return
        ours = {it.path: it for path, it in self.opened.items() if self._folder_of(path) is folder}
        files = loaded.snapshot.files
        for path, facts in folder.snapshot.files.items():
            if path in ours:
                files = files.with_file(facts)
        folder.snapshot = Snapshot(files, folder.root)
        folder.stamps = dict(loaded.stamps)
        folder.loaded = True
        self._read_settings(folder)

    def warm(self, root: Path, before: Snapshot, warm: Snapshot) -> None:
        """Put `warm`, which knows more than `before`, in its place; what happened to files meanwhile counts."""
        folder = self.folders.get(root)
        if folder is None or warm is before:
            return
        files = warm.files
        for path, facts in folder.snapshot.files.items():
            if path not in before.files or before.files[path] is not facts:
                files = files.with_file(facts)
        for path in before.files:
            if path not in folder.snapshot.files:
                files = files.without(path)
        folder.snapshot = Snapshot(files, folder.root)

    def configure(self, configuration: Any) -> None:
        """The editor's settings, over those of each folder's pyproject.toml."""
        self._configuration = configuration
        for folder in self.folders.values():
            self._read_settings(folder)

    # ----------------------------------------------------------------- documents

    def put(self, path: Path, text: str, version: int | None) -> None:
        """A document was opened or changed in the editor."""
        self._put(path, text, version)

    def close(self, path: Path) -> None:
        """The editor let go of a document: what is on disk counts again."""
        self.opened.pop(path, None)
        self.disk_changed(path)

    def disk_changed(self, path: Path) -> bool:
        """A file was made, changed or removed outside the editor; whether that changes what is known."""
        folder = self._folder_of(path)
        if folder is None or path in self.opened:
            return False
        relative = path.relative_to(folder.root).as_posix()
        if path.name == "pyproject.toml":
            self._read_settings(folder)
            if (stamp := _stamp(path)) is not None:
                folder.stamps[relative] = stamp
            if (written := discover.read(folder.root, relative)) is not None:
                folder.snapshot = folder.snapshot.with_document(written)
            return True
        if path.suffix != ".py" or (
            relative not in folder.snapshot.files
            and not (self._chosen(folder).keeps(relative) and discover.holds(folder.root, relative))
        ):
            return False
        document = discover.read(folder.root, relative)
        stamp = _stamp(path)
        if document is None or stamp is None:
            known = relative in folder.snapshot.files
            folder.stamps.pop(relative, None)
            folder.snapshot = folder.snapshot.without(relative)
            return known
        folder.stamps[relative] = stamp
        if relative in folder.snapshot.files and folder.snapshot.files[relative].document.text == document.text:
            return False
        folder.snapshot = folder.snapshot.with_document(document)
        return True

    def refresh(self, path: Path) -> None:
        """Look again at all known files of the folder of `path`, before something that they must be right for."""
        folder = self._folder_of(path)
        if folder is None or not folder.loaded:
            return
        for relative, stamp in list(folder.stamps.items()):
            if _stamp(folder.root / relative) != stamp:
                self.disk_changed(folder.root / relative)

    def seen(self, root: Path, stamps: Mapping[str, int]) -> None:
        """Take in files that came or changed, and let go of those that went, by what `look` has seen of a folder."""
        folder = self.folders.get(root)
        if folder is None or not folder.loaded:
            return
        keeps, known = self._chosen(folder).keeps, folder.stamps
        there = {path: it for path, it in stamps.items() if path in known or keeps(path)}
        for relative in sorted(it for it in there.keys() | known.keys() if there.get(it) != known.get(it)):
            self.disk_changed(folder.root / relative)

    # ----------------------------------------------------------------- reading

    def at(self, path: Path) -> Place | None:
        """The file and its folder as they are now; None when nothing is known of it."""
        folder = self._folder_of(path)
        if folder is not None:
            relative = path.relative_to(folder.root).as_posix()
            known = relative in folder.snapshot.files
            return Place(folder.snapshot, relative, self._chosen(folder).at(relative)) if known else None
        alone = self.opened.get(path)
        return Place(of((alone,)), alone.path, self._alone_settings()) if alone is not None else None

    def root_of(self, path: Path) -> Path | None:
        """The workspace folder that a path lies in."""
        folder = self._folder_of(path)
        return folder.root if folder is not None else None

    def is_loaded(self, path: Path) -> bool:
        """Whether everything around a file is known; a file outside every folder has nothing around it."""
        folder = self._folder_of(path)
        return folder is None or folder.loaded

    def is_linked(self, path: Path) -> bool:
        """Whether what all files around a file say together can be asked without a long wait."""
        folder = self._folder_of(path)
        return folder is None or folder.linked

    def settings_of(self, root: Path | None, relative: str | None = None) -> Settings:
        """The settings of a folder, or for one file of it; the editor's own where there is none."""
        folder = self.folders.get(root) if root is not None else None
        if folder is not None and relative is not None:
            return self._chosen(folder).at(relative)
        return folder.settings if folder is not None else self._alone_settings()

    def text_of(self, root: Path, relative: str) -> str | None:
        """What a file says now: in the editor, or else on disk. None: there is no such file."""
        opened = self.opened.get(root / relative)
        if opened is not None:
            return opened.text
        document = discover.read(root, relative)
        return document.text if document is not None else None

    def is_saved(self, root: Path, relative: str) -> bool:
        """Whether the disk says what the editor does."""
        opened = self.opened.get(root / relative)
        document = discover.read(root, relative)
        return opened is None or (document is not None and document.text == opened.text)

    def opened_in(self, root: Path) -> tuple[Path, ...]:
        """The open documents of a folder."""
        return tuple(it for it in self.opened if (owner := self._folder_of(it)) is not None and owner.root == root)

    # ----------------------------------------------------------------- inner workings

    def _folder_of(self, path: Path) -> Folder | None:
        """The nearest workspace folder above a path: with nested roots the inner one."""
        around = [it for root, it in self.folders.items() if path.is_relative_to(root)]
        return max(around, key=lambda it: len(it.root.parts), default=None)

    def _put(self, path: Path, text: str, version: int | None) -> None:
        folder = self._folder_of(path)
        relative = path.relative_to(folder.root).as_posix() if folder is not None else path.name
        document = Document(relative, text, version)
        self.opened[path] = document
        if folder is not None and path.suffix == ".py":
            folder.snapshot = folder.snapshot.with_document(document)

    def _choose(self, root: Path) -> Chosen:
        return Chosen(root, self._codes, self._configuration, base=self._personal)

    def _chosen(self, folder: Folder) -> Chosen:
        if folder.chosen is None:
            folder.chosen = self._choose(folder.root)
        return folder.chosen

    def _read_settings(self, folder: Folder) -> None:
        """Read them anew. What they exclude now is let go; what they exclude no more comes with the next list."""
        folder.chosen = self._choose(folder.root)
        root = FILE if folder.chosen.file(FILE) is not None else None
        folder.settings, folder.problems = folder.chosen.read(root)
        opened = {it for path in self.opened_in(folder.root) for it in (path.relative_to(folder.root).as_posix(),)}
        for it in [it for it in folder.snapshot.files if it.endswith(".py") and it not in opened]:
            if not folder.chosen.keeps(it):
                folder.stamps.pop(it, None)
                folder.snapshot = folder.snapshot.without(it)

    def _alone_settings(self) -> Settings:
        return read_configuration(self._configuration, self._codes, self._personal)[0]


def _stamp(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None

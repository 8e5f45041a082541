"""Which settings hold for a file, and which files they leave to the project: the same for editors and command line."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from lsp_server import discover
from lsp_server.settings import Problem, Settings, read_configuration, read_pyproject

FILE = "pyproject.toml"


@dataclass(frozen=True)
class Chosen:
    """The settings of a workspace folder, file by file.

    Those of the root's pyproject.toml hold everywhere; where the root has none, those of the nearest one above a
    file. What the editor says (`configuration`) goes over both. Each pyproject.toml is read once.
    """

    root: Path
    codes: tuple[str, ...] = ()
    configuration: Any = None
    base: Settings | None = None  # what a person chose for all projects; each project goes over it
    change: Callable[[Settings], Settings] | None = None  # what a command's own options make of them
    _known: dict[str | None, tuple[Settings, tuple[Problem, ...]]] = field(default_factory=dict)
    _there: dict[str, bool] = field(default_factory=dict)
    _file: dict[str, str | None] = field(default_factory=dict)  # by folder
    _at: dict[str, Settings] = field(default_factory=dict, init=False)  # of this `change`

    def at(self, path: str) -> Settings:
        """The settings for a file, by its path below the root."""
        found = self._at.get(path)
        if found is None:
            written = self.read(self.file(path))[0]
            found = self._at[path] = self.change(written) if self.change is not None else written
        return found

    def file(self, path: str) -> str | None:
        """The pyproject.toml whose settings hold for a file; None: there is none."""
        folder = path.rpartition("/")[0]
        if folder not in self._file:
            above = (it.as_posix() for it in (PurePosixPath(folder), *PurePosixPath(folder).parents))
            names = (FILE, *(f"{it}/{FILE}" for it in above if it != "."))
            self._file[folder] = next((it for it in names if self._is_there(it)), None)
        return self._file[folder]

    def read(self, file: str | None) -> tuple[Settings, tuple[Problem, ...]]:
        """The settings in a pyproject.toml, and what is wrong with them."""
        if file not in self._known:
            written = discover.read(self.root, file) if file is not None else None
            settings, problems = read_pyproject(written.text if written is not None else "", self.codes, self.base)
            settings, more = read_configuration(self.configuration, self.codes, settings)
            self._known[file] = (settings, (*problems, *more))
        return self._known[file]

    def keeps(self, path: str) -> bool:
        """Whether `exclude` leaves a file to the project."""
        return not self.at(path).excludes(path)

    def of(self, found: Iterable[str]) -> Iterator[str]:
        """Those of the files that are kept."""
        return (it for it in found if self.keeps(it))

    def _is_there(self, name: str) -> bool:
        if name not in self._there:
            self._there[name] = (self.root / name).is_file()
        return self._there[name]

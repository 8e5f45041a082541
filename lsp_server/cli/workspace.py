"""The folder a command works on: where it is, what it holds, and how it is set."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from lsp_server import cache, discover
from lsp_server.action import Action, Cursor, Noticed, Offer
from lsp_server.agent.personal import file as own_file
from lsp_server.agent.personal import personal
from lsp_server.chosen import FILE, Chosen
from lsp_server.cli.places import Place
from lsp_server.diagnose import Diagnostic, diagnose, diagnose_settings
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.gates import Mends, judge
from lsp_server.facts.file import LARGEST
from lsp_server.rules import ALL as RULES
from lsp_server.settings import Problem, Settings
from lsp_server.snapshot import Snapshot, of
from lsp_server.text import Document, Span

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The workspace folder. Default: the repository around, else the outermost folder with a pyproject.toml.",
)


@dataclass(frozen=True)
class Workspace:
    """A folder as it is on disk now."""

    root: Path
    snapshot: Snapshot
    settings: Settings
    problems: tuple[Problem, ...]  # of the settings
    source: Document | None  # the pyproject.toml they are in
    chosen: Chosen  # the settings, file by file

    def relative(self, path: Path) -> str:
        """A path as the snapshot knows it. Raises click.UsageError for one outside."""
        full = _absolute(path)
        if not full.is_relative_to(self.root):
            raise click.UsageError(f"{path} lies outside the workspace {self.root}; say --root.")
        return full.relative_to(self.root).as_posix()

    def cursor(self, place: Place) -> Cursor:
        """The cursor at a place. Raises click.UsageError where there is none."""
        path = self.relative(place.file)
        if path not in self.snapshot.files:
            raise click.UsageError(f"{place.file} is no Python file of the workspace {self.root}.")
        selection = place.span_in(self.snapshot.files[path].document)
        return cursor_at(self, path, selection)

    def judge(self, change: Change, mends: Mends | None = None) -> Change | Refusal:
        """The change, if it passes the gates with this folder's rules."""
        return judge(change, self.snapshot, check=self._serious, mends=mends)

    def draft(self, action: Action, offer: Offer) -> Change | Refusal | None:
        """The offline engine's change, if it passes the gates; None: this action has no offline engine."""
        draft = action.draft(offer) if action.draft is not None else None
        return self.judge(draft) if isinstance(draft, Change) else draft

    def diagnose(self, path: str) -> tuple[Diagnostic, ...]:
        """The findings in one file; in the settings' own file, what is wrong with them."""
        if self.source is not None and path == self.source.path:
            return diagnose_settings(path, self.problems)
        return diagnose(self.snapshot.project, path, self.chosen.at(path))

    def is_below(self, path: str, folder: Path) -> bool:
        """Whether a file of the snapshot is `folder` itself or lies in it."""
        wanted = self.relative(folder)
        return wanted in (".", path) or path.startswith(f"{wanted}/")

    def shown(self, path: str) -> str:
        """A path as people can open it from here: relative to the current folder, where it lies below."""
        full, here = self.root / path, Path.cwd().resolve()
        return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()

    def document(self, path: str) -> Document:
        """The text that a finding's spans count in."""
        if self.source is not None and path == self.source.path:
            return self.source
        return self.snapshot.files[path].document

    def _serious(self, snapshot: Snapshot, path: str) -> Iterator[tuple[str, str]]:
        """Findings that refuse a change; a hint is not worth that."""
        if path.endswith(".py"):
            for it in diagnose(snapshot.project, path, self.chosen.at(path)):
                if it.severity != "hint":
                    yield it.code, it.finding.message


def cursor_at(workspace: Workspace, path: str, selection: Span) -> Cursor:
    """A cursor that knows what actions ask about."""
    noticed = tuple(
        Noticed(it.code, it.finding.message, it.finding.span, any(fix.safe for fix in it.finding.fixes))
        for it in workspace.diagnose(path)
        if it.finding.span.touches(selection)
    )
    has_specs = any((workspace.root / it).is_dir() for it in (".specify", "specs"))
    return Cursor(workspace.snapshot, path, selection, noticed=noticed, has_specs=has_specs)


def open_workspace(paths: tuple[Path, ...], root: Path | None) -> Workspace:
    """The workspace around `paths`. Raises click.UsageError for what can't be read."""
    for it in paths:
        if not it.exists():
            raise click.UsageError(f"{it} does not exist.")
    home = root.resolve() if root is not None else find_root(paths[0] if paths else Path())
    chosen = _chosen(home)
    settings, problems, source = _settings(chosen, paths)
    documents = dict.fromkeys(chosen.of(discover.find(home)))
    workspace = Workspace(home, of(()), settings, problems, source, chosen)
    # A file that was named counts, whatever is excluded.
    named = {workspace.relative(it): it for it in paths if it.is_file() and it.suffix == ".py"}
    read = {path: discover.read(home, path) for path in documents | dict.fromkeys(named)}
    read |= {path: discover.read(home, path) for path in discover.configurations(home, documents)}
    for path, it in named.items():
        if read[path] is None:
            raise click.UsageError(f"{it} can't be read: {_why_unread(it)}.")
    found = [it for it in read.values() if it is not None]
    return Workspace(home, cache.warm(of(found, home)), settings, problems, source, chosen)


def again(workspace: Workspace) -> Workspace:
    """The same folder as it is on disk now; a file that says the same as before keeps its facts."""
    root, snapshot = workspace.root, workspace.snapshot
    chosen = _chosen(root)
    settings, problems, source = _settings(chosen, ())
    documents = dict.fromkeys(chosen.of(discover.find(root)))
    now = {it: discover.read(root, it) for it in (*documents, *discover.configurations(root, documents))}
    for path in [it for it in snapshot.files if now.get(it) is None]:
        snapshot = snapshot.without(path)
    for path, document in now.items():
        known = snapshot.files.get(path)
        if document is not None and (known is None or known.document.text != document.text):
            snapshot = snapshot.with_document(document)
    return Workspace(root, snapshot, settings, problems, source, chosen)


def open_place(place: Place, root: Path | None) -> tuple[Workspace, Cursor]:
    """The workspace around a place, and the cursor there."""
    if place.file.is_dir():
        raise click.UsageError(f"{place.file} is a folder; name a file.")
    workspace = open_workspace((place.file,), root)
    return workspace, workspace.cursor(place)


def find_root(path: Path) -> Path:
    """The nearest repository around `path`, else the outermost folder with a pyproject.toml, else where we are.

    The home folder and what is above it are never meant: a repository of dot files is no project.
    """
    start = _absolute(path)
    folder = start if start.is_dir() else start.parent
    home = Path.home().resolve()
    around = [it for it in (folder, *folder.parents) if it not in (home, *home.parents)]
    repository = next((it for it in around if (it / ".git").exists()), None)
    if repository is not None:
        return repository
    outermost = next((it for it in reversed(around) if (it / "pyproject.toml").is_file()), None)
    here = Path.cwd().resolve()
    return outermost or (here if folder.is_relative_to(here) else folder)


def _chosen(root: Path) -> Chosen:
    return Chosen(root, tuple(RULES), base=personal(own_file()).settings)


def _settings(chosen: Chosen, paths: tuple[Path, ...]) -> tuple[Settings, tuple[Problem, ...], Document | None]:
    """The settings that hold for the first path, with what is wrong in them, and the file they are in."""
    start = _absolute(paths[0]) if paths else chosen.root
    inside = start.relative_to(chosen.root) if start.is_relative_to(chosen.root) else Path()
    file = chosen.file((inside / FILE if start.is_dir() else inside).as_posix())
    source = discover.read(chosen.root, file) if file is not None else None
    return (*chosen.read(file), source)


def _absolute(path: Path) -> Path:
    """The full path, links in its folders followed but not a link itself: it has its own place."""
    return path.parent.resolve() / path.name if path.name not in ("", "..") else path.resolve()


def _why_unread(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        return f"it is larger than {LARGEST // 1_000_000} MB"
    try:
        path.read_bytes().decode("utf-8")
    except OSError as error:
        return (error.strerror or str(error)).lower()
    except ValueError:
        return "it is not UTF-8 text"
    return "it has just changed"

"""A change to the workspace, as values. Making one writes nothing."""

from dataclasses import dataclass

from lsp_server.text import Document, Edit, apply


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that does not exist yet."""

    path: str  # relative to the workspace folder, forward slashes
    text: str

    @property
    def before(self) -> None:
        return None

    @property
    def after(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class EditFile:
    """Edits to the very text of `base`; they are void once the file says something else."""

    base: Document
    edits: tuple[Edit, ...]

    @property
    def path(self) -> str:
        return self.base.path

    @property
    def before(self) -> str:
        return self.base.text

    @property
    def after(self) -> str:
        return apply(self.base.text, self.edits)


@dataclass(frozen=True, slots=True)
class Change:
    """What an action or a quick fix does: all files together or none.

    `summary` is one sentence in the past tense for the person who chose it; `notes` are what to
    look at or do next, one sentence each.
    """

    files: tuple[NewFile | EditFile, ...]
    summary: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done, in one calm sentence for the user. Expected, never an exception."""

    reason: str

"""A project whose environment is that of these tests: real ruff, mypy and pytest."""

import os
import sys
from pathlib import Path

import pytest

from lsp_server import discover
from lsp_server.agent.checkers.checked import Checkers
from lsp_server.edits.change import Change, EditFile, NewFile, Refusal
from lsp_server.text import Document, Edit, Span


class Project:
    """A folder, a change of it, and what the tools say of that."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root, self.home = root, home
        self.said: list[str] = []
        self.seconds = 60.0
        self.environ = {**os.environ, "VIRTUAL_ENV": sys.prefix}

    def write(self, **files: str) -> None:
        for name, text in files.items():
            path = self.root / (name.replace("__", "/") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")

    def change(self, **files: str) -> Change:
        """These files with these texts; `app__main` is app/main.py."""
        made: list[NewFile | EditFile] = []
        for name, text in files.items():
            path = name.replace("__", "/") + ".py"
            base: Document | None = discover.read(self.root, path)
            whole = Span(0, len(base.data)) if base is not None else None
            made.append(EditFile(base, (Edit(whole, text),)) if base and whole else NewFile(path, text))
        return Change(tuple(made), "Changed.")

    def checkers(self, *tools: str) -> Checkers:
        return Checkers(tools, discover.snapshot(self.root), self.environ, self.home, self.said.append, self.seconds)

    async def check(self, change: Change, *tools: str) -> list[str]:
        """The problems that go back to the model, or the notes for the person, each with a dash."""
        before = everything(self.root)
        outcome = await self.checkers(*tools).check(change)
        assert everything(self.root) == before, "a tool wrote into the workspace"
        if isinstance(outcome, Refusal):
            return outcome.reason.splitlines()
        assert outcome.files == change.files
        return [f"- {it}" for it in outcome.notes]


def everything(root: Path) -> dict[str, bytes]:
    return {str(it.relative_to(root)): it.read_bytes() for it in root.rglob("*") if it.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    if not (Path(sys.prefix) / "pyvenv.cfg").exists():
        pytest.skip("these tests do not run in a virtual environment, so there are no tools of one")
    root = tmp_path / "project"
    root.mkdir()
    made = Project(root, tmp_path / "home")
    made.write(app__main="import os\n\n\ndef twice(number: int) -> int:\n    return number * 2\n")
    (root / "app" / "__init__.py").touch()
    return made


@pytest.fixture
def fake(project: Project) -> Path:
    """A folder for programs of one's own: it is the project's environment."""
    folder = project.root / ".venv" / "bin"
    folder.mkdir(parents=True)
    (folder.parent / "pyvenv.cfg").write_text("home = /usr/bin\n")
    return folder

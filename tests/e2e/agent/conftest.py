"""A project, a model with a script, and a person with an editor: what the agent's tests in the editor share."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from lsp_server.server.editor.window import SERVE
from tests.e2e.conftest import Client
from tests.e2e.test_agent import allow, begin, root

__all__ = ["begin", "root"]  # fixtures

GENERATE = "Generate service for Hero"


class Person(Client):
    """Presses the buttons whose titles begin as `presses` says, one for each question; None: never answers."""

    def __init__(self, root: Path, name: str, presses: Sequence[str | None], options: object) -> None:
        super().__init__(root, name, command=SERVE, options=options)
        self.presses = list(presses)
        self.questions: list[str] = []
        self.answer = self._press

    def _press(self, question: str, choices: Sequence[str]) -> str | None:
        self.questions.append(question)
        wanted = self.presses.pop(0) if self.presses else None
        self._news.set()
        return next((it for it in choices if wanted and it.startswith(wanted)), None)


@asynccontextmanager
async def editor(
    root: Path, *presses: str | None, name: str = "nvim-0.11.4", **options: object
) -> AsyncIterator[Person]:
    """A session with app/models.py open; `options` are settings of the editor."""
    async with Person(root, name, presses, options) as client:
        client.open("app/models.py")
        await client.diagnostics("app/models.py")
        yield client


def settle(root: Path, tmp_path: Path, settings: str = "") -> None:
    """Allow an agent in the folder, and say what its people have chosen."""
    allow(root, tmp_path)
    if settings:
        (root / "pyproject.toml").write_text(f"[tool.backline]\n{settings}\n", encoding="utf-8")

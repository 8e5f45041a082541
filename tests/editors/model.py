"""A project in which a model may work, and the stand-in for it: what agentic actions in real editors need."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.agent.bench import FILES, KEY
from tests.agent.standin.markdown import read
from tests.agent.standin.threaded import running

SCRIPT = Path(__file__).with_name("agent.md")


def project(folder: Path) -> Path:
    """The files, as a project that every editor recognizes."""
    for path, text in FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").touch()
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return folder


@contextmanager
def standing_in(folder: Path) -> Iterator[dict[str, str]]:
    """The variables of somebody who has a key; the file $BACKLINE_ASKED is there once a model was asked.

    Fails when what was asked is not what the script of the stand-in expects.
    """
    asked, over = folder.parent / "asked", threading.Event()
    script = read(SCRIPT)
    with running(*script.turns, dialect=script.dialect) as server:

        def watch() -> None:
            while not server.messages and not over.wait(0.02):
                pass
            asked.touch()

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            yield {
                "ANTHROPIC_BASE_URL": server.url,
                "ANTHROPIC_API_KEY": KEY,
                "BACKLINE_ASKED": str(asked),
                "HOME": str(folder.parent),
            }
        finally:
            over.set()
            watching.join()


def refined(folder: Path) -> bool:
    """Whether what the model said is on disk, on top of the draft."""
    services = folder / "app" / "services.py"
    return services.exists() and '"""Get a hero that the person may see."""' in services.read_text(encoding="utf-8")

"""Tools that are missing, hang, leave something running, or are cancelled; and where they are looked for."""

import asyncio
import os
from pathlib import Path

import psutil
import pytest

from lsp_server.agent.checkers.environment import environment
from tests.agent.checkers.conftest import Project

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs of these tests are shell scripts")


def program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def is_running(number: int) -> bool:
    """Whether a process goes on; one that was just told to end has a moment to do so."""
    try:
        process = psutil.Process(number)
        if process.status() != psutil.STATUS_ZOMBIE:  # ended, and only not yet waited for by who adopted it
            process.wait(5)
    except psutil.NoSuchProcess:
        return False
    except psutil.TimeoutExpired:
        return process.status() != psutil.STATUS_ZOMBIE
    return False


async def test_a_tool_that_is_missing_is_a_note(project: Project, fake: Path) -> None:
    assert await project.check(project.change(app__new="x = nix\n"), "ruff", "mypy") == [
        "- ruff is not in the project's environment, so it was not asked.",
        "- mypy is not in the project's environment, so it was not asked.",
    ]


async def test_no_environment_is_a_note(project: Project) -> None:
    project.environ = {}
    assert await project.check(project.change(app__new="x = nix\n"), "ruff") == [
        "- There is no virtual environment here, so no tool of the project was asked."
    ]


async def test_a_tool_that_hangs_is_ended_with_all_that_it_started(
    project: Project, fake: Path, tmp_path: Path
) -> None:
    told = tmp_path / "numbers"
    program(fake, "mypy", f"sleep 1000 & echo $! $$ > {told}; wait")
    project.seconds = 1
    assert await project.check(project.change(app__new="x = 1\n"), "mypy") == ["- Mypy did not end within 1 s."]
    numbers = [int(it) for it in told.read_text().split()]
    assert len(numbers) == 2
    assert not any(map(is_running, numbers))


async def test_what_a_tool_leaves_running_keeps_nobody_waiting(project: Project, fake: Path, tmp_path: Path) -> None:
    told = tmp_path / "number"
    program(fake, "mypy", f"sleep 1000 & echo $! > {told}")
    assert await project.check(project.change(app__new="x = 1\n"), "mypy") == []
    assert not is_running(int(told.read_text()))


async def test_cancel_ends_a_tool(project: Project, fake: Path, tmp_path: Path) -> None:
    told = tmp_path / "number"
    os.mkfifo(told)
    program(fake, "mypy", f"echo $$ > {told}; exec sleep 1000")
    running = asyncio.create_task(project.check(project.change(app__new="x = 1\n"), "mypy"))
    number = int(await asyncio.to_thread(told.read_text))  # waits until the tool is there
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not is_running(number)


async def test_a_tool_that_can_not_be_started(project: Project, fake: Path) -> None:
    (fake / "mypy").write_text("#!/nowhere/python\n")
    (fake / "mypy").chmod(0o755)
    assert await project.check(project.change(app__new="x = 1\n"), "mypy") == [
        "- Mypy can't be started: No such file or directory."
    ]


async def test_nothing_goes_through_a_shell(project: Project, fake: Path, tmp_path: Path) -> None:
    program(fake, "ruff", 'printf "[]"')
    marker = tmp_path / "marker"
    await project.check(project.change(**{f"app__x;touch {marker.name};": "x = 1\n"}), "ruff")
    assert not list(tmp_path.rglob("marker"))


def test_where_an_environment_is_looked_for(tmp_path: Path) -> None:
    root, home = tmp_path / "my project", tmp_path / "home"
    root.mkdir()

    def made(folder: Path) -> Path:
        folder.mkdir(parents=True)
        (folder / "pyvenv.cfg").touch()
        return folder

    def found(**environ: str) -> Path | None:
        it = environment(root, environ, home)
        return it.folder if it is not None else None

    assert found() is None
    (root / "pyproject.toml").write_text('[tool.poetry]\nname = "My App"\n')
    hashed = "my_app-" + _poetry_hash(root)
    of_poetry = made(home / ".cache" / "pypoetry" / "virtualenvs" / f"{hashed}-py3.12")
    if os.uname().sysname == "Linux":
        assert found() == of_poetry
    elsewhere = made(tmp_path / "cache" / "virtualenvs" / f"{hashed}-py3.11")
    assert found(POETRY_CACHE_DIR=str(tmp_path / "cache")) == elsewhere
    activated = made(tmp_path / "activated")
    assert found(VIRTUAL_ENV=str(activated)) == activated
    assert found(VIRTUAL_ENV="relative") != Path("relative")
    assert found(VIRTUAL_ENV=str(activated)) != made(root / "venv")
    assert found(VIRTUAL_ENV=str(activated)) == root / "venv"
    made(root / ".venv")
    assert found() == root / ".venv"


def _poetry_hash(root: Path) -> str:
    """As Poetry 1.2 and later compute it (EnvManager.generate_env_name)."""
    import base64
    import hashlib

    return base64.urlsafe_b64encode(hashlib.sha256(os.path.realpath(root).encode()).digest()).decode()[:8]

"""The real client of the `mcp` package on `backline mcp`, a process of its own, in a small project."""

import asyncio
import hashlib
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

REPOSITORY = Path(__file__).parents[2]
SPEC = """\
# Feature Specification: Teams of heroes

## User Scenarios & Testing

### User Story 1 - Found a team (Priority: P1)

A hero founds a Team.

## Requirements

### Functional Requirements

- **FR-001**: A Team MUST have a unique name.
- **FR-002**: Villains MUST stay out.

### Key Entities

- **Team**: Heroes who work together.
"""
TASKS = """\
# Tasks: Teams of heroes

## Phase 1

- [x] T001 [US1] Create the models in app/models.py
- [ ] T002 [US1] Create the service in app/services/team.py
"""

Say = Callable[..., Awaitable[CallToolResult]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project of `backline demo`, a repository of its own, with a feature that is specified."""
    root = tmp_path / "heroes"
    shutil.copytree(REPOSITORY / "lsp_server/cli/sample", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".git").mkdir()
    feature = root / "specs/001-teams"
    feature.mkdir(parents=True)
    (feature / "spec.md").write_text(SPEC)
    (feature / "tasks.md").write_text(TASKS)
    return root


@pytest.fixture
async def start() -> AsyncIterator[Callable[..., Awaitable[Client]]]:
    """Starts a server in a folder; it ends with the test.

    Each client lives in a task of its own: it has to be left in the task that it was entered in, and pytest-asyncio
    runs the two ends of a fixture in two.
    """
    end, tasks = asyncio.Event(), list[asyncio.Task[None]]()

    async def live(client: Client, ready: "asyncio.Future[None]") -> None:
        try:
            async with client:
                ready.set_result(None)
                await end.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    async def start_it(cwd: Path, *arguments: str, **options: Any) -> Client:
        command = StdioServerParameters(command=sys.executable, args=["-m", "lsp_server", "mcp", *arguments], cwd=cwd)
        command.env = options.pop("env", None)
        client = Client(stdio_client(command), **options)
        ready = asyncio.get_running_loop().create_future()
        tasks.append(asyncio.create_task(live(client, ready)))
        await ready
        return client

    yield start_it
    end.set()
    await asyncio.gather(*tasks)


@pytest.fixture
async def say(project: Path, start: Callable[..., Awaitable[Client]]) -> Say:
    """Calls a tool in the project, and compares the folder with what it was: no tool writes."""
    client = await start(project)

    async def call(tool: str, **arguments: Any) -> CallToolResult:
        before = fingerprint(project)
        result = await client.call_tool(tool, arguments)
        assert fingerprint(project) == before
        return result

    return call


def fingerprint(root: Path) -> dict[str, str]:
    """Every file and folder with what it says, when it was changed and what it may."""
    return {
        it.relative_to(root).as_posix(): f"{it.lstat().st_mtime_ns} {it.lstat().st_mode} "
        + (hashlib.sha256(it.read_bytes()).hexdigest() if it.is_file() else "")
        for it in (root, *root.rglob("*"))
    }


def text(result: CallToolResult) -> str:
    """What an agent reads."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def refused(result: CallToolResult) -> str:
    """The sentence of a call that was refused: one line, no traceback."""
    assert result.is_error
    assert result.structured_content is None
    said = text(result)
    assert "\n" not in said
    assert said.endswith(".")
    return said

"""A tool as a process of its own: no shell, a limit of time, and an end with everything that it started."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_MOST = 5_000_000  # bytes of output that are looked at
_HIDDEN = ("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "ANTHROPIC", "AWS_", "COOKIE")


@dataclass(frozen=True, slots=True)
class Done:
    """A process that has ended by itself."""

    status: int
    out: str
    error: str

    @property
    def complaint(self) -> str:
        """What it said of why it could not do its work, on one line: its first error, or else its last word."""
        lines = [it.strip() for it in (self.error or self.out).splitlines() if it.strip()]
        errors = [it for it in lines if "error" in it.lower()]
        said = errors[0] if errors else lines[-1] if lines else f"it ended with status {self.status}"
        return said[:200].rstrip(".")


async def run(
    command: Sequence[str], folder: Path, environ: Mapping[str, str], seconds: float, given: str = ""
) -> Done | None:
    """Run a program until it ends; None: it took too long and was ended. OSError where it can't be started.

    `given` is its standard input. A cancelled task ends it, too.
    """
    # Files and no pipes: what a tool leaves running in the background would hold a pipe open.
    with tempfile.TemporaryFile() as into, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        into.write(given.encode("utf-8", "surrogatepass"))
        into.seek(0)
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=dict(environ), stdin=into, stdout=out, stderr=error, start_new_session=True
        )
        try:
            async with asyncio.timeout(seconds):
                status = await process.wait()
        except TimeoutError:
            return None
        finally:
            await _end(process)
        return Done(status, _text(out), _text(error))


def clean(environ: Mapping[str, str], folder: Path, paths: Sequence[Path] = ()) -> dict[str, str]:
    """The environment for a tool of the environment in `folder`: without the person's keys, which it does not need.

    `paths` are where Python looks for the project's modules first.
    """
    kept = {name: it for name, it in environ.items() if not any(word in name.upper() for word in _HIDDEN)}
    for name in ("PYTHONHOME", "PYTHONSTARTUP", "PYTEST_ADDOPTS", "MYPYPATH"):
        kept.pop(name, None)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    kept |= {"VIRTUAL_ENV": str(folder), "PATH": os.pathsep.join([str(programs), environ.get("PATH", os.defpath)])}
    kept |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "200"}
    return kept | {"PYTHONPATH": os.pathsep.join(map(str, paths))} if paths else kept


async def _end(process: asyncio.subprocess.Process) -> None:
    """End it and whatever it started: its session is its own, and has its number."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        await process.wait()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_MOST).decode("utf-8", "replace")

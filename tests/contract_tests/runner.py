"""Run the tests of many copies of applications, each in a process of its own that is cheap to start.

    python runner.py JOBS.json

A job is {"id", "folder", "edits": [[path, old, new], …], "async"}. Everything heavy is imported once; each job is a
fork that edits its own copy of the folder and runs pytest on a fresh database of the server at
TEST_DATABASE_URL. Prints one JSON object a line: {"id", "code", "output"}; `code` is pytest's exit code.
"""

import io
import json
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import asyncpg  # noqa: F401 - imported here so that no job has to
import fastapi.testclient  # noqa: F401
import httpx  # noqa: F401
import psycopg
import pytest
import pytest_asyncio.plugin  # noqa: F401
import sqlalchemy.ext.asyncio
import sqlmodel.ext.asyncio.session  # noqa: F401

PARALLEL = 2


def main(jobs_file: str) -> None:
    jobs = json.loads(Path(jobs_file).read_text())
    server = sqlalchemy.make_url(os.environ["TEST_DATABASE_URL"]).set(drivername="postgresql")
    running: dict[int, tuple[str, Path]] = {}
    with psycopg.connect(server.render_as_string(hide_password=False), autocommit=True) as connection:
        for number, job in enumerate(jobs):
            if len(running) == PARALLEL:
                _finish(running)
            name = f"job_{os.getpid()}_{number}"
            connection.execute(f'CREATE DATABASE "{name}"')
            answer = Path(tempfile.mkstemp(suffix=".json")[1])
            sys.stdout.flush()
            if pid := os.fork():
                running[pid] = (job["id"], answer)
            else:
                _job(job, server.set(database=name), answer)
    while running:
        _finish(running)


def _finish(running: dict[int, tuple[str, Path]]) -> None:
    pid, _ = os.wait()
    name, answer = running.pop(pid)
    text = answer.read_text()
    print(text or json.dumps({"id": name, "code": -1, "output": "the process died"}), flush=True)
    answer.unlink()


def _job(job: dict[str, object], url: sqlalchemy.URL, answer: Path) -> None:
    """Runs in the child and never returns."""
    code, output = -1, io.StringIO()
    try:
        with tempfile.TemporaryDirectory() as root, redirect_stdout(output), redirect_stderr(output):
            folder = Path(root) / "project"
            shutil.copytree(str(job["folder"]), folder)
            for path, old, new in job["edits"]:  # type: ignore[attr-defined]
                text = (folder / path).read_text()
                if text.count(old) < 1:
                    raise ValueError(f"{job['id']}: {old!r} is not in {path}")
                (folder / path).write_text(text.replace(old, new))
            os.chdir(folder)
            sys.path.insert(0, str(folder))
            os.environ["TEST_DATABASE_URL"] = url.render_as_string(hide_password=False)
            if not job["async"]:
                os.environ["DATABASE_URL"] = url.set(drivername="postgresql+psycopg").render_as_string(
                    hide_password=False
                )
            os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
            arguments = [
                "-q",
                "--no-header",
                "-p",
                "no:cacheprovider",
                "-p",
                "pytest_asyncio.plugin",
                "--rootdir",
                str(folder),
            ]
            arguments += ["-x"] if job["edits"] else ["--durations=3"]
            code = int(pytest.main([*arguments, "tests"]))
    except BaseException as error:  # the parent must hear of everything
        output.write(f"{type(error).__name__}: {error}")
    answer.write_text(json.dumps({"id": job["id"], "code": code, "output": output.getvalue()[-6000:]}))
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])

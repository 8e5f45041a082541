"""`backline apply --all --batch`: half the price, carried out one by one, asked about, and gone on with later."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result

from lsp_server.agent.safety.ledger import Ledger
from tests.agent.standin.server import StandIn
from tests.agent.standin.threaded import running
from tests.agent.standin.turns import expired, says, uses
from tests.cli.conftest import MODELS, better

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


@pytest.mark.usefixtures("describing")
def test_a_batch_is_half_the_price_and_one_by_one_carried_out(
    project: Path, person: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    turns = (uses(says(better("Team")), input=1_000_000, output=0), says(better("Hero")))
    with running(*turns, polls=0) as server:
        asks(server)
        result = run("apply", "describe", "--all", "--batch", "--write")
        paths = [f"{it.method} {it.path}" for it in server.requests]
        (batch,) = server.batches.batches.values()
    assert "2 requests in one batch, about $" in result.stderr
    assert "It cost $1.00" in result.stderr  # a million tokens of sonnet are $2
    assert paths[0] == "POST /v1/messages/batches"
    assert "POST /v1/messages" not in paths
    assert [it["custom_id"] for it in batch.requests] == ["00001", "00002"]
    assert "stream" not in batch.requests[0]["params"]
    text = (project / "app" / "models.py").read_text()
    assert ('"""Teams."""' in text, '"""Heros."""' in text) == (True, True)
    from datetime import UTC, datetime

    assert Ledger(person / "state" / "backline").spent(datetime.now(UTC).date()) >= Decimal(1)
    assert not list((person / "state" / "backline" / "batches").iterdir()), "its answers are used"


@pytest.mark.usefixtures("describing")
def test_a_secret_stays_here_and_comes_back_into_its_file(
    project: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    secret = '    dsn: str = "postgresql://app:Zq8vT3nLw0Yk@db/app"\n'
    (project / "app" / "models.py").write_text(f"class Team:\n{secret}")
    shown = run("apply", "describe", "app/models.py:1", "--show-prompt").output
    placeholder = shown.split("Redacted: ")[1].split(",")[0]
    answer = '<edit path="app/models.py" symbol="Team">\nclass Team:\n    """Teams."""\n\n{0}</edit>'
    with running(says(answer.format(secret.replace("Zq8vT3nLw0Yk", placeholder))), polls=0) as server:
        asks(server)
        run("apply", "describe", "--all", "--batch", "--write")
        sent = json.dumps(server.requests[0].json, ensure_ascii=False)
    assert "Zq8vT3nLw0Yk" not in sent
    assert placeholder in sent
    assert (project / "app" / "models.py").read_text() == f'class Team:\n    """Teams."""\n\n{secret}'


def test_where_an_answer_fails_the_draft_is_used_and_said(
    project: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    broken = '<edit path="app/models.py" symbol="Nobody">\nclass Nobody: ...\n</edit>'
    with running(says(broken), expired(), polls=0) as server:
        asks(server)
        listed = json.loads(run("apply", "generate-service", "--all", "--batch", "--format", "json").stdout)
    offline = json.loads(run("apply", "generate-service", "--all", "--format", "json").stdout)
    assert [it["files"] for it in listed] == [it["files"] for it in offline]
    first, second = (it["notes"][-1] for it in listed)
    assert first.startswith("This is the offline draft. The agent's answer did not pass the checks. ")
    assert second == "This is the offline draft. The service did not come to it within a day."


@pytest.mark.usefixtures("describing")
def test_the_day_s_limit_stops_a_batch_before_it_is_sent(
    project: Path, person: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    file = person / "config" / "backline" / "config.toml"
    file.write_text("max-cost-per-day = 0.05\n" + file.read_text())
    with running(polls=0) as server:
        asks(server)
        result = run("apply", "describe", "--all", "--batch", exit_code=1)
        assert server.requests == []
    assert "Nothing was sent: the batch may cost $" in result.stderr


@pytest.mark.usefixtures("describing")
def test_a_folder_that_is_not_trusted_is_not_sent(
    project: Path, person: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    with running() as server:
        asks(server)
        run("trust", "--refuse")
        for more in (("--batch",), ("--engine", "agent")):
            assert "you have refused it" in run("apply", "describe", "--all", *more, exit_code=1).stderr
        assert server.requests == []


def test_ctrl_c_and_going_on(project: Path, person: Path, run: Run, asks: Callable[[StandIn], None]) -> None:
    """A real process that is stopped while it waits; another one uses the answers, and only a look at them is free."""
    answer = "<nothing>All is well.</nothing>"
    with running(says(answer), says(answer), polls=1_000_000) as server:
        asks(server)
        command = [sys.executable, "-m", "lsp_server", "apply", "generate-service", "--all", "--batch"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        # Who runs the tests in the background of a shell has them ignore Ctrl+C, and the process would, too.
        heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
        with subprocess.Popen(
            command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=heeds
        ) as process:
            assert process.stderr is not None
            said = ""
            while "--resume" not in said and (line := process.stderr.readline()):
                said += line
            process.send_signal(signal.SIGINT)
            said += process.stderr.read()
        assert process.returncode == 1
        assert "You stopped waiting; the batch goes on at the service." in said
        (id_,) = server.batches.batches
        server.batches.end()
        resume = ("apply", "generate-service", "--resume", id_)
        for _ in range(2):
            for it in json.loads(run(*resume, "--format", "json").stdout):
                assert "This is the offline draft" not in " ".join(it["notes"])
        assert len(list((person / "state" / "backline" / "ledger").iterdir())) == 1, "counted once"
        (project / "app" / "models.py").write_text(MODELS.replace("index=True", "index=False"))
        for it in json.loads(run(*resume, "--format", "json").stdout):
            assert "What was sent has changed since, so the answer was not used" in it["notes"][-1]
        run("apply", "generate-service", "--resume", id_, "--write")
        assert "No batch" in run("apply", "generate-service", "--resume", id_, exit_code=1).stderr
        assert [it.path for it in server.requests].count("/v1/messages/batches") == 1


@pytest.mark.parametrize("id_", ["nothing", "../../etc/passwd", "", "ü", "x" * 1000])
def test_batches_that_nobody_knows(project: Path, person: Path, run: Run, id_: str) -> None:
    assert run("apply", "generate-service", "--resume", id_, exit_code=1).stderr == f"No batch {id_} is kept here.\n"


def test_a_server_without_batches(project: Path, run: Run, asks: Callable[[StandIn], None]) -> None:
    from tests.agent.standin.dialects import LLAMACPP

    with running(dialect=LLAMACPP) as server:
        asks(server)
        result = run("apply", "generate-service", "--all", "--batch", exit_code=1)
    assert "127.0.0.1 knows no such batch, or has no batches at all." in result.stderr


# --------------------------------------------------------------------------- questions

QUESTION = """\
<question default="2">May a name be taken again?
<choice>Yes</choice><choice>No: it [stays](command:x)</choice>
</question>
"""
FINE = says("<nothing>Fine.</nothing>")


def test_a_question_is_told_and_kept_until_it_is_answered(
    project: Path, person: Path, run: Run, asks: Callable[[StandIn], None]
) -> None:
    """Where nobody sits the other answers are written; what is asked may be asked later, about the code of then."""
    going_on = says("<nothing>Then it is as it should be.</nothing>").expecting("The answer is: Yes", "TeamService")
    with running(FINE, says(QUESTION), going_on, polls=0) as server:
        asks(server)
        result = run("apply", "generate-service", "--all", "--batch", "--write", exit_code=1)
        (id_,) = server.batches.batches
        said = (
            "refused. The agent asks: May a name be taken again? (Yes / No: it stays) "
            f"To answer, say in a terminal: backline apply generate-service --resume {id_}"
        )
        assert said in " ".join(result.stderr.split())
        assert services(project) == ["TeamService"]
        (kept,) = (person / "state" / "backline" / "batches").iterdir()
        assert [it["name"] for it in json.loads(kept.read_text())["requests"]] == ["Hero"]

        output = in_a_terminal(project, "apply", "generate-service", "--resume", id_, "--write", answers="1\n")
        posts = [it.path for it in server.requests if it.method == "POST"]
    assert "May a name be taken again?" in output
    assert "1. Yes" in output
    assert "The agent left the draft as it is: Then it is as it should be." in output
    assert services(project) == ["TeamService", "HeroService"]
    assert posts == ["/v1/messages/batches", "/v1/messages"]
    assert not list((person / "state" / "backline" / "batches").iterdir()), "nothing is left to be asked"


def test_a_question_is_asked_where_a_person_waits(project: Path, asks: Callable[[StandIn], None]) -> None:
    going_on = says("<nothing>As it should be.</nothing>").expecting("The answer is: No: it [stays]")
    with running(FINE, says(QUESTION), going_on, polls=0) as server:
        asks(server)
        output = in_a_terminal(project, "apply", "generate-service", "--all", "--batch", answers="\n")
    assert "May a name be taken again?" in output
    assert "The agent left the draft as it is: As it should be." in output


def services(project: Path) -> list[str]:
    """The services that there are, in the order in which they stand."""
    texts = [it.read_text() for it in sorted(project.rglob("*.py"))]
    return [it for text in texts for it in re.findall(r"class (\w+Service)\b", text)]


def in_a_terminal(folder: Path, *arguments: str, answers: str) -> str:
    """What a command shows to a person at a terminal, who types `answers`."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    command = [sys.executable, "-m", "lsp_server", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    ) as process:
        os.close(theirs)
        shown = b""
        while piece := _read(ours):
            shown += piece
    os.close(ours)
    assert process.returncode == 0, shown.decode()
    return " ".join(shown.decode().split())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says so when the other end is closed
        return b""

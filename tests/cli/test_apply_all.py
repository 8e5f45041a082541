"""`backline apply --all`: every place once, each on the result of those before; offline, by an agent, in a batch."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result

from lsp_server.agent.engine import Engine
from lsp_server.agent.safety.ledger import Ledger
from tests.agent.bench import KEY
from tests.agent.standin.server import StandIn
from tests.agent.standin.threaded import running
from tests.agent.standin.turns import expired, says, uses
from tests.cli.conftest import MODELS

ROOT = Path(__file__).parents[2]
Run = Callable[..., Result]


def note(name: str) -> str:
    return f'"""About {name}."""\n'


@pytest.fixture
def person(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person with nothing of their own but a state folder, who lets an agent work in the project."""
    for name in [it for it in os.environ if it.startswith(("ANTHROPIC", "CLAUDE_CODE"))]:
        monkeypatch.delenv(name)
    for name, folder in {"HOME": "home", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"}.items():
        monkeypatch.setenv(name, str(tmp_path / folder))
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
    config = tmp_path / "config" / "backline"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[endpoint]\nprofile = "hosted"\n')  # so that it has a price
    assert Engine(os.environ, tmp_path / "home", tmp_path / "state" / "backline").decide(project, "granted")
    return tmp_path


@pytest.fixture
def asks(person: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[StandIn], None]:
    def use(server: StandIn) -> None:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)

    return use


# --------------------------------------------------------------------------- offline


@pytest.mark.usefixtures("sample_action")
def test_each_on_the_result_of_those_before(project: Path, run: Run) -> None:
    """Both edit the end of the same file."""
    result = run("apply", "write-note", "--all")
    patched = subprocess.run(["git", "apply", "-"], input=result.stdout, text=True, cwd=project, check=False)
    assert patched.returncode == 0, result.stdout
    assert (project / "app" / "models.py").read_text() == MODELS + "# see notes/team.py\n# see notes/hero.py\n"
    assert (project / "notes" / "hero.py").read_text() == note("Hero")
    assert result.stderr.splitlines() == [
        "app/models.py:4: Write a note on Team",
        "  Read it.",
        "app/models.py:10: Write a note on Hero",
        "  Read it.",
    ]


@pytest.mark.usefixtures("sample_action")
def test_what_is_refused_is_listed_and_the_others_are_written(project: Path, run: Run) -> None:
    (project / "app" / "other.py").write_text("class Secret: ...\nclass Fine: ...\nclass Outside: ...\n")
    result = run("apply", "write-note", "--all", "app/other.py", "--write", exit_code=1)
    assert result.stderr.splitlines() == [
        "app/other.py:1: Write a note on Secret: refused. Nobody writes about secrets.",
        "  Read it.",
        "app/other.py:3: Write a note on Outside: refused. ../outside.py is not a plain path inside the workspace.",
    ]
    assert result.stdout.splitlines() == [
        "app/other.py:2: Write a note on Fine",
        "  created notes/fine.py",
        "  changed app/other.py",
    ]
    assert not (project / "notes" / "team.py").exists(), "only what was named"
    assert (project / "app" / "other.py").read_text().endswith("# see notes/fine.py\n")


@pytest.mark.usefixtures("sample_action")
def test_json_is_a_list_with_the_text_of_each_step(project: Path, run: Run) -> None:
    (project / "app" / "other.py").write_text("class Secret: ...\n")
    team, hero, secret = json.loads(run("apply", "write-note", "--all", "--format", "json", exit_code=1).stdout)
    assert (team["path"], team["line"], team["title"]) == ("app/models.py", 4, "Write a note on Team")
    assert team["files"][1]["after"] == hero["files"][1]["before"]
    assert secret == {
        "action": "write-note",
        "engine": "offline",
        "title": "Write a note on Secret",
        "path": "app/other.py",
        "line": 1,
        "refused": "Nobody writes about secrets.",
    }
    assert not (project / "notes").exists()


def test_a_real_action_over_a_whole_project(project: Path, run: Run) -> None:
    """The second service is made in the convention of the first, and shares its exceptions."""
    listed = json.loads(run("apply", "generate-service", "--all", "--format", "json").stdout)
    assert [it["title"] for it in listed] == ["Generate service for Team", "Generate service for Hero"]
    made = [[each["path"] for each in it["files"] if each["kind"] == "create"] for it in listed]
    assert not set(made[0]) & set(made[1])
    run("apply", "generate-service", "--all", "--write")
    assert run("apply", "generate-service", "--all").stderr == "generate-service is offered nowhere here.\n"


def test_the_diff_of_a_real_action_can_be_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """It makes empty files, too. Each route once, though a rule says something in one of them."""
    root = tmp_path / "sample"
    shutil.copytree(ROOT / "lsp_server" / "cli" / "sample", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    for arguments in (("add-contract-test", "--all", "app/routes"), ("add-contract-test", "app/routes/teams.py:13")):
        result = run("apply", *arguments)
        patched = subprocess.run(
            ["git", "apply", "--check", "-"], input=result.stdout, text=True, capture_output=True, check=False
        )
        assert patched.stderr == ""
    listed = json.loads(run("apply", "add-contract-test", "--all", "--format", "json").stdout)
    assert len({it["title"] for it in listed}) == len(listed) == 3


def test_nowhere(project: Path, run: Run) -> None:
    assert run("apply", "generate-service", "--all", "app/__init__.py").output.endswith("is offered nowhere here.\n")
    assert json.loads(run("apply", "generate-service", "--all", "app/__init__.py", "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name one place"),
        (("app/models.py:1", "app/models.py:2"), "Name one place"),
        (("--batch", "app/models.py:1"), "--batch goes with --all"),
        (("--all", "--show-prompt"), "--show-prompt shows one prompt"),
        (("--all", "--batch", "--engine", "offline"), "--batch is for an agent"),
        (("--resume", "x", "--all"), "--resume takes the places"),
        (("--all", "gone"), "gone does not exist"),
    ],
)
def test_wrong_usage(project: Path, run: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in " ".join(run("apply", "generate-service", *arguments, exit_code=2).output.split())


# --------------------------------------------------------------------------- an agent

BETTER = '<edit path="app/models.py" symbol="{0}">\nclass {0}(SQLModel, table=True):\n    """{0}s."""\n\n{1}</edit>\n'


def better(name: str) -> str:
    """An answer that gives a table a docstring."""
    body = MODELS.split(f"class {name}(SQLModel, table=True):\n")[1].split("\n\n\n")[0].rstrip("\n") + "\n"
    return BETTER.format(name, body) + f"<summary>Described {name}.</summary>"


@pytest.fixture
def describing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An action that only an agent can do: it describes a table."""
    from dataclasses import replace

    from lsp_server.action import Action, Cursor, Offer
    from lsp_server.actions import ALL, explain
    from lsp_server.edits.change import Refusal

    def offer(cursor: Cursor) -> Offer | Refusal:
        name = next((name for name, it in cursor.facts.classes if it.span.touches(cursor.selection)), None)
        return Offer(f"Describe {name}", cursor, name) if name else Refusal("There is no class here.")

    def brief(offer: Offer, draft: object) -> object:
        asked = explain.brief(offer, None)
        return replace(asked, action="describe", answers="change", may_write=("app/*.py",))  # type: ignore[type-var]

    monkeypatch.setitem(ALL, "describe", Action("describe", "refactor", offer, None, brief))  # type: ignore[arg-type]


@pytest.mark.usefixtures("describing")
def test_an_agent_at_every_place(project: Path, run: Run, asks: Callable[[StandIn], None]) -> None:
    # The second sees what the first has done.
    with running(says(better("Team")), says(better("Hero"))) as server:
        asks(server)
        result = run("apply", "describe", "--all", "--write")
    assert "2 places, " in result.stderr
    text = (project / "app" / "models.py").read_text()
    assert '"""Teams."""' in text
    assert '"""Heros."""' in text


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
    assert first.startswith("This is the offline draft. The agent's answer did not pass the checks: ")
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
        with subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True) as process:
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
            assert "What was sent has changed since, so the answer was not used." in it["notes"][-1]
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

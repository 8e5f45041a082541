"""`backline doctor` on the agent: where things come from, never the key; one tiny request on request only."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from lsp_server.agent.safety.ledger import Ledger
from tests.agent.bench import KEY
from tests.agent.standin.dialects import LLAMACPP, OLLAMA, VLLM, Dialect
from tests.agent.standin.threaded import running
from tests.agent.standin.turns import fails, says, silent, uses

Run = Callable[..., Result]


@pytest.fixture
def person(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person with nothing of their own: no key, no decision, no file."""
    for name in [it for it in os.environ if it.startswith(("ANTHROPIC", "CLAUDE_CODE"))]:
        monkeypatch.delenv(name)
    for name, folder in {"HOME": "home", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"}.items():
        (tmp_path / folder).mkdir()
        monkeypatch.setenv(name, str(tmp_path / folder))
    return tmp_path


def configured(person: Path, text: str) -> None:
    folder = person / "config" / "backline"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(text)


def test_without_anything(person: Path, run: Run) -> None:
    engine = json.loads(run("doctor", "--format", "json").stdout)["engine"]
    assert (engine["network"], engine["agent"], engine["endpoint"], engine["test"]) == (False, None, None, None)
    assert engine["why_not"] == "There is no key for a model; set ANTHROPIC_API_KEY where the editor is started."
    assert engine["sent"] == "Nothing: no agent may work here."
    assert "nothing leaves this machine" in run("doctor").output


def test_where_address_key_and_model_come_from_and_never_the_key(
    project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-team: hidden-header-value")
    configured(person, 'model = "opus"\nmax-cost-per-day = 3\n')
    asked = json.loads(run("doctor", "--format", "json").stdout)["engine"]
    assert (asked["network"], asked["trust"]) == (False, None)
    assert "backline trust" in asked["why_not"]
    run("trust")
    result = run("doctor", "--format", "json")
    engine = json.loads(result.stdout)["engine"]
    assert engine["agent"] == "claude-opus-5-5"
    assert engine["model"]["price"] == {"sent": "4", "answered": "20", "as_of": "2026-11-22"}
    assert engine["endpoint"]["key_from"] == "ANTHROPIC_API_KEY"
    assert engine["endpoint"]["address_from"] == "the default"
    assert engine["limits"]["day"] == "3.00"
    assert "--show-prompt" in engine["sent"]
    text = run("doctor").output
    assert "opus, which is claude-opus-5-5; $4 / $20 for a million tokens, as of 2026-11-22" in text
    assert KEY not in result.output + text
    assert "hidden-header-value" not in result.output + text
    run("trust", "--refuse")
    assert "you refused it" in run("doctor").output


def test_what_is_odd_in_a_person_s_own_files(
    project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    configured(person, 'modle = "opus"\n')
    files = {
        ".claude/agents/mine.md": "---\nname: backend-api-developer\ndescription: Mine\nskills: nope\n---\nDo.",
        ".backline/actions/log.md": "---\ntitle: Log\n---\nWrite a line.\n",
        ".backline/actions/bad.md": "---\ncolour: red\n---\nx\n",
        "CLAUDE.md": "Be kind.\n",
    }
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    untrusted = json.loads(run("doctor", "--format", "json").stdout)["engine"]
    assert untrusted["files"]["agent"]["from"] == "bundled", "a workspace that is not trusted brings no agent"
    assert untrusted["files"]["instructions"] == []
    run("trust")
    seen = json.loads(run("doctor", "--format", "json").stdout)
    assert seen["engine"]["files"]["agent"]["from"] == "project"
    assert seen["engine"]["files"]["instructions"] == ["CLAUDE.md"]
    assert seen["engine"]["actions"]["own"] == ["log"]
    problems = "\n".join(seen["problems"])
    assert "Unknown setting `modle`; did you mean `model`?" in problems
    assert "There is no skill `nope`" in problems
    assert ".backline/actions/bad.md: `colour` is not known" in problems


# --------------------------------------------------------------------------- --test-provider


def test_one_tiny_request_and_what_it_cost(
    project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(person, '[endpoint]\nprofile = "hosted"\n')
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with running(uses(says("ready"), input=1_000, output=100).expecting_no("Hero", "models.py")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        run("doctor")
        assert server.requests == [], "nothing is sent unasked"
        test = json.loads(run("doctor", "--test-provider", "--format", "json").stdout)["engine"]["test"]
        assert len(server.messages) == 1
    assert (test["worked"], test["said"], test["model"]) == (True, "ready", "claude-sonnet-5-5")
    assert test["tokens"]["answered"] == 100
    assert float(test["cost"]) >= 0.003
    assert "claude-opus-5-5" in test["models"]
    from datetime import UTC, datetime

    assert Ledger(person / "state" / "backline").spent(datetime.now(UTC).date()) > 0


@pytest.mark.parametrize(
    ("dialect", "profile", "counts"), [(OLLAMA, "ollama", False), (LLAMACPP, "generic", True), (VLLM, "generic", True)]
)
def test_servers_of_one_s_own(
    project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch, dialect: Dialect, profile: str, counts: bool
) -> None:
    """The stand-in lists its models as Ollama does; a real vLLM and llama.cpp say who they are."""
    monkeypatch.setenv("ANTHROPIC_AUTH_TOKEN", KEY)
    monkeypatch.setenv("ANTHROPIC_MODEL", "qwen3-coder")
    with running(says("ready"), dialect=dialect) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        test = json.loads(run("doctor", "--test-provider", "--format", "json").stdout)["engine"]["test"]
    assert (test["profile"], test["counts_tokens"], test["cost"]) == (profile, counts, None)
    assert test["models"] == ["qwen3-coder"]


def test_a_server_that_says_no(project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with running(fails(401, "authentication_error", "no")) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        result = run("doctor", "--test-provider", exit_code=1)
    assert "failed: 127.0.0.1 did not accept the key." in result.output


def test_nobody_there(project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no key for a model" in run("doctor", "--test-provider", exit_code=1).output
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with running(silent()) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
    result = run("doctor", "--test-provider", exit_code=1)
    assert "failed: 127.0.0.1 can't be reached." in result.output
    assert "counts" not in result.output, "nothing is known of who was not reached"


def test_the_day_s_limit_holds_here_too(project: Path, person: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    configured(person, 'max-cost-per-day = 0\n[endpoint]\nprofile = "hosted"\n')
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with running() as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        assert "The limit of $0.00 for a day" in run("doctor", "--test-provider", exit_code=1).output
        assert server.requests == []

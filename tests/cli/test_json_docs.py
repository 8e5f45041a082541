"""docs/json.md tells the truth: every example has the shape that the program prints for its command."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(
    r"^`backline (?P<command>[^`]+)`\n\n```json\n(?P<json>.*?)^```$",
    (ROOT / "docs" / "json.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of `backline demo`, with a test."""
    root = tmp_path / "heroes"
    shutil.copytree(ROOT / "lsp_server" / "cli" / "sample", root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "tests").mkdir(exist_ok=True)
    (root / "tests" / "test_teams.py").write_text(
        "async def test_get_team(client):\n    await client.get('/api/v1/teams/1')\n"
    )
    monkeypatch.chdir(root)
    # A key, so that `doctor` has an address to tell of; nothing is sent.
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-test-loopback")
    return root


@pytest.mark.parametrize(("command", "example"), EXAMPLES, ids=[it[0] for it in EXAMPLES])
def test_the_example_has_the_shape_of_the_answer(
    sample: Path, run: Callable[..., Result], command: str, example: str
) -> None:
    said = json.loads(example)
    answer = json.loads(run(*command.split(), exit_code=None).stdout)
    assert answer, "an empty answer proves nothing"
    compare(said, answer, command)


def compare(example: Any, answer: Any, where: str) -> None:
    """Same keys, same kinds of values, all the way down; null stands for any kind."""
    if isinstance(example, dict):
        assert isinstance(answer, dict), where
        # An open object in the documentation promises nothing about its keys.
        for key in example:
            assert key in answer, f"{where}.{key}"
            compare(example[key], answer[key], f"{where}.{key}")
        if example and where.rpartition(".")[2] != "settings":
            assert set(answer) == set(example), where
    elif isinstance(example, list):
        assert isinstance(answer, list), where
        for number, it in enumerate(answer):
            fitting = next((each for each in example if kind(each) == kind(it)), example[0])
            compare(fitting, it, f"{where}[{number}]")
    elif example is not None and answer is not None:
        assert type(example) is type(answer), where


def kind(value: Any) -> Any:
    return value.get("kind") if isinstance(value, dict) else None


def test_every_command_with_json_is_documented() -> None:
    assert {it[0].split()[0] for it in EXAMPLES} == {
        "check", "routes", "models", "map", "actions", "apply", "hover", "explain", "doctor",
    }  # fmt: skip

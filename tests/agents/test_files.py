"""Agent and skills are files as Claude Code and agentskills.io know them, complete, and true about our rules."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lsp_server.agent.files.agents import agents
from lsp_server.agent.files.folders import sources
from lsp_server.agent.files.skills import preloaded, skills
from lsp_server.edits import scan
from lsp_server.rules import ALL as RULES
from tests.agents.fences import AGENTS, ALL

AGENT = AGENTS / "backend-api-developer.md"
SKILLS = sorted((AGENTS / "skills").iterdir())
FILES = sorted(AGENTS.rglob("*.*"))
NAMES = [it.relative_to(AGENTS).as_posix() for it in FILES]
_TO_DO = re.compile(r"\b(TODO|FIXME|XXX|TBD|WIP|lorem ipsum|coming soon|your-[a-z-]+|foo|bar)\b", re.IGNORECASE)


def parts(path: Path) -> tuple[dict[str, Any], str]:
    """Front matter and body."""
    opened, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opened == ""
    return yaml.safe_load(head), body


def test_the_agent_has_the_front_matter_of_a_sub_agent() -> None:
    head, body = parts(AGENT)
    assert list(head) == ["name", "description", "model", "skills"]
    assert (head["name"], head["model"]) == (AGENT.stem, "sonnet")
    assert "Use when" in head["description"] and len(head["description"]) <= 1024
    assert len(body.split()) < 1200


def test_the_agent_names_every_skill_and_no_other() -> None:
    assert sorted(parts(AGENT)[0]["skills"]) == [it.name for it in SKILLS]


def test_our_own_reader_finds_nothing_odd_and_cuts_nothing() -> None:
    found, known = agents(sources(None, None)), skills(sources(None, None))
    assert (found.problems, known.problems) == ((), ())
    (agent,) = found.agents
    loaded, problems = preloaded(agent, known)
    assert problems == ()
    assert [it.name for it in loaded] == parts(AGENT)[0]["skills"]
    assert [it.body.strip() for it in loaded] == [
        parts(AGENTS / "skills" / it.name / "SKILL.md")[1].strip() for it in loaded
    ]


@pytest.mark.parametrize("skill", SKILLS, ids=lambda it: it.name)
def test_a_skill_is_one_of_the_standard(skill: Path) -> None:
    assert [it.name for it in skill.iterdir()] == ["SKILL.md"]
    text = (skill / "SKILL.md").read_text(encoding="utf-8")
    head, body = parts(skill / "SKILL.md")
    assert list(head) == ["name", "description"]
    assert head["name"] == skill.name and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", skill.name) and len(skill.name) <= 64
    assert re.search(r"\bUse (when|for) ", head["description"]) and len(head["description"]) <= 1024
    assert body.lstrip().startswith("# ")
    assert len(text.splitlines()) < 300
    assert len(text) <= 8_000  # some 2,000 tokens


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_is_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.suffix == ".md"
    assert text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text and "\t" not in text
    assert not [it for it in text.splitlines() if it != it.rstrip()]
    assert not [it for it in text.splitlines() if len(it) > 120 and not it.startswith("description: ")]
    assert _TO_DO.findall(text) == []
    assert scan.deception("", text) is None


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_rules_that_are_named_exist(path: Path) -> None:
    assert set(re.findall(r"BL\d+", path.read_text(encoding="utf-8"))) <= set(RULES)


@pytest.mark.parametrize("fence", ALL, ids=lambda it: it.name)
def test_no_code_is_left_out(fence: Any) -> None:
    assert scan.elision("", fence.text) is None

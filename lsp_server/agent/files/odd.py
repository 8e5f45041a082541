"""What is odd about one file that is written for agents, whichever kind it is."""

import re

from lsp_server.agent.files import written_actions
from lsp_server.agent.files.agents import agent_of
from lsp_server.agent.files.skills import skill_of
from lsp_server.agent.files.values import Problem
from lsp_server.edits.change import Refusal
from lsp_server.text import Span

_AGENT = re.compile(r"(?:^|.*/)\.claude/agents/.+\.md")
_SKILL = re.compile(r"(?:^|.*/)\.claude/skills/(?:(?:.+/)?(?P<folder>[^/]+)/[^/]+|(?P<name>[^/]+))\.md", re.IGNORECASE)
_ACTION = re.compile(rf"{re.escape(written_actions.FOLDER)}/(?P<name>[^/]+)\.md")


def odd(path: str, text: str) -> tuple[Problem, ...] | None:
    """What is odd about the file at `path`, relative to the workspace folder; None for a file of no such kind."""
    if _AGENT.fullmatch(path):
        return agent_of(path, text, "project")[1]
    if (skill := _SKILL.fullmatch(path)) is not None:
        return skill_of(path, skill["folder"] or skill["name"], text, "project")[1]
    if (action := _ACTION.fullmatch(path)) is not None:
        found = written_actions.read(action["name"], text)
        if isinstance(found, Refusal):
            sentence = f"This action can't be used: {found.reason}"
            return (Problem("project", path, Span(0, len(text.partition("\n")[0].encode())), sentence),)
        return ()
    return None

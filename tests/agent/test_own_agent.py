"""The person's own agent takes the place of ours: what its file asks for is what the model gets (D15)."""

import asyncio

from lsp_server.agent.ear import Inquiry
from lsp_server.agent.interview import Interview
from lsp_server.agent.result import Failed, Made
from tests.agent.bench import Listener
from tests.agent.conftest import Start
from tests.agent.standin.turns import calls, says

OWN = """\
---
name: backend-api-developer
description: Ours.
model: opus
effort: low
tools: Read, Grep
maxTurns: 2
---
You answer in one word.
"""
WISH = {
    "app/names.py": "# backline: say who the hero is\ndef name() -> str:\n    return ''\n",
    ".claude/agents/backend-api-developer.md": OWN,
}


async def test_its_model_effort_and_tools(start: Start) -> None:
    bench, server = await start(says("<nothing>Fine.</nothing>"))
    bench.write(WISH)
    assert isinstance(await bench.run("ask", "app/names.py", "name()"), Made)
    body = server.messages[0].json
    assert body["model"] == "claude-opus-5-5"
    assert body["output_config"] == {"effort": "low"}
    assert [it["name"] for it in body["tools"]] == ["read_file", "search", "get_symbol", "ask_user"]
    assert body["system"][0]["text"].startswith("You answer in one word.")


async def test_its_turns(start: Start) -> None:
    bench, server = await start(*[calls("search", text="hero")] * 2)
    bench.write(WISH)
    result = await bench.run("ask", "app/names.py", "name()")
    assert isinstance(result, Failed)
    assert result.sentence == "The agent used all of its 2 turns."
    assert len(server.messages) == 2


async def test_the_time_that_an_answer_takes_is_not_the_agent_s() -> None:
    async with asyncio.timeout(60) as limit:
        before = limit.when()
        assert before is not None
        await Interview(Listener(), limit).ask(Inquiry("Which?", ("This", "That")))
        after = limit.when()
    assert after is not None
    assert after > before

"""A question of the agent, answered with a button, in the menu, or by nobody."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.agent.standin.turns import says
from tests.agent.test_questions import QUESTION
from tests.e2e.agent.conftest import GENERATE, editor, settle
from tests.e2e.test_agent import BETTER, Begin

YES = "The answer is: Yes"
NO = "The answer is: No: a name stays taken"


async def test_with_a_button(root: Path, tmp_path: Path, begin: Begin) -> None:
    await begin(says(QUESTION), says(BETTER).expecting(YES))
    settle(root, tmp_path)
    async with editor(root, "Yes") as client:
        done = await client.choose("app/models.py", client.find("app/models.py", "Hero("), GENERATE)
        assert client.questions == ["May a hero's name be taken again after the hero was deleted?"]
    assert done.said[0].startswith("Created a service for heroes.")


@pytest.mark.parametrize("name", ["helix-25.01.1", "emacs-30.1-eglot-1.17.30"])
async def test_in_the_menu(root: Path, tmp_path: Path, begin: Begin, name: str) -> None:
    server = await begin(says(QUESTION), says(BETTER).expecting(YES))
    settle(root, tmp_path)
    async with editor(root, name=name) as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, GENERATE)
        assert await client.said() == (
            "May a hero's name be taken again after the hero was deleted? Answer with the code actions of models.py."
        )
        answers = [it for it in await client.actions("app/models.py", here) if it.title.startswith("Answer: ")]
        assert [it.title[:11] for it in answers] == ["Answer: Yes", "Answer: No:"]
        assert answers[0].command is not None
        await client.client.workspace_execute_command_async(
            lsp.ExecuteCommandParams(answers[0].command.command, answers[0].command.arguments)
        )
        await server.asked(2)
        await client.said()
        assert client.questions == []


async def test_by_nobody(root: Path, tmp_path: Path, begin: Begin) -> None:
    await begin(says(QUESTION), says(BETTER).expecting(NO))
    settle(root, tmp_path)
    async with editor(root, None, questionTimeout=1) as client:
        done = await client.choose("app/models.py", client.find("app/models.py", "Hero("), GENERATE)
    assert done.said[0] == "Nobody answered, so the agent goes on with “No: a name stays taken”."

"""Stopping an agent at any moment: the model is left at once, and nothing is written."""

import random
from pathlib import Path

import pytest
from lsprotocol import types as lsp

from tests.agent.standin.turns import says
from tests.agent.test_cancel import EVENTS
from tests.e2e.agent.conftest import GENERATE, editor, settle
from tests.e2e.test_agent import BETTER, Begin

MOMENTS = sorted(random.Random(9).sample(range(EVENTS), 4))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("by", ["code action", "progress"])
async def test_nothing_is_written(root: Path, tmp_path: Path, begin: Begin, moment: int, by: str) -> None:
    server = await begin(says(BETTER, thinks=False).waiting(moment))
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        before = client.on_disk()
        await client.begin("app/models.py", here, GENERATE)
        await server.gate.reached()
        if by == "progress":
            await client.wait(lambda: GENERATE in client.progress.values())
            token = next(token for token, title in client.progress.items() if title == GENERATE)
            client.client.window_work_done_progress_cancel(lsp.WorkDoneProgressCancelParams(token))
        else:
            action = next(it for it in await client.actions("app/models.py", here) if it.title == f"Cancel: {GENERATE}")
            assert action.command is not None
            await client.client.workspace_execute_command_async(
                lsp.ExecuteCommandParams(action.command.command, action.command.arguments)
            )
        assert await client.said() == f"“{GENERATE}” was cancelled; nothing was written."
        await server.messages[0].over()
        assert server.messages[0].hung_up
        assert (client.on_disk(), client.asked) == (before, [])

"""A model that fails in the editor: the draft with one sentence, or the sentence alone; and the server goes on."""

from pathlib import Path

import pytest

from lsp_server.server.editor.person import Applied
from tests.agent.standin import turns
from tests.agent.standin.turns import says
from tests.agent.standin.values import Turn
from tests.e2e.agent.conftest import GENERATE, editor, settle
from tests.e2e.test_agent import BETTER, Begin

FAULTS: dict[str, tuple[Turn, str]] = {
    "refusal": (turns.refuses(), "The model declined this task."),
    "429": (turns.rate_limited(3600), "127.0.0.1 has no requests left for you; try again in 60 min."),
    "cut": (says(BETTER).cut(9, "ends"), "The model's answer was cut off before its end."),
    "HTML": (turns.html(), "127.0.0.1 answered, but not as a model's service does; is its address right?"),
}


@pytest.mark.parametrize(("turn", "sentence"), FAULTS.values(), ids=FAULTS)
async def test_the_draft_with_a_sentence_and_then_the_sentence_alone(
    root: Path, tmp_path: Path, begin: Begin, turn: Turn, sentence: str
) -> None:
    server = await begin(turn, turn, says("A hero is somebody who helps."))
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        explained = await client.choose("app/models.py", here, "Explain Hero")
        drafted = await client.choose("app/models.py", here, GENERATE)

        assert (explained.files, explained.said) == ((), (sentence,))
        assert '"""Get a hero by its key."""' in made(drafted)["app/services.py"]
        assert f"This is the offline draft. {sentence}" in drafted.said[0]

        await client.begin("app/models.py", here, "Explain Hero")
        await client.wait(lambda: bool(client.shown))
    assert len(server.messages) == 3


async def test_silence_ends_with_the_time_that_the_person_gives(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin(turns.silent())
    settle(root, tmp_path)
    async with editor(root, agentTimeout=8) as client:
        here = client.find("app/models.py", "Hero(")
        done = await client.choose("app/models.py", here, GENERATE)
    assert "This is the offline draft. The agent was not done within 8 s, so it was stopped." in done.said[0]
    assert server.messages[0].hung_up


def made(done: Applied) -> dict[str, str]:
    return {path: after for path, _, after in done.files}

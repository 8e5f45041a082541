"""The project's tools in a run of the agent: what they find goes back to the model, and only where they may work."""

import sys
from dataclasses import replace

from lsp_server.agent.result import Failed, Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import says

WRONG = '''\
<edit path="app/services.py" symbol="HeroService.get_hero">
async def get_hero(self, hero_id: int) -> Hero:
    """Get a hero."""
    hero = await self.session.get(Hero, hero_id)
    if hero is None:
        raise NotFoundError("Hero", hero_id)
    import subprocess as unused_one
    return hero
</edit>
<summary>Created a service for heroes.</summary>
'''
RIGHT = WRONG.replace("    import subprocess as unused_one\n", "")
COMPLAINT = "`subprocess` imported but unused"


async def test_what_ruff_finds_goes_back_to_the_model(start: Start) -> None:
    bench, server = await start(says(WRONG), says(RIGHT).expecting(COMPLAINT, "ruff F401"))
    bench.environ = {"VIRTUAL_ENV": sys.prefix}
    bench.choices = replace(bench.choices, check_with=("ruff",))
    result = await bench.run("generate-service")
    assert isinstance(result, Made), result
    assert len(server.messages) == 2
    assert "checking with ruff" in bench.ear.said


async def test_nothing_is_asked_without_the_setting(start: Start) -> None:
    bench, _ = await start(says(WRONG))
    bench.environ = {"VIRTUAL_ENV": sys.prefix}
    assert isinstance(await bench.run("generate-service"), Made)
    assert "checking with ruff" not in bench.ear.said


async def test_what_is_still_wrong_is_one_sentence(start: Start) -> None:
    bench, _ = await start(says(WRONG), says(WRONG))
    bench.environ = {"VIRTUAL_ENV": sys.prefix}
    bench.choices = replace(bench.choices, check_with=("ruff",), repairs=1)
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert "\n" not in result.sentence
    assert COMPLAINT.replace("`", "") in result.sentence


async def test_no_tool_works_in_a_folder_that_is_not_trusted(start: Start) -> None:
    bench, server = await start()
    bench.engine.decide(bench.root, "refused")
    bench.environ = {"VIRTUAL_ENV": sys.prefix}
    bench.choices = replace(bench.choices, check_with=("ruff",))
    assert isinstance(await bench.run("generate-service"), Failed)
    assert bench.ear.said == []
    assert server.requests == []


async def test_a_tool_that_is_not_there_is_a_note_of_the_change(start: Start) -> None:
    bench, _ = await start(says(RIGHT))
    bench.choices = replace(bench.choices, check_with=("mypy",))
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert result.change is not None
    assert "There is no virtual environment here, so no tool of the project was asked." in result.change.notes

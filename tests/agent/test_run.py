"""A run from the brief to the judged change, against the stand-in."""

from lsp_server.agent.result import Made
from lsp_server.edits.change import Change
from tests.agent.conftest import Start
from tests.agent.standin.turns import says

BETTER = '''\
<edit path="app/services.py" symbol="HeroService.get_hero">
async def get_hero(self, hero_id: int) -> Hero:
    """Get a hero that the person may see."""
    hero = await self.session.get(Hero, hero_id)
    if hero is None:
        raise NotFoundError("Hero", hero_id)
    return hero
</edit>
<summary>Created a service for heroes.</summary>
<note>Look at who may see a hero.</note>
'''


def texts(change: Change | None) -> dict[str, str]:
    assert change is not None
    return {it.path: it.after for it in change.files}


async def test_what_the_agent_says_goes_on_top_of_the_draft(start: Start) -> None:
    bench, server = await start(says(BETTER))
    draft = texts(bench.task("generate-service").brief.draft)

    result = await bench.run("generate-service")

    assert isinstance(result, Made)
    made = texts(result.change)
    assert made.keys() == draft.keys()
    assert [path for path in made if made[path] != draft[path]] == ["app/services.py"]
    assert '"""Get a hero that the person may see."""' in made["app/services.py"]
    assert result.change is not None
    assert result.change.summary == "Created a service for heroes."
    assert result.notes == ("Look at who may see a hero.",)
    assert len(server.messages) == 1
    assert bench.ear.said[-1] == "checking"

"""What is wrong with an answer goes back to the model, and nothing else; after three rounds the draft is left."""

import pytest

from lsp_server.agent.result import Failed, Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import says
from tests.agent.test_run import BETTER, texts

MISSING = '<edit path="app/services.py" symbol="HeroService.fetch">\nasync def fetch(self): ...\n</edit>'
UNKNOWN_IMPORT = '<import path="app/services.py">from app.nowhere import Thing</import>'
WITHOUT = '<replace path="app/services.py"><old>from app.nowhere import Thing\n</old><new></new></replace>\n'
BROKEN = '<edit path="app/services.py" symbol="HeroService.get_hero">\nasync def get_hero(self, hero_id: int\n</edit>'
LOSES = BROKEN.replace("hero_id: int\n", ") -> None:\n    return None\n")
SHORTENED = (
    '<edit path="app/services.py" symbol="HeroService.get_hero">\n'
    "async def get_hero(self, hero_id: int) -> Hero:\n    # ... existing code ...\n</edit>"
)
OUTSIDE = '<file path="app/other.py">\nx = 1\n</file>'
PROTECTED = '<file path=".github/workflows/x.yml">\non: push\n</file>'
KEY = "rk_live_51HqLyjWDarjtT1zdp7dc"
PROSE = "I have looked at the draft and I like it."

WRONG: dict[str, tuple[str, str]] = {
    "an edit that does not apply": (MISSING, "HeroService.fetch"),
    "an import of nothing": (UNKNOWN_IMPORT, "app.nowhere"),
    "code that can't be parsed": (BROKEN, "get_hero"),
    "something of the draft is lost": (LOSES, "lost its parameter hero_id; keep the draft's signature."),
    "code that is left out": (SHORTENED, "left out"),
    "a file that is not the task's": (OUTSIDE, "app/other.py is not yours to write"),
    "a protected file": (PROTECTED, ".github/workflows/x.yml is not yours to write"),
    "prose": (PROSE, "The answer holds none of the tags that were asked for."),
}


@pytest.mark.parametrize(("wrong", "named"), WRONG.values(), ids=WRONG)
async def test_a_repair_round(start: Start, wrong: str, named: str) -> None:
    bench, server = await start(
        says(wrong), says((WITHOUT if wrong == UNKNOWN_IMPORT else "") + BETTER).expecting("This did not work:", named)
    )
    before = texts(bench.task("generate-service").brief.draft)

    result = await bench.run("generate-service")

    assert isinstance(result, Made), result
    made = texts(result.change)
    assert [it for it in made if made[it] != before[it]] == ["app/services.py"]
    assert '"""Get a hero that the person may see."""' in made["app/services.py"]
    feedback = said_last(server.messages[1].json)
    assert feedback.count("\n- ") == 1, feedback
    assert "asking for a correction (1 of 3)" in bench.ear.said
    assert server.messages[1].json["messages"][:1] == server.messages[0].json["messages"]


async def test_only_what_failed_is_named(start: Start) -> None:
    bench, server = await start(says(BETTER + MISSING), says("<summary>Fine as it is.</summary>" + BETTER))
    result = await bench.run("generate-service")
    feedback = said_last(server.messages[1].json)
    assert "One of your edits is applied; do not send it again." in feedback
    assert feedback.count("\n- ") == 1
    assert "- There is no HeroService.fetch in app/services.py" in feedback
    assert isinstance(result, Made), result


async def test_after_three_rounds_there_is_only_the_draft(start: Start) -> None:
    bench, server = await start(*[says(MISSING)] * 4)
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence.startswith("The agent's answer did not pass the checks: ")
    assert "HeroService.fetch" in result.sentence
    assert len(server.messages) == 4


async def test_the_draft_is_given_back_where_nothing_needs_to_change(start: Start) -> None:
    bench, _ = await start(says("<nothing>The draft does all that is asked.</nothing>"))
    draft = bench.task("generate-service").brief.draft
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert (texts(result.change), result.nothing) == (texts(draft), "The draft does all that is asked.")


async def test_secrets_come_back_in_the_file_that_has_them_and_nowhere_else(start: Start) -> None:
    stolen = '<insert path="app/services.py">\nDSN = "«SECRET_1»"\n</insert>'
    bench, server = await start(says(stolen), says(BETTER).expecting_no(KEY))
    bench.write({"CLAUDE.md": f"The test key is {KEY}.\n"})
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert "- app/services.py would get a secret of another file." in said_last(server.messages[1].json)
    assert not any("SECRET" in it or KEY in it for it in texts(result.change).values())


def said_last(body: object) -> str:
    assert isinstance(body, dict)
    return str(body["messages"][-1]["content"][0]["text"])

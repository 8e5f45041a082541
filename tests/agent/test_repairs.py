"""What is wrong with an answer goes back to the model, and nothing else; after three rounds the draft is left."""

import pytest

from lsp_server.agent.result import Failed, Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import says
from tests.agent.test_run import BETTER, texts

MISSING = '<edit path="app/services.py" symbol="HeroService.fetch">\nasync def fetch(self): ...\n</edit>'
UNKNOWN_IMPORT = '<import path="app/services.py">from app.nowhere import Thing</import>'
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
    "a file that is not the task's": (OUTSIDE, "app/other.py is not among the files of this task"),
    "a protected file": (PROTECTED, ".github/workflows/x.yml is not among the files of this task"),
    "prose": (PROSE, "The answer is in another form than the one that was asked for"),
}


@pytest.mark.parametrize(("wrong", "named"), WRONG.values(), ids=WRONG)
async def test_a_repair_round(start: Start, wrong: str, named: str) -> None:
    bench, server = await start(says(wrong), says(BETTER).expecting("This did not work:", named))
    before = texts(bench.task("generate-service").brief.draft)

    result = await bench.run("generate-service")

    assert isinstance(result, Made), result
    made = texts(result.change)
    assert [it for it in made if made[it] != before[it]] == ["app/services.py"]
    assert '"""Get a hero that the person may see."""' in made["app/services.py"]
    assert "app.nowhere" not in made["app/services.py"]
    feedback = said_last(server.messages[1].json)
    assert feedback.count("\n- ") == 1, feedback
    assert "asking for a correction (1 of 3)" in bench.ear.said
    assert server.messages[1].json["messages"][:1] == server.messages[0].json["messages"]


async def test_only_what_failed_is_named(start: Start) -> None:
    bench, server = await start(says(BETTER + MISSING), says("<summary>Fine as it is.</summary>" + BETTER))
    result = await bench.run("generate-service")
    feedback = said_last(server.messages[1].json)
    assert "One of your edits was kept; do not send it again." in feedback
    assert feedback.count("\n- ") == 1
    assert "- There is no HeroService.fetch in app/services.py" in feedback
    assert isinstance(result, Made), result


async def test_a_refused_answer_leaves_nothing_behind(start: Start) -> None:
    """The model needs not undo what was refused: its import of nothing is gone, and so is what came with it."""
    helper = '<insert path="app/services.py">\ndef helper() -> Thing: ...\n</insert>'
    bench, server = await start(says(UNKNOWN_IMPORT + helper), says(BETTER))
    before = texts(bench.task("generate-service").brief.draft)
    result = await bench.run("generate-service")
    assert isinstance(result, Made), result
    made = texts(result.change)["app/services.py"]
    assert "Thing" not in made
    assert len(made.splitlines()) == len(before["app/services.py"].splitlines())
    assert said_last(server.messages[1].json).endswith(
        "Nothing of it was kept. Answer with all the edits of this answer again, mended, in the same form."
    )


async def test_what_passed_in_an_earlier_round_stays(start: Start) -> None:
    noted = '<insert path="app/services.py">\ndef helper() -> None: ...\n</insert>'
    bench, _ = await start(says(noted + MISSING), says(UNKNOWN_IMPORT), says(BETTER))
    result = await bench.run("generate-service")
    assert isinstance(result, Made), result
    made = texts(result.change)["app/services.py"]
    assert "def helper()" in made
    assert '"""Get a hero that the person may see."""' in made
    assert "app.nowhere" not in made


async def test_an_edit_that_needs_one_that_failed_is_sent_again_with_it(start: Start) -> None:
    """What applies is kept only if the gates like it without the rest."""
    bench, server = await start(says(UNKNOWN_IMPORT + MISSING), says(BETTER))
    result = await bench.run("generate-service")
    assert isinstance(result, Made), result
    assert "app.nowhere" not in texts(result.change)["app/services.py"]
    assert "Nothing of it was kept." in said_last(server.messages[1].json)


async def test_after_three_rounds_there_is_only_the_draft(start: Start) -> None:
    bench, server = await start(*[says(MISSING)] * 4)
    result = await bench.run("generate-service")
    assert isinstance(result, Failed)
    assert result.sentence.startswith("The agent's answer did not pass the checks. ")
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

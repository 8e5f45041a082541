"""Questions of the model to the person, and decisions that it proposes to write down."""

from dataclasses import replace

from lsp_server.agent.result import Made
from tests.agent.conftest import Start
from tests.agent.standin.turns import says
from tests.agent.test_repairs import said_last
from tests.agent.test_run import BETTER, texts

QUESTION = """\
<question default="2">May a hero's name be taken again after the hero was deleted?
<choice>Yes: [names](command:evil) are unique among heroes that are not deleted</choice>
<choice>No: a name stays taken</choice>
</question>
"""
ADR = '<adr title="Heroes keep their names">\n## Context\nNames are known.\n## Decision\nA name stays taken.\n</adr>\n'


async def test_the_person_s_answer_goes_to_the_model(start: Start) -> None:
    bench, server = await start(says(QUESTION), says(BETTER))
    bench.ear.answers = [0]
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert said_last(server.messages[1].json).startswith("The answer is: Yes: [names](command:evil) are unique")
    assert "command:" not in bench.ear.asked[0].choices[0]
    assert bench.ear.asked[0].text == "May a hero's name be taken again after the hero was deleted?"


async def test_nobody_answers_so_the_default_is_taken(start: Start) -> None:
    bench, server = await start(says(QUESTION), says(BETTER))
    assert isinstance(await bench.run("generate-service"), Made)
    assert said_last(server.messages[1].json) == "The answer is: No: a name stays taken\nGo on with it."


async def test_a_third_question_is_not_asked(start: Start) -> None:
    bench, server = await start(says(QUESTION), says(QUESTION), says(QUESTION), says(BETTER))
    assert isinstance(await bench.run("generate-service"), Made)
    assert len(bench.ear.asked) == 2
    assert "Two questions were asked already" in said_last(server.messages[3].json)


async def test_a_decision_becomes_a_file_where_the_person_allows_it(start: Start) -> None:
    bench, _ = await start(says(BETTER + ADR))
    bench.write({"docs/adr/0007-first.md": "# 7. First\n"})
    bench.choices = replace(bench.choices, adrs=True)
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    written = texts(result.change)["docs/adr/0008-heroes-keep-their-names.md"]
    assert written.startswith("# 8. Heroes keep their names\n\nStatus: proposed, ")
    assert written.endswith("## Decision\nA name stays taken.\n")


async def test_a_decision_is_not_written_without_leave(start: Start) -> None:
    bench, _ = await start(says(BETTER + ADR))
    result = await bench.run("generate-service")
    assert isinstance(result, Made)
    assert not [it for it in texts(result.change) if it.endswith(".md")]

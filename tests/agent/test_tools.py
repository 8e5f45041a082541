"""With tools a model reads what it needs and edits a copy; calls that are of no use end the run."""

import pytest

from lsp_server.agent.result import Failed, Made
from tests.agent.bench import Bench
from tests.agent.conftest import Start
from tests.agent.standin.server import StandIn
from tests.agent.standin.turns import answers, calls, says
from tests.agent.standin.values import ToolUse, Turn
from tests.agent.test_run import texts

ROUTES = """\
from fastapi import FastAPI

app = FastAPI()


# backline: say which hero it is
@app.get("/heroes/{hero_id}")
async def read_hero(hero_id: int) -> dict[str, int]:
    return {}
"""
READ = "async def read_hero(hero_id: int) -> dict[str, int]:\n"
BETTER = f'@app.get("/heroes/{{hero_id}}")\n{READ}    return {{"id": hero_id}}\n'
DONE = says("<summary>The hero is named.</summary>")
SECRET = "Zq8vT3nLw0Yk"


async def ask(start: Start, *turns: Turn) -> tuple[Bench, StandIn]:
    bench, server = await start(*turns)
    bench.write({"app/main.py": ROUTES, ".env": f"PASSWORD={SECRET}\n"})
    return bench, server


async def run(bench: Bench) -> object:
    return await bench.run("ask", "app/main.py", "# backline")


async def test_a_comment_is_carried_out(start: Start) -> None:
    edit = calls("replace_symbol", path="app/main.py", symbol="read_hero", code=BETTER)
    comment = calls("str_replace", path="app/main.py", old_str="# backline: say which hero it is\n", new_str="")
    bench, server = await ask(start, calls("read_file", path="app/main.py"), edit, comment, DONE)

    result = await run(bench)

    assert isinstance(result, Made), result
    assert texts(result.change)["app/main.py"] == ROUTES.replace("{}", '{"id": hero_id}').replace(
        "# backline: say which hero it is\n", ""
    )
    assert result.change is not None
    assert result.change.summary == "The hero is named."
    assert [answer(it) for it in server.messages[1:]] == [(ROUTES, False), ("Done.", False), ("Done.", False)]


async def test_what_was_made_with_tools_is_mended_with_tools(start: Start) -> None:
    wrong = calls("add_import", path="app/main.py", line="from app.nowhere import Thing")
    undo = calls("str_replace", path="app/main.py", old_str="from app.nowhere import Thing\n", new_str="")
    edit = calls("replace_symbol", path="app/main.py", symbol="read_hero", code=BETTER)
    bench, server = await ask(start, wrong, edit, DONE, undo, DONE)
    result = await run(bench)
    assert isinstance(result, Made), result
    feedback = server.messages[3].json["messages"][-1]["content"][0]["text"]
    assert "app.nowhere" in feedback
    assert feedback.endswith("What you made with the tools is still there. Mend it with them, then answer again.")
    assert "Thing" not in texts(result.change)["app/main.py"]


READS: dict[str, tuple[Turn, str, bool]] = {
    "a symbol": (calls("get_symbol", path="app/main.py", symbol="read_hero"), READ, False),
    "no such symbol": (calls("get_symbol", path="app/main.py", symbol="x"), "app/main.py defines: read_hero.", True),
    "no such file": (calls("read_file", path="app/none.py"), "There is no file app/none.py to read.", True),
    "out of the workspace": (calls("read_file", path="../../etc/passwd"), "There is no file", True),
    "a file of secrets": (calls("read_file", path=".env"), "There is no file .env to read.", True),
    "a secret in a file": (calls("read_file", path="app/database.py"), "@db/app", False),
    "files": (calls("list_files", glob="app/m*.py"), "app/main.py\napp/models.py", False),
    "a search": (calls("search", text="read_hero"), f"app/main.py:8: {READ.strip()}", False),
    "a search around a secret": (calls("search", text="asyncpg://"), "app/database.py:6: engine = create", False),
    "an unknown tool": (calls("run_shell", command="ls"), "There is no tool run_shell.", True),
    "a field too many": (calls("read_file", path="a", lines="3"), "read_file has no field lines; it has path.", True),
    "a field too few": (calls("read_file"), "read_file needs path.", True),
    "a wrong kind": (calls("read_file", path=3), "path of read_file must be a text.", True),
    "an edit outside": (
        calls("create_file", path="notes.md", file_text="x"),
        "notes.md is not among the files of this task",
        True,
    ),
    "an edit that does not apply": (
        calls("str_replace", path="app/main.py", old_str="q9", new_str=""),
        "The old text is not in",
        True,
    ),
}


@pytest.mark.parametrize(("call", "said", "is_error"), READS.values(), ids=READS)
async def test_a_call(start: Start, call: Turn, said: str, is_error: bool) -> None:
    bench, server = await ask(start, call, says("<nothing>It is a question.</nothing>").expecting_no(SECRET))
    result = await run(bench)
    assert isinstance(result, Made), result
    assert (result.change, result.nothing) == (None, "It is a question.")
    text, wrong = answer(server.messages[1])
    assert (said in text, wrong) == (True, is_error), text


async def test_a_file_that_tools_run_unasked_is_looked_at_first(start: Start) -> None:
    bench, _ = await ask(start, calls("create_file", path="tests/conftest.py", file_text="x = 1\n"), DONE)
    result = await run(bench)
    assert isinstance(result, Made), result
    assert result.dangers == ("pytest runs tests/conftest.py before any test.",)


async def test_a_link_to_a_file_of_secrets_is_not_followed(start: Start) -> None:
    read, search = calls("read_file", path="app/harmless.py"), calls("search", text="PASSWORD")
    bench, server = await ask(start, read, search, says("<nothing>Fine.</nothing>").expecting_no(SECRET))
    (bench.root / "app" / "harmless.py").symlink_to(bench.root / ".env")
    assert isinstance(await run(bench), Made)
    assert answer(server.messages[1]) == ("There is no file app/harmless.py to read.", True)
    assert answer(server.messages[2]) == ("Nothing was found.", False)


async def test_a_python_file_that_is_named_as_one_of_secrets_is_not_there(start: Start) -> None:
    read, search = calls("read_file", path="app/.env.py"), calls("search", text="visible")
    bench, server = await ask(start, read, search, says("<nothing>Fine.</nothing>"))
    bench.write({"app/.env.py": "visible = 1\n"})
    assert "app/.env.py" in bench.snapshot.files
    assert isinstance(await run(bench), Made)
    assert answer(server.messages[1]) == ("There is no file app/.env.py to read.", True)
    assert answer(server.messages[2]) == ("Nothing was found.", False)


async def test_calls_that_are_no_json_are_made_again(start: Start) -> None:
    garbled = answers(ToolUse("read_file", '{"path": nobody quoted this}'))
    bench, server = await ask(start, garbled, garbled, says("<nothing>Fine.</nothing>"))
    assert isinstance(await run(bench), Made)
    assert [it.json["messages"] for it in server.messages[1:]] == [server.messages[0].json["messages"]] * 2


async def test_three_that_are_no_json_end_it(start: Start) -> None:
    bench, _ = await ask(start, *[answers(ToolUse("read_file", '{"path": nobody quoted this}'))] * 3)
    result = await run(bench)
    assert isinstance(result, Failed)
    assert result.sentence == "The model called a tool with something that is no JSON."


async def test_three_useless_calls_in_a_row_end_it(start: Start) -> None:
    bench, server = await ask(start, *[calls("run_shell", command="ls")] * 3)
    result = await run(bench)
    assert isinstance(result, Failed)
    assert result.sentence == "The agent's calls were of no use, 3 times in a row."
    assert len(server.messages) == 3


async def test_a_useful_call_between_starts_the_count_anew(start: Start) -> None:
    useless, useful = calls("run_shell", command="ls"), calls("read_file", path="app/main.py")
    bench, _ = await ask(start, useless, useless, useful, useless, useless, says("<nothing>Fine.</nothing>"))
    assert isinstance(await run(bench), Made)


async def test_the_person_is_asked_by_a_tool(start: Start) -> None:
    bench, server = await ask(
        start, calls("ask_user", question="Which id?", choices=["The key", "A slug"]), says("<nothing>Fine.</nothing>")
    )
    bench.ear.answers = [1]
    assert isinstance(await run(bench), Made)
    assert answer(server.messages[1]) == ("A slug", False)


@pytest.mark.parametrize("given", [{"question": "Which?"}, {"question": "Which?", "choices": ["One"]}, {}])
async def test_a_question_that_is_none(start: Start, given: dict[str, object]) -> None:
    bench, server = await ask(start, calls("ask_user", **given), says("<nothing>Fine.</nothing>"))
    assert isinstance(await run(bench), Made)
    assert answer(server.messages[1]) == ("A question has a text and two to four choices.", True)


async def test_a_third_question_by_a_tool_is_not_asked(start: Start) -> None:
    question = calls("ask_user", question="Which?", choices=["This", "That"])
    bench, server = await ask(start, question, question, question, says("<nothing>Fine.</nothing>"))
    assert isinstance(await run(bench), Made)
    assert len(bench.ear.asked) == 2
    assert answer(server.messages[3]) == (
        "Two questions were asked already; decide for yourself, and say so in a note.",
        True,
    )


def answer(request: object) -> tuple[str, bool]:
    """What the last call was answered with, and whether as an error."""
    block = request.json["messages"][-1]["content"][0]  # type: ignore[attr-defined]
    assert block["type"] == "tool_result"
    return block["content"], block.get("is_error", False)

"""Nothing leaves the machine before the person has said so, once for each folder."""

from pathlib import Path

from tests.agent.standin.turns import says
from tests.e2e.agent.conftest import GENERATE, editor, settle
from tests.e2e.test_agent import BETTER, Begin

NOTHING = says("<nothing>Fine.</nothing>")


async def test_asked_once_and_allowed(root: Path, begin: Begin) -> None:
    server = await begin(says(BETTER), says("A hero helps."))
    async with editor(root, "Allow it in this folder") as client:
        here = client.find("app/models.py", "Hero(")
        assert "Explain Hero" not in " ".join(await client.menu("app/models.py", here))
        await client.begin("app/models.py", here, GENERATE)
        await client.wait(lambda: bool(client.asked))
        assert len(client.questions) == 1
        assert client.questions[0].startswith(
            "May Backline send code of project to 127.0.0.1? It sends the code at hand"
        )
        assert len(server.messages) == 1
    async with editor(root) as client:  # another session knows it
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, "Explain Hero")
        await client.wait(lambda: bool(client.shown))
        assert client.questions == []


async def test_refused_stays_refused(root: Path, begin: Begin) -> None:
    server = await begin()
    async with editor(root, "Stay offline") as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, GENERATE)
        assert await client.said() == "Nothing of project is sent; `backline trust` changes that."
        await client.wait(lambda: bool(client.asked))
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        await client.choose("app/models.py", here, GENERATE)
        assert client.questions == []
    assert server.requests == []


async def test_who_closes_the_question_has_not_agreed(root: Path, begin: Begin) -> None:
    server = await begin()
    async with editor(root, None, questionTimeout=1) as client:
        here = client.find("app/models.py", "Hero(")
        await client.choose("app/models.py", here, GENERATE)
        assert len(client.questions) == 1
    assert server.requests == []


async def test_offline_asks_and_sends_nothing(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin()
    settle(root, tmp_path, 'engine = "offline"')
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        titles = await client.menu("app/models.py", here)
        assert GENERATE in titles
        assert not [it for it in titles if it.startswith("Explain")]
        done = await client.choose("app/models.py", here, GENERATE)
        assert len(done.files) > 1
    assert server.requests == []

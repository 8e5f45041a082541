"""The person types while an agent works: nothing of either is lost, or the agent's change is refused."""

from pathlib import Path

from tests.agent.standin.turns import says
from tests.e2e.agent.conftest import GENERATE, editor, settle
from tests.e2e.test_agent import BETTER, Begin

TEAM = """

class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    city: str
"""
HERE = (
    '<replace path="app/models.py"><old>    """Somebody who helps."""</old>'
    '<new>    """Somebody who helps, once asked."""</new></replace>'
)
EVAL = BETTER.replace("    hero = await", '    eval("1")\n    hero = await')


async def test_what_was_typed_elsewhere_stays(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin(says(BETTER, thinks=False).waiting(5))
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, GENERATE)
        await server.gate.reached()
        typed = client.buffers["app/models.py"].text + "\n\nclass Villain(SQLModel):\n    name: str\n"
        client.change("app/models.py", typed)
        await client.hover("app/models.py", here)  # answered: the server has read what was typed
        server.gate.go_on()
        await client.wait(lambda: bool(client.asked))
        await client.said()
        assert "class Villain(SQLModel):" in client.buffers["app/models.py"].text
        assert '"""Get a hero that the person may see."""' in client.buffers["app/services.py"].text
    assert len(server.messages) == 1  # nobody pays twice


async def test_a_change_of_lines_that_changed_is_refused(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin(says(HERE, thinks=False).waiting(5))
    settle(root, tmp_path)
    (root / ".backline" / "actions").mkdir(parents=True)
    (root / ".backline" / "actions" / "document.md").write_text("Write why it exists.\n", encoding="utf-8")
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, "Document")
        await server.gate.reached()
        typed = client.buffers["app/models.py"].text.replace("Somebody who helps", "Somebody who flies")
        client.change("app/models.py", typed)
        await client.hover("app/models.py", here)  # answered: the server has read what was typed
        server.gate.go_on()
        assert (await client.said()).startswith("“Document” was not applied: ")
        assert (client.asked, client.buffers["app/models.py"].text) == ([], typed)


async def test_dangerous_code_is_looked_at_whatever_the_settings_say(root: Path, tmp_path: Path, begin: Begin) -> None:
    await begin(says(EVAL))
    settle(root, tmp_path)
    async with editor(root, review="never") as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, GENERATE)
        sentence = await client.said()
        assert f"“{GENERATE}” waits for you" in sentence
        assert "Look at this first: app/services.py:" in sentence
        assert client.asked == []
        assert f"Apply: {GENERATE} (5 files)" in await client.menu("app/models.py", here)


async def test_several_runs_are_taken_back_one_by_one(root: Path, tmp_path: Path, begin: Begin) -> None:
    models = root / "app" / "models.py"
    models.write_text(models.read_text("utf-8") + TEAM, encoding="utf-8")
    nothing = says("<nothing>Fine.</nothing>")
    await begin(nothing, nothing)
    settle(root, tmp_path)
    async with editor(root, review="never") as client:
        before = client.on_disk()
        await client.choose("app/models.py", client.find("app/models.py", "Hero("), GENERATE)
        await client.choose("app/models.py", client.find("app/models.py", "Team("), "Generate service for Team")
        here = client.find("app/services.py", "class")
        undone = await client.choose("app/services.py", here, "Undo: Generate service for Team")
        assert undone.said[0].startswith("“Generate service for Team” was undone.")
        assert "TeamService" not in client.on_disk()["app/services.py"]
        chosen = client.find("app/models.py", "Hero(")  # the file where it was chosen, which it did not change
        undone = await client.choose("app/models.py", chosen, "Undo: Generate service for Hero")
        assert undone.said[0].startswith("“Generate service for Hero” was undone.")
        assert client.on_disk() == before

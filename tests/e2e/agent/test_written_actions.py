"""Actions of the project's own: offered, explained once where they are malformed, held to what they may write."""

from pathlib import Path

from tests.agent.standin.turns import says
from tests.e2e.agent.conftest import editor, settle
from tests.e2e.test_agent import Begin

DOCUMENT = "---\ntitle: Document {target}\napplies-to: table\nmay-write: app/models.py\n---\nWrite why it exists.\n"
BETTER = (
    '<replace path="app/models.py"><old>    """Somebody who helps."""</old>'
    '<new>    """Somebody who helps, once asked."""</new></replace>\n<summary>Said why.</summary>'
)
OUTSIDE = '<file path="app/other.py">\nx = 1\n</file>'


async def test_offered_and_held_to_what_it_may_write(root: Path, tmp_path: Path, begin: Begin) -> None:
    folder = root / ".backline" / "actions"
    folder.mkdir(parents=True)
    (folder / "document.md").write_text(DOCUMENT, encoding="utf-8")
    (folder / "broken.md").write_text("---\ntitel: Oops\n---\nDo it.\n", encoding="utf-8")
    server = await begin(
        says(OUTSIDE).expecting("Write why it exists."),
        says(BETTER).expecting("app/other.py is not among the files of this task; you may write app/models.py."),
    )
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        titles = await client.menu("app/models.py", here)
        assert "Document Hero (sonnet)" in titles
        assert await client.said() == (
            "This action can't be used. .backline/actions/broken.md: `titel` is not known; did you mean `title`?"
        )
        done = await client.choose("app/models.py", here, "Document Hero")
        assert done.said[0].startswith("Said why.")
        assert '"""Somebody who helps, once asked."""' in client.buffers["app/models.py"].text
        elsewhere = client.find("app/models.py", "from sqlmodel")
        assert not [it for it in await client.menu("app/models.py", elsewhere) if it.startswith("Document")]
        assert not (root / "app" / "other.py").exists()
    assert len(server.messages) == 2

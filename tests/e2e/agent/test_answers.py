"""Answers that change nothing: an explanation for hover, findings of a review; both until the code changes."""

from pathlib import Path

from tests.agent.standin.turns import says
from tests.e2e.agent.conftest import editor, settle
from tests.e2e.test_agent import Begin

TOLD = "# Hero\n\nSomebody who helps, ![x](https://evil.example/?q) once."
FOUND = (
    '<finding path="app/models.py" line="8" requirement="FR-001">At most 40 characters; here any.</finding>\n'
    '<finding path="app/other.py" line="1" requirement="FR-002">This is not here.</finding>\n'
)
SPEC = "# Feature\n\n## Requirements\n\n- **FR-001**: A Hero's name has at most 40 characters.\n"


async def test_an_explanation_is_shown_by_hover_until_the_code_changes(
    root: Path, tmp_path: Path, begin: Begin
) -> None:
    await begin(says(TOLD))
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        await client.begin("app/models.py", here, "Explain Hero")
        await client.wait(lambda: bool(client.shown))
        assert "Somebody who helps, " in client.shown[0].read_text("utf-8")
        assert "evil.example" not in client.shown[0].read_text("utf-8")
        hover = await client.hover("app/models.py", here)
        assert "Somebody who helps, " in hover
        assert "evil.example" not in hover

        text = client.buffers["app/models.py"].text
        client.change("app/models.py", f"import os\n{text}")  # elsewhere
        assert "Somebody who helps, " in await client.hover("app/models.py", client.find("app/models.py", "Hero("))
        client.change("app/models.py", text.replace("age: int", "years: int"))
        assert "Somebody who helps, " not in await client.hover("app/models.py", here)


async def test_findings_of_a_review_go_with_their_line(root: Path, tmp_path: Path, begin: Begin) -> None:
    (root / "specs" / "001-heroes").mkdir(parents=True)
    (root / "specs" / "001-heroes" / "spec.md").write_text(SPEC, encoding="utf-8")
    server = await begin(says(FOUND).expecting("FR-001", "at most 40 characters"))
    settle(root, tmp_path)
    async with editor(root) as client:
        here = client.find("app/models.py", "Hero(")
        client.published.clear()
        await client.begin("app/models.py", here, "Review Hero against its spec")
        assert (await client.said()).startswith("Hero deviates in one place from what its spec asks for")
        shown = await client.diagnostics("app/models.py")
        found = [(it.line, it.severity, it.message) for it in shown if it.code == "review"]
        assert found == [(7, "information", "FR-001: At most 40 characters; here any.")]

        text = client.buffers["app/models.py"].text
        client.published.clear()
        client.change("app/models.py", text.replace("unique=True", "unique=True, max_length=40"))
        client.save("app/models.py")
        assert "review" not in [it.code for it in await client.diagnostics("app/models.py")]
    assert len(server.messages) == 1

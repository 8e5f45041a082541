"""Files for agents, open in the editor: explained, with a way out."""

from pathlib import Path

from tests.e2e.conftest import opened

AGENT = ".claude/agents/helper.md"
ODD = "---\nname: helper\ndescription: Use it when: something is odd\nmodel: sonmet\n---\nYou help.\n"


async def test_what_is_odd_is_explained_and_mended(root: Path) -> None:
    (root / AGENT).parent.mkdir(parents=True)
    (root / AGENT).write_text(ODD, encoding="utf-8")
    async with opened(root) as client:
        client.open(AGENT)
        shown = await client.diagnostics(AGENT)
        assert [(it.line, it.severity) for it in shown] == [(2, "hint"), (3, "hint")]
        assert "no strict YAML" in shown[0].message
        assert "sonnet" in shown[1].message

        (fix,) = await client.actions(AGENT, client.find(AGENT, "sonmet"))
        assert fix.title == "Write sonnet"
        assert fix.edit is not None


async def test_other_markdown_is_left_alone(root: Path) -> None:
    (root / "README.md").write_text(ODD, encoding="utf-8")
    async with opened(root) as client:
        client.open("README.md")
        assert await client.actions("README.md", client.find("README.md", "sonmet")) == []
        assert "README.md" not in client.published

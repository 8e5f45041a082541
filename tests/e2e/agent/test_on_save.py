"""A review on every save, for who wants it: findings without a sentence, and nobody pays twice for the same text."""

from pathlib import Path

from tests.agent.standin.turns import says
from tests.e2e.agent.conftest import editor, settle
from tests.e2e.test_agent import Begin

FOUND = says('<finding path="app/models.py" line="8" requirement="FR-001">The name has no limit.</finding>')


def specified(root: Path) -> None:
    (root / "specs" / "001-heroes").mkdir(parents=True)
    (root / "specs" / "001-heroes" / "spec.md").write_text("# Feature Specification: Heroes\n", encoding="utf-8")


async def test_a_saved_file_is_reviewed_quietly_and_once(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin(FOUND)
    settle(root, tmp_path)
    specified(root)
    async with editor(root, **{"review-on-save": True}) as client:
        client.save("app/models.py")
        await client.wait(lambda: "review" in [it.code for it in client.published.get("app/models.py", ())])
        for _ in range(2):
            client.save("app/models.py")
            await client.wait(lambda: "review" in [it.code for it in client.published.get("app/models.py", ())])
        assert client._said == []
    assert len(server.messages) == 1


async def test_without_specs_nothing_is_asked(root: Path, tmp_path: Path, begin: Begin) -> None:
    server = await begin()
    settle(root, tmp_path)
    async with editor(root, **{"review-on-save": True}) as client:
        client.save("app/models.py")
        await client.diagnostics("app/models.py")
        assert client._said == []
    assert server.messages == []

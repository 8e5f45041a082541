"""Where files for agents are looked for: real folders, real links, and our own bundle."""

from pathlib import Path

from lsp_server.agent.files import bundled
from lsp_server.agent.files.agents import agents
from lsp_server.agent.files.folders import sources
from lsp_server.agent.files.instructions import instructions
from lsp_server.agent.files.skills import preloaded, skills
from lsp_server.reading.files import Files

AGENT = "---\nname: {0}\ndescription: The {0}\n---\nBody of {0}.\n"


def write(folder: Path, path: str, text: str) -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_our_own_files_are_found_and_nothing_is_odd_about_them() -> None:
    ours = sources(None, None)
    known, found = skills(ours), agents(ours)

    assert bundled.folder().name in ("agents", "_agents")
    assert [it.name for it in found.agents] == ["backend-api-developer"]
    loaded, odd = preloaded(found.agents[0], known)
    assert [it.name for it in loaded] == [it.text for it in found.agents[0].skills]
    assert len(loaded) == 8
    assert (*found.problems, *known.problems, *odd) == ()


def test_a_workspace_that_is_not_trusted_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "home", ".claude/agents/mine.md", AGENT.format("mine"))
    write(tmp_path / "project", ".claude/agents/theirs.md", AGENT.format("theirs"))

    assert [it.name for it in agents(sources(None, tmp_path / "home")).agents] == ["backend-api-developer", "mine"]


def test_a_project_agent_goes_before_ours_of_the_same_name(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/backend.md", AGENT.format("backend-api-developer"))
    (found,) = agents(sources(tmp_path, None)).agents

    assert (found.scope, found.body) == ("project", "Body of backend-api-developer.")


def test_an_open_document_is_newer_than_the_disk(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/a.md", AGENT.format("old"))
    opened = {".claude/agents/a.md": AGENT.format("new")}

    assert agents(sources(tmp_path, None, opened.get)).named("new") is not None


def test_links_are_followed_inside_of_the_workspace_only(tmp_path: Path) -> None:
    project = tmp_path / "project"
    outside = write(tmp_path, "elsewhere/secret-agent.md", AGENT.format("outside"))
    write(project, "docs/inside.md", AGENT.format("inside"))
    folder = project / ".claude" / "agents"
    folder.mkdir(parents=True)
    (folder / "in.md").symlink_to(project / "docs" / "inside.md")
    (folder / "out.md").symlink_to(outside)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dangling.md").symlink_to("nowhere.md")
    (project / "CLAUDE.md").symlink_to(outside)

    found = agents(sources(project, None))
    assert [it.name for it in found.agents if it.scope == "project"] == ["inside"]
    assert instructions(Files(project), "main.py").parts == ()


def test_a_linked_copy_of_the_instructions_comes_once(tmp_path: Path) -> None:
    write(tmp_path, "AGENTS.md", "For every agent.\n")
    (tmp_path / "CLAUDE.md").symlink_to("AGENTS.md")

    assert [it.path for it in instructions(Files(tmp_path), "main.py").parts] == ["CLAUDE.md"]


def test_imports_in_a_circle_end(tmp_path: Path) -> None:
    write(tmp_path, "CLAUDE.md", "One: @two.md @CLAUDE.md\n")
    write(tmp_path, "two.md", "Two: @CLAUDE.md\n")
    found = instructions(Files(tmp_path), "main.py")

    assert [it.path for it in found.parts] == ["CLAUDE.md", "two.md"]
    assert found.problems == ()


def test_a_long_skill_is_cut_at_a_line_and_says_so(tmp_path: Path) -> None:
    lines = [f"line {it}" for it in range(700)]
    write(tmp_path, ".claude/skills/long/SKILL.md", "---\nname: long\ndescription: L\n---\n" + "\n".join(lines))
    wide = "\n".join(["ü" * 1000] * 40)
    write(tmp_path, ".claude/skills/wide/SKILL.md", f"---\nname: wide\ndescription: W\n---\n{wide}")
    write(tmp_path, ".claude/skills/word/SKILL.md", f"---\nname: word\ndescription: W\n---\n{'x' * 60_000}")
    found = skills(sources(tmp_path, None))

    assert {it.name: (it.body.count("\n") + 1, len(it.body)) for it in found.skills if it.scope == "project"} == {
        "long": (500, len("\n".join(lines[:500]))),
        "wide": (17, 17 * 1000 + 16),
        "word": (1, 17_500),
    }
    assert [it.message.rpartition(": ")[2] for it in found.problems] == [
        "the last 200 lines are not sent to a model.",
        "the last 23 lines are not sent to a model.",
        "the end of its only line is not sent to a model.",
    ]


def test_reading_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The order of a folder's files is the disk's; the prompt's must not be, for it is cached by its bytes."""
    for name in ("z", "a", "M", "ä", "b"):
        write(tmp_path, f".claude/agents/{name}.md", AGENT.format(name))
        write(tmp_path, f".claude/rules/{name}.md", f"Rule {name}.\n")
        write(tmp_path, f".claude/skills/{name}/SKILL.md", AGENT.format(name))
    places = sources(tmp_path, None)

    assert [it.name for it in agents(places).agents if it.scope == "project"] == ["M", "a", "b", "z", "ä"]
    assert [it.text for it in instructions(Files(tmp_path), "x.py").parts] == [
        f"Rule {it}." for it in ("M", "a", "b", "z", "ä")
    ]
    assert (agents(places), skills(places)) == (agents(places), skills(places))


def test_what_is_gone_unreadable_or_huge_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".claude/agents/huge.md", AGENT.format("huge") + "x" * 300_000)
    (tmp_path / ".claude" / "agents" / "utf16.md").write_bytes(AGENT.format("utf16").encode("utf-16"))
    (tmp_path / ".claude" / "agents" / "folder.md").mkdir()
    (tmp_path / ".claude" / "skills").write_text("a file")

    assert [it.scope for it in agents(sources(tmp_path, tmp_path / "gone")).agents] == ["bundled"]
    assert {it.scope for it in skills(sources(tmp_path / "gone", None)).skills} == {"bundled"}

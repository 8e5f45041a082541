"""Front matter of every shape: what is read has its place, and quotes make valid what was not."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.agent.files.front_matter import front_matter
from lsp_server.agent.files.imports import imports
from lsp_server.agent.files.models import odd_model
from lsp_server.agent.files.reader import AGENT_KEYS
from lsp_server.agent.files.rules import fits
from lsp_server.agent.files.skills import skill_of
from lsp_server.reading.page import page
from lsp_server.text import apply

PIECES = st.sampled_from(
    [*"abc:#'\"\\{}[]|>-*&!%@`,?~\t ü👍", ": ", " #", "\n", "\r\n", "\nuser: ", "<example>", "name", "\\n"]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=15).map("".join))
def test_quotes_keep_what_was_read(text: str) -> None:
    """Where quotes are offered, the file is valid afterwards and says the same."""
    file = f"---\nname: a\ndescription: {text}\nskills: x, y\n---\nBody.\n"
    before = front_matter("a.md", file, AGENT_KEYS)
    if before.mend is None:
        return
    after = front_matter("a.md", apply(file, before.mend.edits), AGENT_KEYS)

    assert after.unreadable is None
    assert after.text("description") == before.text("description")
    assert (after.text("name"), [it.text for it in after.names("skills")]) == ("a", ["x", "y"])
    assert after.body == before.body


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_every_place_is_inside_of_the_file(text: str) -> None:
    found = front_matter("a.md", f"---\nname: {text}\n---\n{text}", AGENT_KEYS)
    data = found.document.data
    for value in found.values.values():
        for span in (value.key, value.span, *(it.span for it in value.elements or ())):
            assert 0 <= span.start <= span.end <= len(data)
            data[span.start : span.end].decode("utf-8")
    skill_of("a/SKILL.md", "a", f"---\nname: {text}\n---\n{text}", "project")
    for it in imports(page("a.md", text)):
        assert found.document.path == "a.md" and it.span.start < it.span.end


def test_a_name_in_a_list_has_its_own_place() -> None:
    for line in (
        "skills: one, two",
        "skills: [one, two]",
        "skills: ['one', \"two\"]",
        "skills:\n  - one\n  - two",
        "skills: |\n  one, two",
    ):
        for colon in ("fine", "not: fine"):
            found = front_matter("a.md", f"---\ndescription: {colon}\n{line}\nmodel: opus\n---\n", AGENT_KEYS)
            assert [(it.text, found.document.slice(it.span)) for it in found.names("skills")] == [
                ("one", "one"),
                ("two", "two"),
            ], line


def test_models_that_are_right_are_left_alone() -> None:
    for name in (
        "sonnet",
        "inherit",
        "claude-opus-5-5",
        "claude-sonnet-4-5",
        "qwen3-coder",
        "gpt-oss:20b",
        "my/model",
        "local",
    ):
        assert odd_model(name) is None, name


def test_models_that_are_misspelt() -> None:
    guesses = {
        "Opus": "opus",
        "sonet": "sonnet",
        "haiku 4.5": "haiku",
        "Claude Sonnet 4": "sonnet",
        "claude-3-opus-20240229": "opus",
    }
    for name, alias in guesses.items():
        found = odd_model(name)
        assert found is not None and found[1] == alias, name


def test_patterns_of_rules() -> None:
    assert fits(["**/*.py"], "a/b/c.py") and fits(["*.py"], "c.py") and not fits(["*.py"], "a/c.py")
    assert fits(["src/{a,b}/**"], "src/b/c/d.py") and not fits(["src/{a,b}/**"], "src/c/d.py")
    assert not fits(["["], "a.py") and not fits([""], "a.py")
    assert fits(["{a,b}" * 40], "a") is False
    assert not fits(["*a" * 60 + "b"], "a" * 250)  # would not come back if every place of the stars were tried
    assert not fits(["**/a/" * 60 + "b"], "a/" * 100 + "c")

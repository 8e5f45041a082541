"""Templates are strict, and what they wrap looks as ruff would have it."""

import ast
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from lsp_server.edits import templates


@pytest.fixture
def own_templates(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Templates of this test instead of the package's."""
    texts: dict[str, str] = {}
    environment = templates._environment().overlay(loader=jinja2.DictLoader(texts))
    monkeypatch.setattr(templates, "_environment", lambda: environment)
    return texts


def test_a_missing_variable_is_an_error(own_templates: dict[str, str]) -> None:
    own_templates["a"] = "class {{ name }}: ...\n"
    assert templates.render("a", name="Hero") == "class Hero: ...\n"
    with pytest.raises(jinja2.UndefinedError):
        templates.render("a")
    with pytest.raises(jinja2.TemplateNotFound):
        templates.render("b")


def test_blocks_leave_no_lines_behind(own_templates: dict[str, str]) -> None:
    own_templates["a"] = "a\n    {% if yes %}\nb\n    {% endif %}\nc\n"
    assert templates.render("a", yes=True) == "a\nb\nc\n"


def test_helpers_know_the_line_length(own_templates: dict[str, str]) -> None:
    own_templates["a"] = '{{ wrap("def f(", ["alpha", "beta"], "):") }}\n    {{ text | docstring(indent=4) }}\n'
    assert (
        templates.render("a", text="What it does.", line_length=40) == 'def f(alpha, beta):\n    """What it does."""\n'
    )
    assert templates.render("a", text="What", line_length=18) == 'def f(\n    alpha, beta\n):\n    """What"""\n'
    assert templates.render("a", text="It does it well.", line_length=14).startswith(
        "def f(\n    alpha,\n    beta,\n):\n"
    )


def test_ruff_would_wrap_the_same_way(tmp_path: Path) -> None:
    parameters = ["session: AsyncSession", "*", "hero_id: int", "data: HeroUpdate", "limit: int = 100"]
    parts = []
    for count in range(1, len(parameters) + 1):
        for length in range(10, 70, 3):
            head = f"async def update_{'x' * length}("
            parts.append(
                templates.wrap(head, parameters[: count if count != 2 else 3], ") -> Hero:") + "\n    return 1\n"
            )
            body = templates.wrap(f"    return {'y' * length}(", ["a", "b=1"][:count], ")", indent=0)
            parts.append(f"def f():\n{body}\n" if "\n" not in body else "def f():\n    return 1\n")
    file = tmp_path / "a.py"
    file.write_text("\n\n".join(parts))
    result = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == ""


@pytest.mark.parametrize(
    "text",
    ['Says "x"', '"', "back\\slash", 'three """ quotes', "A long one. " * 20 + "\n\nAnd 'more' \\n.", "ends in \\"],
)
def test_any_text_can_be_a_docstring_or_a_string(text: str) -> None:
    written = "def f():\n    " + templates.docstring(text, indent=4)
    read = ast.get_docstring(ast.parse(written).body[0])  # type: ignore[arg-type]
    assert read is not None
    assert read.split() == text.split()
    assert max(map(len, written.splitlines())) <= 88
    assert ast.literal_eval(templates.quoted(text)) == text

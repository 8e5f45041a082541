"""Running rules over a file: order, crashes, `# noqa`, half-typed places."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server.diagnose import diagnose, diagnose_settings
from lsp_server.edits.change import Change, EditFile
from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts, read
from lsp_server.project.view import Project
from lsp_server.rule import Finding, Fix, Rule
from lsp_server.settings import Problem, Settings
from lsp_server.silenced import silenced_by
from lsp_server.snapshot import of
from lsp_server.text import Document, Edit, Span


def every_name(code: str, *names: str) -> Rule:
    """A rule that reports these names wherever they are used, last first, each with a fix."""

    def check(file: FileFacts, project: Project) -> Iterator[Finding]:
        for node in reversed(list(syntax.walk(*file.body))):
            if isinstance(node, syntax.Name) and node.id in names:
                change = Change((EditFile(file.document, (Edit(node.span, "x"),)),), "Renamed.")
                yield Finding(code, node.span, f"{node.id} is used", (Fix("Rename", change, safe=True),))

    return Rule(code, f"uses-{code}", "warning", "0.1", check)


def crashing(file: FileFacts, project: Project) -> Iterator[Finding]:
    yield Finding("BL903", Span(0, 1), "seen before the crash")
    raise LookupError("a bug")


RULES = {
    "BL901": every_name("BL901", "a"),
    "BL902": every_name("BL902", "a", "b"),
    "BL903": Rule("BL903", "crashing", "error", "0.1", crashing),
}


def run(text: str, settings: Settings | None = None) -> list[str]:
    project = of([Document("m.py", text)]).project
    found = diagnose(project, "m.py", settings or Settings(), RULES)
    return [f"{it.finding.span.start} {it.code} {it.severity}" for it in found]


def test_findings_come_by_place_then_code_and_a_crash_hurts_one_rule(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert run("b\na\n") == ["0 BL902 warning", "0 BL903 error", "2 BL901 warning", "2 BL902 warning"]
    assert "BL903 (crashing) failed on m.py" in caplog.text
    assert "LookupError: a bug" in caplog.text


def test_settings_choose_the_rules() -> None:
    assert run("a\n", Settings(select=("BL901",))) == ["0 BL901 warning"]
    assert run("a\n", Settings(select=("BL9",), per_file_ignores=(("*.py", ("BL902", "BL903")),))) == [
        "0 BL901 warning"
    ]


def test_noqa_hides_one_line() -> None:
    chosen = Settings(ignore=("BL903",))
    assert run("a  # noqa\na  # noqa: BL901\na\n", chosen) == [
        "10 BL902 warning", "27 BL901 warning", "27 BL902 warning"]  # fmt: skip
    assert run("# backline: noqa: BL902\na\n", chosen) == ["24 BL901 warning"]


def test_a_half_typed_place_is_reported_without_its_fix() -> None:
    project = of([Document("m.py", "a\nf(a, b =\n")]).project
    found = diagnose(project, "m.py", Settings(select=("BL902",)), RULES)
    assert {it.finding.span.start: len(it.finding.fixes) for it in found}[0] == 1
    assert all(not it.finding.fixes for it in found if project.files["m.py"].broken_at(it.finding.span))


def test_problems_of_settings_are_diagnostics_too() -> None:
    (shown,) = diagnose_settings("pyproject.toml", [Problem("Unknown setting `x`.", Span(3, 4))])
    assert (shown.code, shown.name, shown.severity, shown.finding.span) == (
        "BL001", "invalid-setting", "warning", Span(3, 4))  # fmt: skip


COMMENTS = [
    "# noqa", "#noqa", "# NOQA", "#   noqa", "# noqa: F401", "# noqa:F401", "# noqa : F401", "# noqa: f401",
    "# noqa: F401,E501", "# noqa: E501, F401", "# noqa: E501 F401", "# noqa: E501", "# noqa: F40", "# noqa: F",
    "# noqa:", "# noqa: some words", "# noqa: F401 because it is re-exported", "# noqa because",
    "# type: ignore # noqa: F401",
    "# noqa: E501 # noqa: F401", "# no qa", "# see noqa", "# noqa F401", "# noqa: E501,F401,", "# noqa:E501F401",
    "# noqa - why",
    "# noqa: E501;F401", "# noqa (F401)",
]  # fmt: skip


def test_comments_mean_what_they_mean_to_ruff(tmp_path: Path) -> None:
    """Every line imports something unused; what ruff then reports of F401 is what we do not hide."""
    text = "".join(f"import m{number}  {it}\n" for number, it in enumerate(COMMENTS))
    text += 'x = """# noqa\n# noqa"""; import n1\nimport n2; y = "# noqa"\nimport n3; z = """\n"""  # noqa\n'
    text += "import n4, \\\n  n5  # noqa\n"
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--isolated", "--select=F401",
         "--output-format=json", "--exit-zero", "m.py"],
        cwd=tmp_path, capture_output=True, check=True, text=True,
    )  # fmt: skip
    theirs = {it["location"]["row"] for it in json.loads(ran.stdout)}
    file = read(Document("m.py", text))
    silenced = silenced_by(file)
    lines = {file.document.line_of(it.span.start) for it in file.imports}
    ours = {line + 1 for line in lines if not silenced.hides("F401", line)}
    split = text.splitlines()
    assert [split[it - 1] for it in sorted(ours)] == [split[it - 1] for it in sorted(theirs)]


@pytest.mark.parametrize("comment", ["# ruff: noqa", "# ruff: noqa: F401", "# flake8: noqa", "# ruff: noqa: E501"])
def test_comments_for_a_whole_file_mean_what_they_mean_to_ruff(tmp_path: Path, comment: str) -> None:
    text = f"import os\n{comment}\nimport sys\n"
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    ran = subprocess.run(
        [Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--isolated", "--select=F401",
         "--output-format=json", "--exit-zero", "m.py"],
        cwd=tmp_path, capture_output=True, check=True, text=True,
    )  # fmt: skip
    silenced = silenced_by(read(Document("m.py", text)))
    assert bool(json.loads(ran.stdout)) == (not silenced.hides("F401", 0))
    assert silenced_by(read(Document("m.py", text.replace("ruff", "backline")))).hides("F401", 2) == (
        not json.loads(ran.stdout)
    )


def test_windows_line_endings_change_nothing() -> None:
    assert run("a  # noqa: BL901\r\na\r\n", Settings(select=("BL901",))) == ["18 BL901 warning"]

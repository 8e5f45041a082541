"""`backline check`: what is reported, in every format, and what --fix writes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from lsp_server.rule import Rule

Run = Callable[..., Result]
pytestmark = pytest.mark.usefixtures("sample_rule")


def write(project: Path, path: str, text: str) -> None:
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_bytes(text.encode())


def only(run: Run, *arguments: str, exit_code: int = 1) -> Any:
    result = run("check", "--select", "BL999", "--format", "json", *arguments, exit_code=exit_code)
    return json.loads(result.output)["findings"]


def test_text_has_place_code_and_sentence(project: Path, run: Run) -> None:
    write(project, "app/a.py", "x = 1\nä = bad + worse\n")
    result = run("check", "--select", "BL999", exit_code=1)
    assert result.output.splitlines() == [
        "app/a.py:2:5: BL999 `bad` is no name.",
        "app/a.py:2:11: BL999 `worse` is no name.",
        "2 findings in 1 file, 1 of them fixed by --fix.",
    ]
    assert run("check", "--select", "BL999", "app/models.py").output == "No findings in 1 file.\n"


def test_json_counts_from_one_in_code_points(project: Path, run: Run) -> None:
    write(project, "app/a.py", "s = '𝄞é'; bad\n")
    assert only(run, "app/a.py") == [
        {
            "code": "BL999",
            "name": "bad-name",
            "severity": "warning",
            "path": "app/a.py",
            "range": {"start": {"line": 1, "column": 11}, "end": {"line": 1, "column": 14}},
            "message": "`bad` is no name.",
            "fixes": [{"title": "Call it good", "safe": True}],
        }
    ]


def test_github_annotations_are_escaped(project: Path, run: Run) -> None:
    write(project, "app/a,b.py", "bad\n")
    assert run("check", "--select", "BL999", "--format", "github", exit_code=1).output == (
        "::warning title=BL999 bad-name,file=app/a%2Cb.py,line=1,endLine=1,col=1,endColumn=4::`bad` is no name.\n"
    )


def test_sarif_is_what_code_scanning_needs(project: Path, run: Run, sample_rule: Rule) -> None:
    write(project, "app/a b.py", "bad = 1\n\n\nbad = 1\n")
    log = json.loads(run("check", "--select", "BL999", "--format", "sarif", exit_code=1).output)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (only_run,) = log["runs"]
    driver = only_run["tool"]["driver"]
    assert driver["name"] == "Backline"
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["semanticVersion"])
    for index, rule in enumerate(driver["rules"]):
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert [it["ruleId"] for it in only_run["results"] if it["ruleIndex"] == index]
    assert only_run["columnKind"] == "unicodeCodePoints"
    assert len(only_run["results"]) == 2
    for result in only_run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "BL999"
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        for place in (*result["locations"], *result["relatedLocations"]):
            location = place["physicalLocation"]
            assert location["artifactLocation"] == {"uri": "app/a%20b.py", "uriBaseId": "%SRCROOT%"}
            region = location["region"]
            assert all(isinstance(it, int) and it >= 1 for it in region.values())
            assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
    fingerprints = [it["partialFingerprints"]["backline/v1"] for it in only_run["results"]]
    assert len(set(fingerprints)) == 2

    write(project, "app/a b.py", "# moved\nbad = 1\n\n\nbad = 1\n")
    moved = json.loads(run("check", "--select", "BL999", "--format", "sarif", exit_code=1).output)
    assert [it["partialFingerprints"]["backline/v1"] for it in moved["runs"][0]["results"]] == fingerprints


def test_fix_writes_safe_fixes_and_keeps_everything_else(project: Path, run: Run) -> None:
    text = "\ufeffbad = 1\r\n\tworse\r\nx = 'é', bad"
    write(project, "app/a.py", text.replace("\tworse", "worse"))
    (project / "app" / "a.py").chmod(0o640)
    result = run("check", "--select", "BL999", "--fix", exit_code=1)
    assert (project / "app" / "a.py").read_bytes().decode() == "\ufeffgood = 1\r\nworse\r\nx = 'é', good"
    assert (project / "app" / "a.py").stat().st_mode & 0o777 == 0o640
    assert "Fixed 2 findings." in result.output
    assert "1 finding in 1 file." in result.output
    assert sorted(it.name for it in (project / "app").iterdir()) == ["__init__.py", "a.py", "models.py"]


def test_select_and_ignore_win_over_settings(project: Path, run: Run) -> None:
    write(project, "app/a.py", "bad\n")
    write(project, "pyproject.toml", '[tool.backline]\nignore = ["BL9"]\n')
    assert run("check", "app/a.py").output == "No findings in 1 file.\n"
    run("check", "--select", "BL999", "app/a.py", exit_code=1)
    run("check", "--select", "ALL", "--ignore", "BL999,", "app/a.py")
    assert "there is no rule BL000" in run("check", "--select", "BL000", exit_code=2).output


def test_a_wrong_setting_is_a_finding_on_its_line(project: Path, run: Run) -> None:
    write(project, "pyproject.toml", '[tool.backline]\n\nselekt = ["BL9"]\n')
    found = json.loads(run("check", "--format", "json", exit_code=2).output)["findings"]
    assert [(it["code"], it["path"], it["range"]["start"]) for it in found if it["code"] == "BL001"] == [
        ("BL001", "pyproject.toml", {"line": 3, "column": 1})
    ]
    write(project, "pyproject.toml", "[tool.backline\n")
    assert "Not valid TOML" in run("check", exit_code=2).output


def test_excluded_files_are_left_out_unless_they_are_named(project: Path, run: Run) -> None:
    write(project, "old/a.py", "bad\n")
    write(project, "ignored.py", "bad\n")
    write(project, ".gitignore", "ignored.py\n")
    write(project, "pyproject.toml", '[tool.backline]\nexclude = ["old"]\n')
    assert only(run, exit_code=0) == []
    assert [it["path"] for it in only(run, "old/a.py")] == ["old/a.py"]
    assert [it["path"] for it in only(run, "ignored.py")] == ["ignored.py"]


def test_noqa_is_heard(project: Path, run: Run) -> None:
    write(project, "app/a.py", "bad  # noqa: BL999\n")
    assert only(run, exit_code=0) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", b"bad", "notes.txt is no Python file."),
        ("missing.py", None, "missing.py does not exist."),
        ("binary.py", b"\x00\xff\xfe\x80", "binary.py can't be read: it is not UTF-8 text."),
        ("huge.py", b"x = 1\n" * 900_000, "huge.py can't be read: it is larger than 2 MB."),
    ],
)
def test_files_that_cannot_be_read(project: Path, run: Run, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (project / name).write_bytes(content)
        assert run("check", "--select", "BL999").exit_code == 0, "in a folder it is passed over"
    assert said in run("check", name, exit_code=2).output


def test_sarif_of_files_outside_the_current_folder(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "app/a.py", "bad\n")
    (project.parent / "elsewhere").mkdir()
    monkeypatch.chdir(project.parent / "elsewhere")
    log = json.loads(run("check", "--select", "BL999", "--format", "sarif", str(project), exit_code=1).output)
    (result,) = log["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": (project / "app" / "a.py").as_uri()}


def test_odd_but_readable_files_are_checked(project: Path, run: Run) -> None:
    write(project, "app/empty.py", "")
    write(project, "app/half.py", "def f(:\n    return bad\n")
    write(project, "app/windows.py", "a = 1\r\nbad")
    write(project, "app/surprise.py", "class Ä:\n\tx: '🦸' = bad\n")
    assert {it["path"]: it["range"]["start"]["line"] for it in only(run)} == {
        "app/half.py": 2,
        "app/surprise.py": 2,
        "app/windows.py": 2,
    }


def test_paths_outside_the_workspace_are_refused(project: Path, run: Run) -> None:
    (project.parent / "elsewhere").mkdir()
    (project.parent / "elsewhere" / "a.py").write_text("bad\n")
    said = run("check", "app", "../elsewhere", exit_code=2).output
    assert "../elsewhere lies outside the workspace" in said
    result = run("check", "--select", "BL999", "--root", "..", "app", "../elsewhere", exit_code=1)
    assert f"{project.parent}/elsewhere/a.py:1:1: BL999" in result.output

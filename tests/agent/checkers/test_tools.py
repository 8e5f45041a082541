"""What the project's own tools say of a change: real ruff, mypy and pytest."""

from pathlib import Path

import pytest

from tests.agent.checkers.conftest import Project

MAIN = "import os\n\n\ndef twice(number: int) -> int:\n    return number * 2\n"


async def test_ruff_says_what_is_new_and_nothing_else(project: Project) -> None:
    """`os` was unused before."""
    change = project.change(app__main=MAIN + "\n\ndef thrice(number: int) -> int:\n    return nubmer * 3\n")
    assert await project.check(change, "ruff") == ["app/main.py:9: Undefined name `nubmer` (ruff F821)"]
    assert project.said == ["checking with ruff"]


async def test_a_second_one_of_a_kind_that_was_there_is_new(project: Project) -> None:
    change = project.change(app__main="import os\nimport os.path\n" + MAIN.removeprefix("import os\n"))
    (problem,) = await project.check(change, "ruff")
    assert "F401" in problem


async def test_ruff_goes_by_the_configuration_of_the_project(project: Project) -> None:
    (project.root / "ruff.toml").write_text('[lint]\nselect = ["D103"]\n[lint.per-file-ignores]\n"app/new.py" = ["D"]')
    code = "def f():\n    pass\n"
    assert await project.check(project.change(app__new=code, app__other=code), "ruff") == [
        "app/other.py:1: Missing docstring in public function (ruff D103)"
    ]


async def test_mypy_sees_what_a_change_does_to_who_calls(project: Project) -> None:
    project.write(app__caller="from app.main import twice\n\nprint(twice(2) + 1)\n")
    change = project.change(
        app__main="def twice(number: int) -> str:\n    return str(number)\n",
        app__caller=project_text(project) + "x = 1\n",
    )
    assert await project.check(change, "mypy") == [
        'app/caller.py:3: Unsupported operand types for + ("str" and "int") (mypy operator)'
    ]


def project_text(project: Project) -> str:
    return (project.root / "app" / "caller.py").read_text()


async def test_mypy_counts_nothing_that_was_there(project: Project) -> None:
    project.write(app__main="x: int = 'one'\n")
    moved = "# a comment\n\nx: int = 'one'\n"
    assert await project.check(project.change(app__main=moved), "mypy") == []
    assert await project.check(project.change(app__main=moved + "y: int = 'two'\n"), "mypy") == [
        'app/main.py:4: Incompatible types in assignment (expression has type "str", variable has type "int")'
        " (mypy assignment)"
    ]


async def test_pyright_says_what_is_new(project: Project) -> None:
    project.write(app__main="x: int = 'one'\n")
    change = project.change(app__main="x: int = 'one'\ny: str = 1\n")
    problems = await project.check(change, "pyright")
    assert problems[0].startswith("app/main.py:2: Type "), problems
    assert "(pyright reportAssignmentType)" in " ".join(problems)
    assert "main.py:1:" not in " ".join(problems)


async def test_tests_that_a_change_made_are_run_on_the_code_as_it_would_be(project: Project) -> None:
    change = project.change(
        app__main=MAIN.replace("* 2", "* 3"),
        tests__test_main="from app.main import twice\n\n\ndef test_twice():\n    assert twice(2) == 6\n\n\n"
        "def test_wrong():\n    assert twice(1) == 2\n",
    )
    problems = await project.check(change, "pytest")
    assert problems[0] == "tests/test_main.py: assert 3 == 2", problems
    assert problems[-1].endswith("(pytest test_wrong)")


async def test_a_test_that_failed_before_does_not_count(project: Project) -> None:
    failing = "def test_a():\n    assert False\n"
    project.write(tests__test_main=failing)
    assert await project.check(project.change(tests__test_main=failing + "# more\n"), "pytest") == []


async def test_other_tests_are_not_run(project: Project) -> None:
    project.write(tests__test_other="def test_a():\n    assert False\n")
    change = project.change(tests__test_main="def test_b():\n    assert True\n")
    assert await project.check(change, "pytest") == []


async def test_a_test_module_that_can_not_be_imported_is_feedback(project: Project) -> None:
    change = project.change(tests__test_main="from app.main import thrice\n")
    problems = await project.check(change, "pytest")
    assert "cannot import name 'thrice'" in " ".join(problems)


async def test_a_machine_without_what_fixtures_need_is_a_note(project: Project) -> None:
    (project.root / "tests").mkdir()
    (project.root / "tests" / "conftest.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef db():\n    raise ConnectionRefusedError('no PostgreSQL')\n"
    )
    change = project.change(tests__test_main="def test_b(db):\n    assert db\n")
    (note,) = await project.check(change, "pytest")
    assert note.startswith("- 1 of 1 tests could not be run here: ")
    assert "no PostgreSQL" in note


async def test_tests_are_not_run_where_the_change_wants_a_look_first(project: Project) -> None:
    marker = project.root / "ran"
    code = f"import subprocess\n\n\ndef test_a():\n    subprocess.run(['touch', {str(marker)!r}])\n"
    assert await project.check(project.change(tests__test_main=code), "pytest") == [
        "- The tests were not run: first look at what the change does."
    ]


async def test_at_most_forty_lines_go_back(project: Project) -> None:
    problems = await project.check(project.change(app__new="".join(f"n{it}\n" for it in range(100))), "ruff")
    assert len(problems) == 40
    assert problems[-1].endswith(" lines more")


@pytest.mark.parametrize("text", ["", "x = (\n", "x = 1\r\ny = nix\r\n", "ü = 'ß'\n", "\ufeffx = 1\n"])
async def test_ordinary_bad_input(project: Project, text: str) -> None:
    problems = await project.check(project.change(app__new=text), "ruff", "mypy")
    assert all(it.startswith("app/new.py:") for it in problems)
    assert bool(problems) is ("(" in text or "nix" in text)


async def test_a_configuration_that_a_tool_does_not_understand_is_a_note(project: Project) -> None:
    (project.root / "pyproject.toml").write_text("[tool.ruff]\nnonsense = 1\n")
    (note,) = await project.check(project.change(app__new="x = 1\n"), "ruff")
    assert note.startswith("- Ruff could not check app/new.py: ")


async def test_secrets_are_not_copied(project: Project) -> None:
    Path(project.root / ".env").write_text("PASSWORD=1\n")
    code = "from pathlib import Path\n\n\ndef test_a():\n    assert not Path('.env').exists()\n"
    assert await project.check(project.change(tests__test_main=code), "pytest") == []


async def test_keys_of_the_person_are_not_handed_on(project: Project) -> None:
    project.environ["ANTHROPIC_API_KEY"] = "sk-test"
    code = "import os\n\n\ndef test_a():\n    assert 'ANTHROPIC_API_KEY' not in os.environ\n"
    assert await project.check(project.change(tests__test_main=code), "pytest") == []

"""Settings: what is read, what is said of wrong ones, and where."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server import settings as module
from lsp_server.setting_keys import KEYS, Key
from lsp_server.settings import Settings, read_configuration, read_pyproject, schema
from lsp_server.toml import places

CODES = ("BL101", "BL102", "BL201")


def complaints(text: str) -> list[tuple[str, str]]:
    """Each problem's message with the text it points at."""
    data = text.encode()
    _, problems = read_pyproject(text, CODES)
    return [(it.message, data[it.span.start : it.span.end].decode()) for it in problems if it.span is not None]


def test_all_settings_of_a_pyproject_are_read() -> None:
    text = """
[project]
name = "größe"

[tool.backline]
select = ["BL1"]
extend-select = ['BL201']
ignore = [
  "BL102",  # a team's choice
]
exclude = ["legacy"]
check-on = "change"
review = "proposal"
save-changes = true

[tool.backline.per-file-ignores]
"tests/**" = ["ALL"]
"""
    assert read_pyproject(text, CODES) == (
        Settings(("BL1",), ("BL201",), ("BL102",), (("tests/**", ("ALL",)),), ("legacy",), "change", "proposal", True),
        (),
    )


def test_a_project_without_settings_has_the_defaults() -> None:
    assert read_pyproject("", CODES) == (Settings(), ())
    assert read_pyproject('[tool.ruff]\nselect = ["E"]\n', CODES) == (Settings(), ())


def test_what_is_wrong_is_said_at_its_place_and_the_rest_stays_in_force() -> None:
    text = """
["tool"."backline"]
selct = ["BL1"]
ignore = ["BL201", "BL999", 3]
check-on = "typing"
review = "sometimes"
save-changes = "yes"
exclude = "legacy"
per-file-ignores = { "größe.py" = ["BL9"], "b.py" = true }
"""
    assert complaints(text) == [
        ("Unknown setting `selct`; did you mean `select`?", "selct"),
        ("`ignore` must be a list of strings.", "3"),
        ("There is no rule `BL999`.", '"BL999"'),
        ('`check-on` must be "save" or "change".', "check-on"),
        ('`review` must be "auto", "always", "proposal" or "never".', "review"),
        ("`save-changes` must be true or false.", "save-changes"),
        ("`exclude` must be a list of strings.", "exclude"),
        ("There is no rule `BL9`.", '"BL9"'),
        ("`per-file-ignores.b.py` must be a list of strings.", '"b.py"'),
    ]
    settings, _ = read_pyproject(text, CODES)
    assert settings.ignore == ("BL201", "BL999")
    assert settings.per_file_ignores == (("größe.py", ("BL9",)),)


@pytest.mark.parametrize("text", ['tool.backline = "x"', "[tool]\nbackline = 1", "[[tool.backline]]"])
def test_a_backline_that_is_no_table_is_said(text: str) -> None:
    assert [message for message, _ in complaints(text)] == ["`tool.backline` must be a table."]


@pytest.mark.parametrize(
    "text", ["a = [", "=\n", "\0", "[tool.backline]\nselect = ['BL1'\n", "a" * 9 + "=" + "[" * 5000]
)
def test_broken_toml_is_said_once_and_leaves_the_defaults(text: str) -> None:
    settings, problems = read_pyproject(text, CODES)
    assert settings == Settings()
    assert len(problems) == 1 and problems[0].span is not None


def test_the_editors_settings_go_over_the_projects() -> None:
    base = Settings(select=("BL1",), ignore=("BL102",))
    assert read_configuration({"checkOn": "change", "ignore": []}, CODES, base) == (
        Settings(select=("BL1",), check_on="change"),
        (),
    )
    assert read_configuration(None, CODES, base) == (base, ())
    assert [it.message for it in read_configuration([1], CODES, base)[1]] == ["`tool.backline` must be a table."]
    assert [it.message for it in read_configuration({"selekt": 1}, CODES, base)[1]] == [
        "Unknown setting `selekt`; did you mean `select`?"
    ]


@pytest.mark.parametrize(
    ("settings", "running"),
    [
        (Settings(), "BL101 BL102"),
        (Settings(select=("ALL",)), "BL101 BL102 BL201"),
        (Settings(select=("BL2",)), "BL201"),
        (Settings(extend_select=("BL201",)), "BL101 BL102 BL201"),
        (Settings(ignore=("BL1",)), ""),
        (Settings(select=("BL101",), ignore=("BL1",)), "BL101"),
        (Settings(select=("BL1",), ignore=("BL101",)), "BL102"),
        (Settings(select=("BL101",), ignore=("BL101",)), ""),
        (Settings(select=()), ""),
        (Settings(per_file_ignores=(("app/*", ("BL1",)),)), ""),
    ],
)
def test_the_more_specific_choice_wins(settings: Settings, running: str) -> None:
    chosen = [it for it in CODES if settings.runs(it, "app/api/heroes.py", default=it != "BL201")]
    assert chosen == running.split()


PATTERNS = [
    "*.py", "tests/**", "tests/*", "**/tests/*", "__init__.py", "app/__init__.py", "app/**/*.py", "**/*.py", "!app/*",
    "app/[ab].py", "app/[!a].py", "{app,tests}/*.py", "app", "a?p/b.py", "größe.py", "./app/b.py",
]  # fmt: skip
PATHS = ["app/__init__.py", "app/a.py", "app/b.py", "app/api/b.py", "tests/a.py", "tests/x/b.py", "größe.py"]


def test_patterns_mean_what_they_mean_to_ruff(tmp_path: Path) -> None:
    """Each path is checked by the real ruff with one pattern, and compared."""
    for it in PATHS:
        (tmp_path / it).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / it).write_text("import os\n", encoding="utf-8")
    for pattern in PATTERNS:
        config = f"lint.per-file-ignores={{{json.dumps(pattern)}=['F401']}}"
        ran = subprocess.run(
            [Path(sys.executable).with_name("ruff"), "check", "--no-cache", "--isolated", "--select=F401",
             "--output-format=json", "--exit-zero", "--config", config, "."],
            cwd=tmp_path, capture_output=True, check=True, text=True,
        )  # fmt: skip
        reported = {Path(it["filename"]).relative_to(tmp_path).as_posix() for it in json.loads(ran.stdout)}
        ours = Settings(select=("F401",), per_file_ignores=((pattern, ("F401",)),))
        assert {it for it in PATHS if ours.runs("F401", it)} == reported, pattern


def test_excluded_folders_take_their_files_with_them() -> None:
    settings = Settings(exclude=("legacy", "app/gen/", "**/vendored/*.py"))
    excluded = [it for it in ("legacy/a/b.py", "app/gen/x.py", "app/genx.py", "a/vendored/b.py", "main.py")
                if settings.excludes(it)]  # fmt: skip
    assert excluded == ["legacy/a/b.py", "app/gen/x.py", "a/vendored/b.py"]


def test_the_schema_that_ships_is_the_schema_of_the_code() -> None:
    shipped = Path(module.__file__).with_name("settings.schema.json").read_text(encoding="utf-8")
    assert json.loads(shipped) == schema(), "run: make docs"
    assert set(schema()["properties"]) == {it.name for it in KEYS}
    assert {it.field for it in KEYS} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize("key", KEYS, ids=lambda it: it.name)
def test_every_example_is_valid(key: module.Key) -> None:
    if key.personal:
        settings, problems = read_configuration(tomllib.loads(key.example))
    else:
        settings, problems = read_pyproject(f"[tool.backline]\n{key.example}\n")
    assert not problems and getattr(settings, key.field) != getattr(Settings(), key.field)


@pytest.mark.parametrize("key", [it for it in KEYS if it.kind == "choice"], ids=lambda it: it.name)
def test_every_choice_says_what_it_means(key: Key) -> None:
    assert len(key.meanings) == len(key.choices) == len(set(key.meanings))


@pytest.mark.parametrize("key", [it for it in KEYS if it.personal], ids=lambda it: it.name)
def test_a_repository_may_not_spend_anybodys_money(key: module.Key) -> None:
    settings, problems = read_pyproject(f"[tool.backline]\n{key.example}\n")
    assert settings == Settings()
    assert [it.message for it in problems] == [
        f"`{key.name}` is each person's own: set it in the editor's configuration."
    ]


def test_the_place_of_every_key_in_odd_toml_is_found() -> None:
    text = '''# [no.table]
top."dotted \\u00e9.key" = """a [x] = 1
"quotes" # no comment """ # comment
[a . 'b']
list = [ [1, 2], { x = "]" , 'y' = 1979-05-27T07:32:00Z }, # ] comment
   \'\'\'it\'s\'\'\', ]
[[array]]
n = 1
[[array]]
n = +inf
'''
    data, found = text.encode(), places(text)

    def shown(*path: str | int) -> tuple[str, str]:
        place = found[path]
        return data[place.key.start : place.key.end].decode(), data[place.value.start : place.value.end].decode()

    assert shown("top", "dotted é.key")[0] == 'top."dotted \\u00e9.key"'
    assert shown("a", "b")[0] == "a . 'b'"
    assert shown("a", "b", "list", 0, 1)[0] == "2"
    assert shown("a", "b", "list", 1, "x") == ("x", '"]"')
    assert shown("a", "b", "list", 1, "y")[1] == "1979-05-27T07:32:00Z"
    assert shown("a", "b", "list", 2)[0] == "'''it's'''"
    assert shown("array", 1, "n")[1] == "+inf"


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("*.toml")), ids=lambda it: it.name)
def test_every_value_of_a_real_file_is_where_it_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    data, seen = text.encode(), 0
    for at, place in places(text).items():
        value = data[place.value.start : place.value.end].decode()
        if place.value != place.key and not isinstance(at[-1], int):
            known: object = tomllib.loads(text)
            for part in at:
                known = known[part]  # type: ignore[index]
            assert tomllib.loads(f"x = {value}")["x"] == known
            seen += 1
    assert seen > 20


@given(st.text(alphabet="[]{}=\"'\\\n #.,a1é\r\t", max_size=60))
def test_nothing_that_people_type_fails(text: str) -> None:
    for whole in (text, "[tool.backline]\n" + text):
        settings, problems = read_pyproject(whole, CODES)
        assert isinstance(settings, Settings)
        assert all(it.span is not None and it.span.end <= len(whole.encode()) for it in problems)

"""Which files pytest collects, as its configuration says."""

import tomllib
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from configparser import Error as IniError
from fnmatch import fnmatch

from lsp_server.facts.file import FileFacts

# In the order in which pytest looks at them in one folder, each with the section that is about pytest.
INI_FILES = {"pytest.ini": "pytest", ".pytest.ini": "pytest", "tox.ini": "pytest", "setup.cfg": "tool:pytest"}
_DEFAULT = ("test_*.py", "*_test.py")


def python_files(files: Mapping[str, FileFacts], near: str) -> tuple[str, ...]:
    """The patterns of `python_files` that hold for a file: of the nearest configuration above it."""
    folder = near
    while folder:
        folder = folder.rpartition("/")[0]
        for said in _configurations(files, folder):
            if said is not None:
                return tuple(said.split()) or _DEFAULT
    return _DEFAULT


def file_named(word: str, patterns: tuple[str, ...]) -> str | None:
    """The name of a new test file about `word` that is collected; None: no pattern tells one."""
    usual = f"test_{word}.py"
    if any(fnmatch(usual, it) for it in patterns):
        return usual
    simple = (it for it in patterns if it.count("*") == 1 and not set(it) & set("?[/"))
    return next((it.replace("*", word) for it in simple), None)


def _configurations(files: Mapping[str, FileFacts], folder: str) -> Iterator[str | None]:
    """What each configuration of a folder says; None: it says nothing of it."""
    yield _of_ini(files, folder, "pytest.ini")
    yield _of_ini(files, folder, ".pytest.ini")
    yield _of_toml(files, folder)
    yield _of_ini(files, folder, "tox.ini")
    yield _of_ini(files, folder, "setup.cfg")


def _of_ini(files: Mapping[str, FileFacts], folder: str, name: str) -> str | None:
    facts = files.get(f"{folder}/{name}".lstrip("/"))
    if facts is None:
        return None
    parser = ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(facts.document.text)
    except IniError:
        return None
    return parser.get(INI_FILES[name], "python_files", fallback=None)


def _of_toml(files: Mapping[str, FileFacts], folder: str) -> str | None:
    facts = files.get(f"{folder}/pyproject.toml".lstrip("/"))
    try:
        table = tomllib.loads(facts.document.text) if facts is not None else {}
    except tomllib.TOMLDecodeError:
        return None
    for name in ("tool", "pytest", "ini_options"):
        table = table.get(name, {}) if isinstance(table, dict) else {}
    said = table.get("python_files") if isinstance(table, dict) else None
    return " ".join(map(str, said)) if isinstance(said, list) else said if isinstance(said, str) else None

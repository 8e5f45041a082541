"""Reading all specifications of a workspace folder."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lsp_server.reading.files import Files
from lsp_server.reading.page import Page, page
from lsp_server.specs.branch import branch
from lsp_server.specs.constitution import constitution
from lsp_server.specs.contracts import ENDINGS, contract
from lsp_server.specs.entities import described_entities
from lsp_server.specs.plan import plan
from lsp_server.specs.spec import spec
from lsp_server.specs.tasks import tasks
from lsp_server.specs.values import Constitution, Feature, Root, Specs

_DEEPEST = 3  # folders below the workspace folder in which projects of a monorepo lie
_NUMBERED = re.compile(r"(\d{8}-\d{6}|\d+)-(.+)")
_SPECS = ("specs", ".specify/specs")
_SPEC_NAMES = ("spec.md", "requirements.md")
_CONSTITUTIONS = (
    ".specify/memory/constitution.md",
    "memory/constitution.md",
    ".specify/constitution.md",
    "specs/constitution.md",
)
_PASSED = frozenset(["node_modules", "site-packages", "__pycache__", "dist", "build", "history", "venv"])


def read(folder: Path, opened: Callable[[str], str | None] = lambda _: None) -> Specs:
    """What stands in the specifications below `folder`; `opened` has the texts of open documents."""
    files = Files(folder, opened)
    found = (_root(files, folder, it) for it in _folders(files, "", _DEEPEST))
    return Specs(tuple(it for it in found if it is not None))


def _folders(files: Files, at: str, depth: int) -> Iterator[str]:
    """Folders that may be a root, from the top; linked folders and hidden ones are passed over."""
    names = files.names(at)
    if "specs" in names or ".specify" in names:
        yield at
    if depth > 0 and "pyvenv.cfg" not in names:
        for name in files.folders(at):
            if not name.startswith(".") and name not in _PASSED and name != "specs":
                yield from _folders(files, _join(at, name), depth - 1)


def _root(files: Files, folder: Path, at: str) -> Root | None:
    features = [
        it
        for specs in _SPECS
        for name in ("", *files.names(_join(at, specs)))  # "": small projects write into specs/ itself
        if (it := _feature(files, _join(at, specs, name), name)) is not None
    ]
    rules = _constitution(files, at)
    if not features and rules is None and ".specify" not in files.names(at):
        return None
    return Root(at, tuple(features), rules, _pinned(files, at), branch(folder / at))


def _feature(files: Files, at: str, name: str) -> Feature | None:
    """A folder is a feature's when it holds a spec, a plan or tasks, in any case of their names."""
    names = {it.lower(): it for it in reversed(files.names(at))}

    def load(wanted: str) -> Page | None:
        text = files.text(_join(at, names[wanted])) if wanted in names else None
        return None if text is None else page(_join(at, names[wanted]), text)

    spec_page = next((it for wanted in _SPEC_NAMES if (it := load(wanted)) is not None), None)
    plan_page, tasks_page, model_page = load("plan.md"), load("tasks.md"), load("data-model.md")
    if spec_page is None and plan_page is None and tasks_page is None:
        return None
    numbered = _NUMBERED.fullmatch(name)
    return Feature(
        at,
        int(numbered[1].replace("-", "")) if numbered is not None else None,
        numbered[2] if numbered is not None else name or "specs",
        spec(spec_page) if spec_page is not None else None,
        plan(plan_page) if plan_page is not None else None,
        tasks(tasks_page) if tasks_page is not None else (),
        tuple(described_entities(model_page)) if model_page is not None else (),
        tuple(
            contract(path, text)
            for path in files.walk(_join(at, "contracts"))
            if path.lower().endswith(ENDINGS) and (text := files.text(path)) is not None
        ),
    )


def _constitution(files: Files, at: str) -> Constitution | None:
    for it in _CONSTITUTIONS:
        text = files.text(_join(at, it))
        if text is not None and text.strip():
            return constitution(page(_join(at, it), text))
    return None


def _pinned(files: Files, at: str) -> str | None:
    """The folder that .specify/feature.json names; None where it is not there or says nothing usable."""
    try:
        value = json.loads(files.text(_join(at, ".specify/feature.json")) or "null")
    except (ValueError, RecursionError):
        return None
    named = value.get("feature_directory") if isinstance(value, dict) else None
    return named if isinstance(named, str) and named.strip() else None


def _join(*parts: str) -> str:
    return "/".join(it for it in parts if it)

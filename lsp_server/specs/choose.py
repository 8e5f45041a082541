"""Which feature governs a file, and why."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from lsp_server.specs.mentions import same_file
from lsp_server.specs.values import Feature, Root, Specs

By = Literal["setting", "environment", "pinned", "branch", "named", "only", "newest"]

_BRANCH = re.compile(r"(\d{8}-\d{6}|\d{3,})-.+")


@dataclass(frozen=True, slots=True)
class Choice:
    """`why` is one sentence. `notes` say what was asked for earlier in the order, but is not there."""

    root: Root
    feature: Feature
    by: By
    why: str
    notes: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether somebody said so; the newest feature is only the likeliest."""
        return self.by != "newest"


def choose(specs: Specs, path: str, environ: Mapping[str, str], setting: str | None = None) -> Choice | None:
    """The feature of the nearest root above the file. `setting` and the environment name a folder or a feature.

    The order is Spec Kit's: what a person set, what its scripts wrote down, the branch, then what the texts say.
    """
    root = root_of(specs, path)
    if root is None or not root.features:
        return None
    notes: list[str] = []
    for by, name, source in _asked(root, environ, setting):
        found = _named(root, name) if by != "branch" else _of_branch(root, name)
        if found is not None:
            return Choice(
                root, found, by, f"{source} names {found.folder}.", (*notes, *_contradicted(root, path, found))
            )
        if by != "branch":
            notes.append(f"{source} names {name}, but there is no such feature.")
    choice = _by_the_texts(root, path)
    return replace(choice, notes=tuple(notes))


def root_of(specs: Specs, path: str) -> Root | None:
    """The nearest folder with specifications that the file lies in."""
    above = [it for it in specs.roots if not it.folder or path.startswith(f"{it.folder}/")]
    return max(above, key=lambda it: len(it.folder), default=None)


def _asked(root: Root, environ: Mapping[str, str], setting: str | None) -> Iterator[tuple[By, str, str]]:
    asked: tuple[tuple[By, str | None, str], ...] = (
        ("setting", setting, "The setting `feature`"),
        ("environment", environ.get("SPECIFY_FEATURE_DIRECTORY"), "SPECIFY_FEATURE_DIRECTORY"),
        ("pinned", root.pinned, f"{root.folder}/.specify/feature.json".lstrip("/")),
        ("environment", environ.get("SPECIFY_FEATURE"), "SPECIFY_FEATURE"),
        ("branch", root.branch, f"The branch {root.branch}"),
    )
    return ((by, name.strip(), source) for by, name, source in asked if name and name.strip())


def _named(root: Root, name: str) -> Feature | None:
    """By folder (also an absolute one), by the folder's own name, or by the number that it starts with."""
    wanted = name.replace("\\", "/").rstrip("/").removeprefix("./")
    for it in root.features:
        inside = it.folder.removeprefix(f"{root.folder}/") if root.folder else it.folder
        if wanted in (it.folder, inside, _own_name(it)) or wanted.endswith(f"/{it.folder}"):
            return it
    return None if "/" in wanted else _of_number(root, wanted)


def _of_branch(root: Root, name: str) -> Feature | None:
    """`003-hero-teams` and `feature/003-hero-teams`; several branches may work on one number."""
    last = name.rsplit("/", 1)[-1]
    exact = next((it for it in root.features if _own_name(it) == last), None)
    return exact or _of_number(root, last)


def _of_number(root: Root, name: str) -> Feature | None:
    found = _BRANCH.fullmatch(name)
    if found is None:
        return None
    number = int(found[1].replace("-", ""))
    same = [it for it in root.features if it.number == number]
    return same[0] if len(same) == 1 else None


def _contradicted(root: Root, path: str, chosen: Feature) -> Iterator[str]:
    """What a person should know of a choice that was made for all files: another feature's texts name this one."""
    said = _by_the_texts(root, path)
    if said.by == "named" and said.feature != chosen and not _says(chosen, path):
        yield said.why


def _says(feature: Feature, path: str) -> bool:
    return any(_task_naming(feature, path, done=it) for it in (True, False)) or _plan_naming(feature, path) is not None


def _by_the_texts(root: Root, path: str) -> Choice:
    newest = max(root.features, key=_order)
    reasons: tuple[Callable[[Feature], str | None], ...] = (
        lambda it: _task_naming(it, path, done=False),
        lambda it: _task_naming(it, path, done=True),
        lambda it: _plan_naming(it, path),
    )
    for reason in reasons:
        naming = [it for it in root.features if reason(it) is not None]
        if naming:
            found = max(naming, key=_order)
            return Choice(root, found, "named", reason(found) or "")
    if len(root.features) == 1:
        return Choice(root, newest, "only", f"{newest.folder} is the only feature.")
    if newest.number is None:
        return Choice(
            root, newest, "newest", f"No text names {path}; of the features, {newest.folder} is the last by name."
        )
    same = sum(it.number == newest.number for it in root.features)
    shared = f", which {same} features share" if same > 1 else ""
    return Choice(root, newest, "newest", f"No text names {path}; {newest.folder} has the highest number{shared}.")


def _task_naming(feature: Feature, path: str, *, done: bool) -> str | None:
    for it in feature.tasks:
        if it.done == done and any(same_file(path, written) for written in it.paths):
            return f"{'Finished task' if done else 'Task'} {it.id} of {feature.folder} names {path}."
    return None


def _plan_naming(feature: Feature, path: str) -> str | None:
    found = feature.plan is not None and any(same_file(path, it.path) for it in feature.plan.files)
    return f"The plan of {feature.folder} lays out {path}." if found else None


def _own_name(feature: Feature) -> str:
    return feature.folder.rsplit("/", 1)[-1]


def _order(feature: Feature) -> tuple[int, str]:
    return (feature.number if feature.number is not None else -1, _own_name(feature))

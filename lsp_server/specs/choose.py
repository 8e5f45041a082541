"""Which feature governs a file, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lsp_server.specs.lookup import named, of_branch, own_name
from lsp_server.specs.mentions import same_file
from lsp_server.specs.values import Feature, Root, Specs

By = Literal["setting", "environment", "pinned", "branch", "named", "described", "only", "newest"]

# Why a feature is meant, as one sentence; None where it is not.
Reason = Callable[[Feature], str | None]


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
        """Whether somebody said so, or a text names the file; else it is only the likeliest feature."""
        return self.by not in ("described", "newest")


def choose(
    specs: Specs,
    path: str,
    environ: Mapping[str, str],
    setting: str | None = None,
    describing: Sequence[Reason] = (),
) -> Choice | None:
    """The feature of the nearest root above the file. `setting` and the environment name a folder or a feature.

    The order is Spec Kit's: what a person set, what its scripts wrote down, the branch, then what the texts say.
    `describing` tells features that describe what the file holds, the surest reason first, where no text names it.
    """
    root = root_of(specs, path)
    if root is None or not root.features:
        return None
    notes: list[str] = []
    for by, name, source in _asked(root, environ, setting):
        found = named(root, name) if by != "branch" else of_branch(root, name)
        if found is not None:
            return Choice(
                root, found, by, f"{source} names {found.folder}.", (*notes, *_contradicted(root, path, found))
            )
        if by != "branch":
            notes.append(f"{source} names {name}, but there is no such feature.")
    choice = _by_the_texts(root, path, describing)
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


def _contradicted(root: Root, path: str, chosen: Feature) -> Iterator[str]:
    """What a person should know of a choice that was made for all files: another feature's texts name this one."""
    said = _by_the_texts(root, path, ())
    if said.by == "named" and said.feature != chosen and not _says(chosen, path):
        yield said.why


def _says(feature: Feature, path: str) -> bool:
    return any(_task_naming(feature, path, done=it) for it in (True, False)) or _plan_naming(feature, path) is not None


def _by_the_texts(root: Root, path: str, describing: Sequence[Reason]) -> Choice:
    newest = max(root.features, key=_order)
    reasons: tuple[tuple[By, Reason], ...] = (
        ("named", lambda it: _task_naming(it, path, done=False)),
        ("named", lambda it: _task_naming(it, path, done=True)),
        ("named", lambda it: _plan_naming(it, path)),
        *(("described", it) for it in describing),
    )
    for by, reason in reasons:
        said = [(it, why) for it in root.features if (why := reason(it)) is not None]
        if said:
            found, why = max(said, key=lambda it: _order(it[0]))
            return Choice(root, found, by, why)
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


def _order(feature: Feature) -> tuple[int, str]:
    return (feature.number if feature.number is not None else -1, own_name(feature))

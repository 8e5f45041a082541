"""What the specs say of a task, as sections of a prompt, the surest of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lsp_server.agent.brief import Brief
from lsp_server.agent.sections import Section
from lsp_server.specs.governing import STRENGTH, Governing, Pick, Subject, governing
from lsp_server.specs.values import Constitution, Place, Route, Specs, Task

_MOST = 12  # of each kind: what is less sure than so many others is left out


@dataclass(frozen=True, slots=True)
class Spoken:
    """`spec` is the same for many tasks of a feature, `task` belongs to this one. `why` names the feature."""

    constitution: tuple[Section, ...] = ()
    spec: tuple[Section, ...] = ()
    task: tuple[Section, ...] = ()
    why: str | None = None
    notes: tuple[str, ...] = ()


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


Value = TypeVar("Value", bound=_Placed)


def spoken(brief: Brief, specs: Specs, environ: Mapping[str, str], feature: str | None) -> Spoken:
    """All that the governing feature says of a brief's code, and the constitution of its root."""
    found = governing(specs, subject(brief), environ, feature)
    if found is None:
        alone = next((it.constitution for it in specs.roots if it.constitution is not None), None)
        return Spoken(tuple(_constitution(alone)))
    return Spoken(
        constitution=tuple(_constitution(found.choice.root.constitution)),
        spec=tuple(_spec(found)),
        task=tuple(_task(found)),
        why=found.choice.why,
        notes=found.choice.notes,
    )


def subject(brief: Brief) -> Subject:
    """A brief as specs speak of it: names with a slash are routes, names of classes are entities."""
    routes = tuple(Route("", it) for it in brief.names if it.startswith("/"))
    entities = tuple(it for it in brief.names if it.isidentifier() and it[:1].isupper())
    return Subject(brief.path, entities, routes)


def _constitution(found: Constitution | None) -> Iterator[Section]:
    if found is not None and found.principles:
        yield Section("constitution", "\n\n".join(it.text.strip() for it in found.principles), found.path)


def _spec(found: Governing) -> Iterator[Section]:
    feature = found.choice.feature
    path = feature.spec.path if feature.spec is not None else feature.folder
    stories = [it.text.strip() for it in _surest(found.stories)]
    requirements = [f"- **{it.id}**: {it.text.strip()}" for it in _surest(found.requirements)]
    entities = [it.text.strip() for it in _surest(found.entities)]  # a line of a list each, name and all
    said = "\n\n".join(filter(None, ["\n\n".join(stories), "\n".join(requirements), "\n".join(entities)]))
    if said:
        yield Section("spec", said, path)
    by_file: dict[str, list[str]] = {}
    for section in _surest(found.sections):
        by_file.setdefault(section.place.path, []).append(section.text.strip())
    for file, texts in by_file.items():
        yield Section("plan" if file.endswith("plan.md") else "spec", "\n\n".join(texts), file)


def _task(found: Governing) -> Iterator[Section]:
    tasks = list(_surest(found.tasks))
    if tasks:
        yield Section("tasks", "\n".join(map(_line, tasks)), tasks[0].place.path)
    by_file: dict[str, list[str]] = {}
    for piece in _surest(found.contract):
        by_file.setdefault(piece.place.path, []).append(piece.text.rstrip())
    for file, texts in by_file.items():
        yield Section("contract", "\n\n".join(texts), file)


def _line(task: Task) -> str:
    return f"- [{'X' if task.done else ' '}] {task.id} {task.text}"


def _surest(picks: Iterable[Pick[Value]]) -> Iterator[Value]:
    """The values of the surest picks, in the order of their file."""
    listed = sorted(picks, key=lambda it: STRENGTH.index(it.by))[:_MOST]
    values = [it.value for it in listed]
    return iter(sorted(values, key=lambda it: (it.place.path, it.place.span)))

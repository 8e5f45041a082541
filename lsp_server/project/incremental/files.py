"""The files of one moment. Who reads one while computing something has it noted."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from lsp_server.facts.file import BACKREF, FileFacts
from lsp_server.facts.typed import Typed
from lsp_server.noted import PATHS, definition, exists, module, note
from lsp_server.project.incremental.history import Entry, History, Step

Place = tuple[str, str]  # a path, and a qualified name in that file


class Files(Mapping[str, FileFacts]):
    """Facts by path, in the order of folders and names; never changes. `with_file` and `without` make the next moment.

    What was computed at one moment is kept for the others of the same history (see `tracked`).
    """

    def __init__(self, facts: Iterable[FileFacts] = ()) -> None:
        self._facts = {it.path: it for it in sorted(facts, key=lambda it: it.path.split("/"))}
        self.history = History()
        self.revision = 0
        self.known: dict[Any, Entry] = {}  # what is good at this moment, as far as anybody asked
        self._since: dict[int, frozenset[str]] = {}
        self._typed: dict[int, tuple[frozenset[str], tuple[Typed, ...]] | None] = {}

    def with_file(self, facts: FileFacts) -> "Files":
        """The same files with one in the place of another, or added."""
        before = self._facts.get(facts.path)
        if before is None:
            return self._next({**self._facts, facts.path: facts}, _coming(facts), sort=True)
        if before.document.text == facts.document.text:  # an editor opened it: all that is known stays so
            return self._next({**self._facts, facts.path: before.in_version(facts.document)}, set())
        changed = {definition(it) for it in before.class_names ^ facts.class_names}
        edited = before.document.version is not None and facts.document.version is not None
        step = Step(before, facts) if edited else None
        return self._next({**self._facts, facts.path: facts}, {facts.path, *changed}, step=step)

    def without(self, path: str) -> "Files":
        """The same files but one."""
        before = self._facts.get(path)
        if before is None:
            return self
        return self._next({key: it for key, it in self._facts.items() if key != path}, _coming(before))

    def changed_since(self, revision: int) -> frozenset[str]:
        """What may be different from another moment of this history, as notes."""
        if revision not in self._since:
            self._since[revision] = self.history.between(revision, self.revision)
        return self._since[revision]

    def is_good(self, entry: Entry) -> bool:
        """Whether nothing that a computation read itself is different at this moment."""
        return entry.reads.isdisjoint(self.changed_since(entry.revision))

    def typed_since(self, revision: int) -> tuple[frozenset[str], tuple[Typed, ...]] | None:
        """What says something else than at an earlier moment, and what was typed since: see `History`."""
        if revision not in self._typed:
            self._typed[revision] = self.history.typed_between(revision, self.revision)
        return self._typed[revision]

    # ----------------------------------------------------------------- for keeping it elsewhere

    def unnoted(self) -> Mapping[str, FileFacts]:
        """The facts by path, for who computes nothing from them."""
        return self._facts

    @staticmethod
    def coming(facts: FileFacts) -> frozenset[str]:
        """What is different where this file comes or goes, as notes."""
        return frozenset(_coming(facts))

    def continuing(self, entries: dict[Any, Entry], changed: frozenset[str]) -> "Files":
        """These files as the next moment of a history in which `entries` were computed, before `changed`."""
        first = Files.__new__(Files)
        first._facts, first.known, first._since, first._typed = self._facts, {}, {}, {}
        first.history, first.revision = History(entries), 0
        return first._next(self._facts, set(changed)) if changed else first

    # ----------------------------------------------------------------- as a mapping

    def __getitem__(self, path: str) -> FileFacts:
        note(path)
        return self._facts[path]

    def __contains__(self, path: object) -> bool:
        note(exists(str(path)))
        return path in self._facts

    def __iter__(self) -> Iterator[str]:
        note(PATHS)
        return iter(self._facts)

    def __len__(self) -> int:
        note(PATHS)
        return len(self._facts)

    # ----------------------------------------------------------------- by name

    def modules_named(self, name: str) -> tuple[str, ...]:
        """The files whose path ends like a module's name: `app.models` for `backend/app/models.py`."""
        note(module(name))
        return self._modules.get(name, ())

    def classes_named(self, name: str) -> tuple[Place, ...]:
        """The classes of this name, whatever they stand in."""
        note(definition(name))
        there = ((path, self[path].classes) for path in self._classes.get(name, ()))
        return tuple((path, it) for path, classes in there for it, _ in classes if it.rpartition(".")[2] == name)

    def with_backrefs(self) -> tuple[str, ...]:
        """The files whose text speaks of `backref`, which gives classes of other files an attribute."""
        note(definition(BACKREF))
        return self._classes.get(BACKREF, ())

    # ----------------------------------------------------------------- inner workings

    def _next(
        self, facts: dict[str, FileFacts], changed: set[str], sort: bool = False, step: Step | None = None
    ) -> "Files":
        after = Files.__new__(Files)
        after._facts = dict(sorted(facts.items(), key=lambda it: it[0].split("/"))) if sort else facts
        after.history = self.history
        after.revision = self.history.after(self.revision, frozenset(changed), step)
        after.known, after._since, after._typed = {}, {}, {}
        # An index of names is as good as before when no name came or went.
        if "_modules" in self.__dict__ and PATHS not in changed:
            after.__dict__["_modules"] = self._modules
        if "_classes" in self.__dict__ and len(changed) == 1:
            after.__dict__["_classes"] = self._classes
        return after

    @cached_property
    def _modules(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for path in self._facts:
            for name in module_names(path):
                found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def _classes(self) -> Mapping[str, tuple[str, ...]]:
        """Where classes of a name may be, to be looked at more closely."""
        found: dict[str, list[str]] = {}
        for path, facts in self._facts.items():
            for name in facts.class_names:
                found.setdefault(name, []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}


def module_names(path: str) -> Iterator[str]:
    """The names under which a file could be imported, from the longest to the shortest."""
    parts = path.removesuffix(".py").split("/")
    parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
    return (".".join(parts[start:]) for start in range(len(parts)))


def _coming(facts: FileFacts) -> set[str]:
    """What is different where a file comes or goes."""
    names = (*map(module, module_names(facts.path)), *map(definition, facts.class_names))
    return {facts.path, PATHS, exists(facts.path), *names}

"""Which file a module is, and what a name in a file stands for.

Works for src and flat layouts, several roots in one repository and two packages of one name: of all
files that could be meant, the one nearest to the importing file wins. Relative imports, aliases,
`import a.b`, re-exports through `__init__` and star imports are followed.
"""

import sys
from collections import Counter
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.definitions import Definition
from lsp_server.facts.imports import ImportedName
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.files import Files
from lsp_server.project.incremental.tracked import placeless, tracked
from lsp_server.project.names.nearest import shared_parts

_LONGEST = 100  # aliases of aliases that a name is followed through

# A folder of the project never stands for one of these, whatever it is called.
_LIBRARIES = frozenset(
    "fastapi starlette sqlmodel sqlalchemy pydantic pydantic_settings alembic asyncpg httpx pytest "
    "typing_extensions".split()
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A class, function or module-level name of the project."""

    path: str
    name: str  # qualified within its file: `Hero`, `Hero.rename`
    node: Definition | syntax.Assign | syntax.TypeAlias


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the project, named as a module."""

    path: str


@dataclass(frozen=True, slots=True)
class External:
    """A name outside the project, by the full name it was imported under: `sqlmodel.Field`, `int`."""

    name: str


Resolved = Symbol | Module | External


@dataclass(frozen=True)
class Modules:
    """Answers for all files of one moment. Holds nothing but these: what it found out is kept with them."""

    files: Files

    def find(self, module: str, importer: str) -> str | None:
        """The path of an absolutely imported module as seen from the file `importer`; None: not of this project."""
        top = module.partition(".")[0]
        if top in _LIBRARIES or top in sys.stdlib_module_names:
            return None
        depth = module.count(".") + 1
        named = self.files.modules_named(module)
        candidates = [path for path in named if self._is_root(_root(path, depth))]
        if not candidates:
            # A stray `__init__.py` beside the packages makes no package of what the program is started from.
            inside = [it for it in named if depth > 1 or it.endswith("/__init__.py")]
            candidates = [it for it in inside if importer.startswith(f"{_root(it, depth)}/")]
        return max(candidates, key=lambda it: (shared_parts(it, importer), -len(it)), default=None)

    def find_relative(self, module: str, level: int, importer: str) -> str | None:
        """The path of a relatively imported module: `level` dots, then `module` (may be empty)."""
        base = importer.split("/")[:-level]
        stem = "/".join([*base, *(module.split(".") if module else [])])
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            if path.lstrip("/") in self.files:
                return path.lstrip("/")
        return None

    def name_of(self, path: str, importer: str | None = None) -> str:
        """The name under which other files import this one, such as `app.models.hero`.

        Taken from how most of the project's imports reach it or its neighbours today; else from the
        first folder upwards that is no package.
        """
        parts = _module_parts(path)
        in_use = _roots_in_use(self)
        best, most = "", 0
        for start in range(len(parts)):
            name = ".".join(parts[start:])
            used = in_use["/".join(parts[:start])]
            if (
                used > most
                and all(it.isidentifier() for it in parts[start:])
                and self.find(name, importer or path) == path
            ):
                best, most = name, used
        if best:
            return best
        start = len(parts) - 1
        while start > 0 and parts[start - 1].isidentifier() and self._is_package("/".join(parts[:start])):
            start -= 1
        return ".".join(parts[start:])

    def symbol(self, path: str, name: str) -> Symbol | None:
        """The class, function or module-level name of a file by its qualified name."""
        facts = self.files.get(path)
        if facts is None:
            return None
        node = facts.definitions.get(name) or facts.assignments.get(name)
        return Symbol(path, name, node) if node is not None else None

    def resolve(self, path: str, name: str) -> Resolved | None:
        """What a dotted name means at module level in the file `path`; None where that can't be known."""
        return _resolved(self, path, name)

    # ----------------------------------------------------------------- inner workings

    def _is_package(self, folder: str) -> bool:
        return f"{folder}/__init__.py".lstrip("/") in self.files

    def _is_root(self, folder: str) -> bool:
        """Whether `folder` can be on the import path: it is no package itself."""
        return not folder or not self._is_package(folder)

    def _resolve(self, path: str, name: str, seen: frozenset[tuple[str, str]]) -> Resolved | None:
        if (path, name) in seen or len(seen) > _LONGEST or path not in self.files:
            return None
        seen = seen | {(path, name)}
        facts = self.files[path]
        head, _, rest = name.partition(".")
        if (instead := facts.at_run_time.get(head)) is not None:
            return self._through_import(instead, path, rest, seen)
        if name in facts.definitions:
            return Symbol(path, name, facts.definitions[name])
        if head in facts.definitions:
            return None
        if head in facts.assignments:
            return self._through_assignment(path, head, rest, seen)
        for it in facts.imported.get(head, ()):
            if (found := self._through_import(it, path, rest, seen)) is not None:
                return found
        for it in facts.imported.get("*", ()):
            target = self._file_of(it.module, it.level, path)
            if target is not None and (found := self._resolve(target, name, seen)) not in (None, External(name)):
                return found
        if head in _BUILTINS:
            return External(name)
        return None

    def _through_assignment(self, path: str, head: str, rest: str, seen: frozenset[tuple[str, str]]) -> Resolved | None:
        node = self.files[path].assignments[head]
        if rest:
            return None
        # `Hero = models.Hero` is an alias; everything else is a name of its own.
        target = syntax.dotted(node.value) if node.value is not None else None
        if target is not None and target != head and (found := self._resolve(path, target, seen)) is not None:
            return found
        return Symbol(path, head, node)

    def _through_import(
        self, it: ImportedName, path: str, rest: str, seen: frozenset[tuple[str, str]]
    ) -> Resolved | None:
        if it.name is None:
            return self._through_module(it, path, rest, seen)
        target = self._file_of(it.module, it.level, path)
        if target is None:
            submodule = None if it.level else self.find(f"{it.module}.{it.name}", path)
            if submodule is None and it.level:
                submodule = self.find_relative(f"{it.module}.{it.name}".lstrip("."), it.level, path)
            if submodule is not None:
                return self._resolve(submodule, rest, seen) if rest else Module(submodule)
            return None if it.level else External(".".join(filter(None, (it.module, it.name, rest))))
        found = self._resolve(target, f"{it.name}.{rest}" if rest else it.name, seen)
        if found is not None:
            return found
        return self._submodule(target, it.name, rest, seen)

    def _submodule(self, package: str, name: str, rest: str, seen: frozenset[tuple[str, str]]) -> Resolved | None:
        folder = package.rpartition("/")[0]
        for path in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
            if path.lstrip("/") in self.files and package.endswith("__init__.py"):
                return self._resolve(path.lstrip("/"), rest, seen) if rest else Module(path.lstrip("/"))
        return None

    def _through_module(
        self, it: ImportedName, path: str, rest: str, seen: frozenset[tuple[str, str]]
    ) -> Resolved | None:
        """`import a.b` binds a; `import a.b as c` binds c to a.b."""
        dotted = ".".join(filter(None, (it.module if it.local != it.module else it.module.partition(".")[0], rest)))
        parts = dotted.split(".")
        for cut in range(len(parts), 0, -1):
            target = self.find(".".join(parts[:cut]), path)
            if target is not None:
                inner = ".".join(parts[cut:])
                return self._resolve(target, inner, seen) if inner else Module(target)
        return External(dotted)

    def _file_of(self, module: str, level: int, importer: str) -> str | None:
        return self.find_relative(module, level, importer) if level else self.find(module, importer)


@tracked
def _resolved(modules: Modules, path: str, name: str) -> Resolved | None:
    return modules._resolve(path, name, frozenset())


@tracked
def _roots_in_use(modules: Modules) -> Counter[str]:
    """The folders on the import path, by how many imports of files inside them rely on that."""
    return Counter(everywhere(modules, _roots_used))


@placeless
def _roots_used(modules: Modules, path: str) -> tuple[str, ...]:
    """The folders around a file that its imports rely on being on the import path; one for each module."""
    found = ((modules.find(it, path), it.count(".") + 1) for it in modules.files[path].absolute)
    roots = (_root(target, depth) for target, depth in found if target is not None)
    return tuple(it for it in roots if path.startswith(f"{it}/" if it else ""))


_BUILTINS = frozenset(
    "int str float bool bytes list dict tuple set frozenset object type None Exception ValueError KeyError "
    "LookupError TypeError RuntimeError PermissionError property staticmethod classmethod".split()
)


def _module_parts(path: str) -> list[str]:
    parts = path.removesuffix(".py").split("/")
    return parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts


def _root(path: str, depth: int) -> str:
    """The folder that must be on the import path for the last `depth` parts of `path` to be its module name."""
    folders = path.removesuffix("/__init__.py").removesuffix(".py").split("/")
    return "/".join(folders[: len(folders) - depth])

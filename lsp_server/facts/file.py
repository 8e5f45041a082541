"""What one file says, as values that depend on nothing but its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_module
from lsp_server.facts.reread import reread
from lsp_server.facts.scope import Scope, scope_of
from lsp_server.text import Document, Span


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name that an import binds in this file.

    `import a.b as c` binds c to module a.b (`name` is None); `from ..x import y as z` binds z to
    name y of module x, two levels up; `from x import *` has name and local `*`.
    """

    local: str
    module: str
    level: int
    name: str | None
    span: Span


Definition = syntax.ClassDef | syntax.FunctionDef


# A look at the text finds these without reading the file. It finds too much rather than too little: in strings too.
_CLASS = re.compile(r"\bclass\s+(\w+)")
_ABSOLUTE = re.compile(r"^[ \t]*(?:from[ \t]+(\w[\w.]*)[ \t]+import\b|import[ \t]+(\w[^\n#;]*))", re.MULTILINE)


@dataclass(frozen=True)
class FileFacts:
    """A file, read when something of it is asked for. Two files with the same text have the same facts; nothing
    here looks elsewhere."""

    document: Document

    @property
    def path(self) -> str:
        return self.document.path

    @property
    def body(self) -> tuple[syntax.Stmt, ...]:
        """The statements of the module; none of a file that is no Python or larger than LARGEST."""
        return self._parsed[0]

    @property
    def errors(self) -> tuple[Span, ...]:
        """Places that are not valid Python; empty when the file is intact."""
        return self._parsed[1]

    @property
    def parsed(self) -> tuple[tuple[syntax.Stmt, ...], tuple[Span, ...]] | None:
        """Body and errors, where somebody has asked for them; None: the file was not read yet."""
        return self.__dict__.get("_parsed")

    def take_parsed(self, parsed: tuple[tuple[syntax.Stmt, ...], tuple[Span, ...]]) -> None:
        """Use what was read of the very same text before."""
        self.__dict__.setdefault("_parsed", parsed)

    @cached_property
    def _parsed(self) -> tuple[tuple[syntax.Stmt, ...], tuple[Span, ...]]:
        document = self.document
        before: FileFacts | None = self.__dict__.pop("_before", None)
        if document.path.endswith((".toml", ".lock", ".txt")):
            return (), ()
        if len(document.data) > LARGEST:
            return (), (Span(0, len(document.data)),)
        if before is None:
            return parse_module(document.data)
        parsed, self.__dict__["_reading"] = reread(document.data, before.__dict__.get("_reading"))
        return parsed

    def follow(self, before: "FileFacts") -> None:
        """Read this text from what was read of an earlier one of the same file. Changes nothing but the time it takes.

        Only a text that was read has something to offer; it must not hold on to the ones before it.
        """
        self.__dict__["_before"] = before if before.parsed is not None else before.__dict__.get("_before", before)

    @cached_property
    def class_names(self) -> frozenset[str]:
        """The names of the file's classes, and perhaps other words."""
        return frozenset(_CLASS.findall(self.document.text))

    @cached_property
    def imports(self) -> tuple[ImportedName, ...]:
        """Every import of the file, wherever it stands (also under TYPE_CHECKING or in a function)."""
        return tuple(_imports(self.body))

    @cached_property
    def imported(self) -> Mapping[str, tuple[ImportedName, ...]]:
        """The imports by the name that they bind; `import a.b` binds a, `from x import *` stands under "*"."""
        found: dict[str, tuple[ImportedName, ...]] = {}
        for it in self.imports:
            local = it.local.partition(".")[0] if it.name is None else it.local
            found[local] = (*found.get(local, ()), it)
        return found

    @cached_property
    def absolute(self) -> frozenset[str]:
        """The modules that are imported by their whole name, and perhaps others that the text speaks of."""
        found = _ABSOLUTE.findall(self.document.text)
        plain = (it.split()[0].strip("()") for _, names in found if names for it in names.split(",") if it.split())
        return frozenset((*(it for it, _ in found if it), *plain))

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """Classes and functions by qualified name: `Hero`, `Hero.rename`, `outer.inner` (the last one wins)."""
        return dict(_definitions(self.body, ""))

    @cached_property
    def assignments(self) -> Mapping[str, syntax.Assign | syntax.TypeAlias]:
        """Module-level names bound by `name = …`, `name: type = …` or `type name = …` (the last one wins)."""
        found: dict[str, syntax.Assign | syntax.TypeAlias] = {}
        for node in _module_level(self.body):
            if isinstance(node, syntax.TypeAlias):
                found[node.name] = node
            elif isinstance(node, syntax.Assign):
                for target in node.targets:
                    if isinstance(target, syntax.Name):
                        found[target.id] = node
        return found

    @property
    def classes(self) -> Iterator[tuple[str, syntax.ClassDef]]:
        """Classes with their qualified names."""
        return ((name, it) for name, it in self.definitions.items() if isinstance(it, syntax.ClassDef))

    @property
    def functions(self) -> Iterator[tuple[str, syntax.FunctionDef]]:
        """Functions and methods with their qualified names."""
        return ((name, it) for name, it in self.definitions.items() if isinstance(it, syntax.FunctionDef))

    def scope(self, name: str = "") -> Scope:
        """The own statements of the function or class of this qualified name; of the module for ""."""
        if name not in self._scopes:
            node = self.definitions.get(name)
            if isinstance(node, syntax.FunctionDef) and name:
                return scope_of(node)
            self._scopes[name] = Scope(self.body if not name else node.body if node is not None else ())
        return self._scopes[name]

    @cached_property
    def _scopes(self) -> dict[str, Scope]:
        """Scopes already asked for."""
        return {}

    def enclosing(self, span: Span) -> tuple[tuple[str, Definition], ...]:
        """The classes and functions around `span`, innermost first, with their qualified names."""
        around = [(name, it) for name, it in self.definitions.items() if it.span.contains(span)]
        return tuple(sorted(around, key=lambda it: it[1].span.end - it[1].span.start))

    def broken_at(self, span: Span) -> bool:
        """Whether something half-typed lies in `span`: rules may use its facts, edits may not."""
        return any(it.touches(span) for it in self.errors)


LARGEST = 2_000_000  # bytes; no hand-written file comes near, and reading one more would stop the editor for seconds


def read(document: Document, before: FileFacts | None = None) -> FileFacts:
    """The facts of a document, finished or half-typed. Never fails. `before` are those of an earlier text of the file:
    where both come from an editor there will be more of them, and what is needed to read the next one is kept.

    Of a document larger than LARGEST nothing is read: it has no definitions and counts as broken throughout.
    A configuration or lock file (`pyproject.toml`) is there for its text; it holds no Python.
    """
    facts = FileFacts(document)
    if before is not None and document.version is not None and before.document.version is not None:
        facts.follow(before)
    return facts


def _imports(body: tuple[syntax.Stmt, ...]) -> Iterator[ImportedName]:
    for node in _statements(body, b"import"):
        match node:
            case syntax.Import(names=names):
                for it in names:
                    yield ImportedName(it.bound, it.name, 0, None, it.span)
            case syntax.ImportFrom(module=module, level=level, names=names):
                for it in names:
                    yield ImportedName(it.bound, module, level, it.name, it.span)
            case _:
                pass


def _statements(body: tuple[syntax.Stmt, ...], *words: bytes) -> Iterator[syntax.Node]:
    """Statements, those in functions and classes too, functions left out in which none of these words stands."""
    for node in syntax.statements(*body):
        yield node
        if isinstance(node, syntax.ClassDef) or (isinstance(node, syntax.FunctionDef) and node.suite.may_hold(*words)):
            yield from _statements(node.body, *words)


def _module_level(body: tuple[syntax.Stmt, ...]) -> Iterator[syntax.Stmt]:
    """Statements that run on import: also those under if, try and with."""
    for node in body:
        yield node
        match node:
            case syntax.If(body=inner, orelse=orelse):
                yield from _module_level((*inner, *orelse))
            case syntax.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=final):
                yield from _module_level((*inner, *(it for h in handlers for it in h.body), *orelse, *final))
            case syntax.With(body=inner):
                yield from _module_level(inner)
            case _:
                pass


def _definitions(nodes: tuple[syntax.Stmt, ...], prefix: str) -> Iterator[tuple[str, Definition]]:
    for node in syntax.statements(*nodes):
        if isinstance(node, syntax.ClassDef | syntax.FunctionDef):
            yield prefix + node.name, node
            if isinstance(node, syntax.ClassDef) or node.suite.may_hold(b"def ", b"def\t", b"class ", b"class\t"):
                yield from _definitions(node.body, f"{prefix}{node.name}.")

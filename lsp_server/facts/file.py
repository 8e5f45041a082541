"""What one file says, as values that depend on nothing but its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lsp_server.facts import syntax
from lsp_server.facts.assignments import Assigned, assignments_of
from lsp_server.facts.definitions import Definition, Definitions
from lsp_server.facts.imports import ImportedName, Known, by_function, imports_of
from lsp_server.facts.looks import Looks
from lsp_server.facts.parse import parse_module
from lsp_server.facts.placing import tell_places
from lsp_server.facts.reread import reread
from lsp_server.facts.run_time import SIGN, imports_at_run_time
from lsp_server.facts.scope import Scope, scope_of
from lsp_server.noted import bodies, note, taking
from lsp_server.text import Document, Span

# A look at the text finds these without reading the file. It finds too much rather than too little: in strings too.
BACKREF = "backref"  # of a relationship: it changes a class of another file, which has to know where to look
_CLASS = re.compile(r"class\s+(\w+)")
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

    @property
    def unread(self) -> "FileFacts":
        """The same file before anybody has asked for its statements; what a look at its text tells is kept."""
        fresh = FileFacts(self.document)
        for name in ("class_names", "absolute", "asked_for"):
            if name in self.__dict__:
                fresh.__dict__[name] = self.__dict__[name]
        return fresh

    @property
    def whole_data(self) -> bytes:
        """The text of the file, for who looks through all of it, the bodies of functions too."""
        note(bodies(self.path))
        return self.document.data

    def says(self, *words: str) -> bool:
        """Whether one of these stands in the text: cheaper than to read the file, for what can't be without them."""
        self.asked_for.update(words)
        return any(self._holds(it) for it in words)

    def _holds(self, word: str) -> bool:
        """Asked for each function of a file, and a long file takes a millisecond to look through."""
        found = self._held.get(word)
        if found is None:
            found = self._held[word] = word in self.document.text
        return found

    @cached_property
    def _held(self) -> dict[str, bool]:
        """Which words stand in the text, of those that somebody has asked for."""
        return {}

    def says_in(self, function: syntax.FunctionDef, *words: bytes) -> bool:
        """The same for a function of this file, with its header and decorators."""
        function.suite.asked()
        return any(self.document.data.find(it, function.span.start, function.span.end) >= 0 for it in words)

    @cached_property
    def asked_for(self) -> set[str]:
        """The words that anybody has asked for, in this text or an earlier one."""
        return set()

    @cached_property
    def _parsed(self) -> tuple[tuple[syntax.Stmt, ...], tuple[Span, ...]]:
        document = self.document
        before: FileFacts | None = self.__dict__.pop("_before", None)
        if document.path.endswith((".toml", ".lock", ".txt", ".ini", ".cfg")):
            return (), ()
        if len(document.data) > LARGEST:
            return (), (Span(0, len(document.data)),)
        if before is None:
            parsed = parse_module(document.data)
        else:
            parsed, self.__dict__["_reading"] = reread(document.data, before.__dict__.get("_reading"))
        tell_places(document.path, parsed[0])
        return parsed

    def in_version(self, document: Document) -> "FileFacts":
        """The same facts of the same text in another version, with all that was worked out of them."""
        same = FileFacts(document)
        same.__dict__.update(self.__dict__.copy() | {"document": document})  # another thread may be adding to it
        return same

    def follow(self, before: "FileFacts") -> None:
        """Read this text from what was read of an earlier one of the same file. Changes nothing but the time it takes.

        Only a text that was read has something to offer; it must not hold on to the ones before it.
        """
        self.__dict__["_before"] = before if before.parsed is not None else before.__dict__.get("_before", before)
        self.__dict__["asked_for"] = before.asked_for
        self.__dict__["_imports_before"] = before.imports_by_function

    @property
    def imports_by_function(self) -> Known:
        """What is known of the imports in functions, in this text or an earlier one."""
        if "imports" not in self.__dict__ or self.errors:
            known: Known = self.__dict__.get("_imports_before", {})
            return known
        with taking(None):
            return by_function(self.body, self.document.data, self.imports)

    @cached_property
    def class_names(self) -> frozenset[str]:
        """The names of the file's classes, and perhaps other words; among them BACKREF, where the text has it."""
        found = frozenset(_CLASS.findall(self.document.text))
        return found | {BACKREF} if BACKREF in self.document.text else found

    @cached_property
    def imports(self) -> tuple[ImportedName, ...]:
        """Every import of the file, wherever it stands (also under TYPE_CHECKING or in a function)."""
        with taking(None):
            known: Known = self.__dict__.get("_imports_before", {})
            return tuple(imports_of(self.body, self.document.data, known, self.broken_at))

    @cached_property
    def imported(self) -> Mapping[str, tuple[ImportedName, ...]]:
        """The imports by the name that they bind; `import a.b` binds a, `from x import *` stands under "*"."""
        found: dict[str, tuple[ImportedName, ...]] = {}
        for it in self.imports:
            local = it.local.partition(".")[0] if it.name is None else it.local
            found[local] = (*found.get(local, ()), it)
        return found

    @cached_property
    def at_run_time(self) -> Mapping[str, ImportedName]:
        """What the program imports where a type checker sees something else, by the name that it binds."""
        return imports_at_run_time(self.body) if self.says(SIGN) else {}

    @cached_property
    def absolute(self) -> frozenset[str]:
        """The modules that are imported by their whole name, and perhaps others that the text speaks of."""
        found = _ABSOLUTE.findall(self.document.text)
        plain = (it.split()[0].strip("()") for _, names in found if names for it in names.split(",") if it.split())
        return frozenset((*(it for it, _ in found if it), *plain))

    @cached_property
    def definitions(self) -> Definitions:
        """Classes and functions by qualified name: `Hero`, `Hero.rename`, `outer.inner` (the last one wins)."""
        return Definitions(self.body)

    @cached_property
    def assignments(self) -> Mapping[str, Assigned]:
        """Module-level names bound by `name = …`, `name: type = …` or `type name = …` (the last one wins), or by `:=`.

        Of `a, b = x, y` each name has an assignment to itself.
        """
        found = assignments_of(self.body)
        if ":=" in self.document.text:
            for it in self.scope().nodes:
                if isinstance(it, syntax.NamedExpr):
                    found = {**dict(syntax.bindings(it)), **found}
        return found

    @property
    def classes(self) -> Iterator[tuple[str, syntax.ClassDef]]:
        """Classes with their qualified names."""
        return ((name, it) for name, it in self.definitions.items() if isinstance(it, syntax.ClassDef))

    @property
    def functions(self) -> Iterator[tuple[str, syntax.FunctionDef]]:
        """Functions and methods with their qualified names."""
        return ((name, it) for name, it in self.definitions.items() if isinstance(it, syntax.FunctionDef))

    @property
    def outermost(self) -> tuple[str, ...]:
        """The functions and methods that stand in no other, by qualified name."""
        return tuple(name for name, it in self.definitions.outer.items() if isinstance(it, syntax.FunctionDef))

    def inside(self, name: str) -> tuple[str, ...]:
        """An outermost function and the functions inside it, by qualified name."""
        inner = self.definitions.inside(name).items()
        return (name, *(it for it, node in inner if isinstance(node, syntax.FunctionDef)))

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

    def function(self, name: str) -> syntax.FunctionDef | None:
        """The function or method of this qualified name."""
        found = self.definitions.get(name)
        return found if isinstance(found, syntax.FunctionDef) else None

    @cached_property
    def nodes_around(self) -> Looks[tuple[syntax.Node, ...]]:
        """The nodes around places that were looked at last."""
        return Looks()

    @cached_property
    def _definitions_around(self) -> Looks[tuple[tuple[str, Definition], ...]]:
        return Looks()

    def enclosing(self, span: Span) -> tuple[tuple[str, Definition], ...]:
        """The classes and functions around `span`, innermost first, with their qualified names."""
        return self._definitions_around.of(span, lambda: self._enclosing(span))

    def _enclosing(self, span: Span) -> tuple[tuple[str, Definition], ...]:
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

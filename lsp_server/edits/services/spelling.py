"""How a name or type written in one file is spelled, and imported, in another."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from lsp_server.edits.import_header import bound
from lsp_server.edits.imports import Wanted
from lsp_server.edits.services.relative import module_of
from lsp_server.facts import syntax
from lsp_server.facts.file import read
from lsp_server.facts.imports import ImportedName
from lsp_server.project.models.values import Field
from lsp_server.project.names.modules import External, Modules, Symbol
from lsp_server.text import Document

_Origin = tuple[str, str | None]  # module and name; None: the module itself
_STANDARD = frozenset({"datetime", "decimal", "uuid"})
_PREFIXES = {"sqlmodel": "SQL", "sqlalchemy": "SA", "pydantic": "Pydantic", "fastapi": "FastAPI"}


@dataclass
class Needs:
    """The imports that the text of one file turns out to need.

    Every name is asked for before it is written: it comes back as this file must spell it. A name that the
    file imports already keeps the spelling it has there (`dt.datetime`, `SQLField`); one that means something
    else in this file is imported under another name.
    """

    path: str  # of that file
    modules: Modules
    relative: bool
    wanted: dict[Wanted, None] = field(default_factory=dict)
    tops: set[str] = field(default_factory=set)  # first names of the project's own modules, written or not
    _spelled: dict[_Origin, str] = field(default_factory=dict)
    _taken: dict[str, _Origin | None] = field(init=False)

    def __post_init__(self) -> None:
        self._taken = dict(self._bound())

    def reserve(self, *names: str) -> None:
        """Say that the text itself defines these names."""
        for it in names:
            self._taken[it] = None

    def use(self, module: str, name: str) -> str:
        """Import `name` of a library's module; returns it as it is to be written."""
        return self._use(module, name, _alias(module, name))

    def first_party(self, path: str, name: str) -> str:
        """Import `name` of the project's file `path`; returns it as it is to be written."""
        if path == self.path:
            return name
        if (known := self._known_as(path, name)) is not None:
            return known
        module = self.module(self._door(path, name))
        self.tops.add(module.lstrip(".").partition(".")[0])
        return self._use(module, name, f"{name}Table" if name[:1].isupper() else f"{name}_of_{_last(module)}")

    def module(self, path: str) -> str:
        """The project's file `path` as this file imports it."""
        return module_of(path, self.path, self.modules, relative=self.relative)

    def expression(self, text: str, source: str) -> str:
        """Import what the type `text`, written in the file `source`, speaks of; returns it unquoted."""
        node = _parsed(text)
        if isinstance(node, syntax.Constant) and isinstance(node.value, str):
            return self.expression(node.value, source)
        for it in syntax.walk(node) if node is not None else ():
            if isinstance(it, syntax.Constant) and it.value in self.modules.files[source].definitions:
                self._name(str(it.value), source)  # a forward reference inside
        return self.value(text, source)

    def type_of(self, field: Field) -> str:
        """Import what the type of a field speaks of; returns it unquoted and without None.

        A column such as `Column(DateTime)` tells its type though its file need not import `datetime`.
        """
        module, _, name = field.type.name.rpartition(".")
        imports = self.modules.files[field.path].imports
        there = any(it.local == name and it.module == module for it in imports)
        if module in _STANDARD and field.type.text == name and not there:
            return self.use(module, name)
        return self.expression(without_none(field.type.text), field.path)

    def value(self, text: str, source: str) -> str:
        """Import what the value `text`, written in the file `source`, speaks of; strings in it are plain strings."""
        document = Document("value.py", text)
        node = _parsed(text)
        replaced: dict[tuple[int, int], str] = {}
        members: set[syntax.Name] = set()
        for it in syntax.walk(node) if node is not None else ():
            if isinstance(it, syntax.Attribute) and isinstance(it.value, syntax.Name):
                members.add(it.value)
                replaced[it.span.start, it.span.end] = self._member(it.value.id, it.attr, source)
            elif isinstance(it, syntax.Name) and it not in members:
                replaced[it.span.start, it.span.end] = self._name(it.id, source)
        data = document.data
        for (start, end), spelled in sorted(replaced.items(), reverse=True):
            data = data[:start] + spelled.encode() + data[end:]
        return data.decode()

    # ----------------------------------------------------------------- names of other files

    def _name(self, name: str, source: str) -> str:
        facts = self.modules.files[source]
        if name in facts.definitions or name in facts.assignments:
            return self.first_party(source, name)
        found = next((it for it in facts.imports if it.local == name), None)
        if found is None:
            return name  # a builtin, or a parameter of the expression's own
        if found.name is None:
            return self._module(found)
        target = self._target(found, source)
        if target is None:
            return self._use(found.module, found.name, name if name != found.name else _alias(found.module, name), name)
        return self.first_party(target, found.name)

    def _member(self, head: str, attribute: str, source: str) -> str:
        """`datetime.datetime` of a file that imports the module: by the module here too, where that name is free."""
        imports = self.modules.files[source].imports
        found = next((it for it in imports if it.name is None and it.local == head), None)
        if found is None or found.level:
            return f"{self._name(head, source)}.{attribute}"
        if self._taken.get(head, (found.module, None)) == (found.module, None):
            return f"{self._module(found)}.{attribute}"
        return self.use(found.module, attribute)

    def _module(self, found: ImportedName) -> str:
        local = found.local
        if local not in self._taken:
            self._taken[local] = (found.module, None)
            self.wanted[found.module if local == found.module else f"{found.module} as {local}"] = None
        return local

    def _target(self, found: ImportedName, source: str) -> str | None:
        if found.level:
            return self.modules.find_relative(found.module, found.level, source)
        return self.modules.find(found.module, source)

    # ----------------------------------------------------------------- this file

    def _bound(self) -> Iterator[tuple[str, _Origin | None]]:
        """What this file's names at module level mean already."""
        facts = self.modules.files.get(self.path)
        if facts is None:
            return
        yield from ((it, None) for it in (*facts.definitions, *facts.assignments) if "." not in it)
        for node in bound(facts.body):
            for alias in node.names:
                if isinstance(node, syntax.ImportFrom):
                    yield alias.bound, ("." * node.level + node.module, alias.name)
                else:
                    yield alias.bound, (alias.name if alias.asname else alias.name.partition(".")[0], None)

    def _use(self, module: str, name: str, alias: str, wish: str | None = None) -> str:
        origin = (module, name)
        if origin in self._spelled:
            return self._spelled[origin]
        known = next((local for local, it in self._taken.items() if it == origin), None) or self._by_module(origin)
        if known is None:
            local = wish or name
            if self._taken.get(local, origin) != origin and not self._same(local, module, name):
                local = alias
                while local in self._taken:
                    local += "_"
            if self._taken.get(local) is None:
                self.wanted[module, name if local == name else f"{name} as {local}"] = None
            self._taken[local] = origin
            known = local
        self._spelled[origin] = known
        return known

    def _by_module(self, origin: _Origin) -> str | None:
        """`datetime.datetime` where the file has `import datetime`, and takes nothing out of that module."""
        module, name = origin
        local = next((local for local, it in self._taken.items() if it == (module, None)), None)
        return f"{local}.{name}" if local is not None and "." not in module else None

    def _same(self, local: str, module: str, name: str) -> bool:
        """Whether a name of this file means that very thing, by whatever way it comes."""
        found = self.modules.resolve(self.path, local) if self.path in self.modules.files else None
        return isinstance(found, External) and found.name == f"{module}.{name}"

    def _known_as(self, path: str, name: str) -> str | None:
        """What this file calls something of the project that it imports already."""
        if self.path not in self.modules.files:
            return None
        for local, origin in self._taken.items():
            if origin is not None and origin[1] == name:
                found = self.modules.resolve(self.path, local)
                if isinstance(found, Symbol) and (found.path, found.name) == (path, name):
                    return local
        return None

    def _door(self, path: str, name: str) -> str:
        """The file that others import `name` of `path` from: its package, where that is how it is done here."""
        seen = Counter[str]()
        for other, facts in self.modules.files.items():
            if other == path or other.endswith("__init__.py"):
                continue
            for it in facts.imports:
                if it.name == name and (target := self._target(it, other)) is not None:
                    found = self.modules.resolve(other, it.local)
                    if isinstance(found, Symbol) and (found.path, found.name) == (path, name):
                        seen[target] += 1
        door = max(seen, key=lambda it: (seen[it], it == path), default=path)
        inside = self.path.startswith(door.removesuffix("__init__.py")) and door.endswith("__init__.py")
        return path if inside or seen[door] == seen[path] else door


def without_none(text: str) -> str:
    """`int` of `int | None`, `Optional[int]` and `Annotated[int | None, …]`."""
    node = _parsed(text)
    match node:
        case syntax.BinOp(left=left, op="|", right=right):
            if isinstance(right, syntax.Constant) and right.value is None:
                return without_none(_slice(text, left))
            if isinstance(left, syntax.Constant) and left.value is None:
                return without_none(_slice(text, right))
        case syntax.Subscript(value=value, slices=(inner,)) if syntax.last_name(value) == "Optional":
            return without_none(_slice(text, inner))
        case syntax.Subscript(value=value, slices=(inner, *_)) if syntax.last_name(value) == "Annotated":
            return without_none(_slice(text, inner))
        case syntax.Subscript(value=value, slices=(inner,)) if syntax.last_name(value) == "Mapped":
            return without_none(_slice(text, inner))
        case syntax.Constant(value=str(inner)):
            return without_none(inner)
        case _:
            pass
    return text


def _alias(module: str, name: str) -> str:
    top = module.lstrip(".").partition(".")[0]
    return f"{_PREFIXES.get(top, top.capitalize())}{name}" if name[:1].isupper() else f"{top}_{name}"


def _last(module: str) -> str:
    return module.rpartition(".")[2] or "package"


def _parsed(text: str) -> syntax.Expr | None:
    body = read(Document("type.py", text)).body
    return body[0].value if len(body) == 1 and isinstance(body[0], syntax.ExprStmt) else None


def _slice(text: str, node: syntax.Node) -> str:
    return Document("type.py", text).slice(node.span)

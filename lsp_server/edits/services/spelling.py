"""How a name or type written in one file is spelled, and imported, in another."""

from dataclasses import dataclass, field

from lsp_server.edits.imports import Wanted
from lsp_server.facts import syntax
from lsp_server.facts.file import read
from lsp_server.project.names.modules import Modules
from lsp_server.text import Document


@dataclass
class Needs:
    """The imports that the text of one file turns out to need."""

    path: str  # of that file
    modules: Modules
    relative: bool
    wanted: dict[Wanted, None] = field(default_factory=dict)
    tops: set[str] = field(default_factory=set)  # first names of the project's own modules, written or not

    def add(self, module: str, *names: str) -> None:
        for it in names:
            self.wanted[module, it] = None

    def first_party(self, path: str, name: str) -> str:
        """Import `name` of the project's file `path`; returns it as it is to be written."""
        if path != self.path:
            module = self.module(path)
            self.tops.add(module.partition(".")[0])
            self.add(module, name)
        return name

    def module(self, path: str) -> str:
        """The project's file `path` as this file imports it."""
        if not self.relative:
            return self._absolute(path)
        here, there = self.path.split("/")[:-1], _parts(path)
        shared = 0
        while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
            shared += 1
        if not self._packages(here[:shared], here):
            return self._absolute(path)
        return "." * (len(here) - shared + 1) + ".".join(there[shared:])

    def _absolute(self, path: str) -> str:
        """The module name of a file, also of one that is not written yet: then as its neighbours are imported."""
        if path in self.modules.files:
            return self.modules.name_of(path, self.path)
        folder = path.rpartition("/")[0]
        while folder and not any(it.startswith(f"{folder}/") for it in self.modules.files):
            folder = folder.rpartition("/")[0]
        beside = sorted(
            it for it in self.modules.files if it.startswith(f"{folder}/" if folder else "") and it.endswith(".py")
        )
        near = min(beside, key=lambda it: it.count("/"), default=None)
        if near is None:
            return ".".join(_parts(path))
        depth = len(_parts(near)) - self.modules.name_of(near).count(".") - 1
        return ".".join(_parts(path)[depth:])

    def _packages(self, shared: list[str], here: list[str]) -> bool:
        """Whether dots may climb to `shared`: it lies inside one top-level package."""
        return len(shared) >= 1 and (
            len(shared) == len(here) or self._absolute(self.path).count(".") >= len(here) - len(shared)
        )

    def expression(self, text: str, source: str) -> str:
        """Import what the expression or type `text`, written in the file `source`, speaks of; returns it unquoted."""
        node = _parsed(text)
        if isinstance(node, syntax.Constant) and isinstance(node.value, str):
            return self.expression(node.value, source)
        for it in syntax.walk(node) if node is not None else ():
            if isinstance(it, syntax.Name):
                self._name(it.id, source)
            elif isinstance(it, syntax.Constant) and isinstance(it.value, str) and it.value.isidentifier():
                self._name(it.value, source, certain=False)
        return text

    def _name(self, name: str, source: str, *, certain: bool = True) -> None:
        facts = self.modules.files[source]
        if name in facts.definitions or name in facts.assignments:
            if certain or name in facts.definitions:
                self.first_party(source, name)
            return
        for it in facts.imports:
            if it.local != name and it.local.partition(".")[0] != name:
                continue
            if it.name is None:
                self.wanted[it.module if it.local == it.module else f"{it.module} as {it.local}"] = None
                return
            alias = it.name if it.name == it.local else f"{it.name} as {it.local}"
            target = (
                self.modules.find_relative(it.module, it.level, source)
                if it.level
                else self.modules.find(it.module, source)
            )
            if target is None:
                self.add(it.module, alias)
            elif target != self.path:
                self.add(self.module(target), alias)
            return


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


def _parsed(text: str) -> syntax.Expr | None:
    body = read(Document("type.py", text)).body
    return body[0].value if len(body) == 1 and isinstance(body[0], syntax.ExprStmt) else None


def _slice(text: str, node: syntax.Node) -> str:
    return Document("type.py", text).slice(node.span)


def _parts(path: str) -> list[str]:
    return path.removesuffix(".py").removesuffix("/__init__").split("/")

"""The base class that the project's services share: a new service is derived from it as its siblings are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lsp_server.edits.services.placement import files_inside
from lsp_server.edits.services.spelling import Needs
from lsp_server.facts import syntax
from lsp_server.project.names.modules import Symbol
from lsp_server.project.services.conventions import Conventions
from lsp_server.project.services.values import Operation, Service
from lsp_server.project.view import Project
from lsp_server.text import Span


@dataclass(frozen=True)
class Family:
    """The sibling to be like. `brings` are the operations that its base implements."""

    sibling: Service
    brings: frozenset[Operation]

    def header(self, names: Mapping[str, str], project: Project, needs: Needs) -> str:
        """The bases as they are written in a class header, for another table: `BaseService[Hero, HeroCreate]`.

        `names` are the sibling's table and schemas, and what stands in their place.
        """
        assert self.sibling.node is not None
        return ", ".join(self._copied(it.span, names, project, needs) for it in self.sibling.node.bases)

    def body(self, names: Mapping[str, str], project: Project, needs: Needs) -> list[str]:
        """The sibling's constructor and class attributes, for another table."""
        assert self.sibling.node is not None
        return [
            self._copied(it.span, names, project, needs)
            for it in self.sibling.node.body
            if isinstance(it, syntax.Assign) or (isinstance(it, syntax.FunctionDef) and it.name == "__init__")
        ]

    def _copied(self, span: Span, names: Mapping[str, str], project: Project, needs: Needs) -> str:
        """The sibling's own text with its names exchanged, and imported, and its indentation taken off."""
        facts = project.files[self.sibling.path]
        found: dict[tuple[int, int], str] = {}
        assert self.sibling.node is not None
        for node in syntax.walk(self.sibling.node):
            if isinstance(node, syntax.Name) and span.contains(node.span):
                found[node.span.start, node.span.end] = names.get(node.id) or needs.expression(node.id, facts.path)
        data = facts.document.data[: span.end]
        for (start, end), text in sorted(found.items(), reverse=True):
            data = data[:start] + text.encode() + data[end:]
        lines = data[span.start :].decode(errors="replace").replace("\r\n", "\n").split("\n")
        return "\n".join([lines[0], *(it.removeprefix("    ") for it in lines[1:])])


def family_of(project: Project, conventions: Conventions) -> Family | None:
    """What most services around are derived from, if it implements operations for them."""
    inside = files_inside(project, conventions.root)
    found: dict[tuple[str, str], list[Service]] = {}
    for it in project.services:
        base = _base(it, project) if it.path in inside and it.inherited else None
        if base is not None:
            found.setdefault((base.path, base.name), []).append(it)
    classes = Counter(it.path in inside for it in project.services if it.node is not None and not it.inherited)
    most = max(found.values(), key=len, default=[])
    if not most or len(most) < classes[True] / 2:
        return None
    simple = [it for it in most if _is_simple(it)]
    if not simple:
        return None
    sibling = min(simple, key=lambda it: len(it.node.body) if it.node else 0)
    return Family(sibling, sibling.inherited)


def _base(service: Service, project: Project) -> Symbol | None:
    for it in service.node.bases if service.node else ():
        name = syntax.dotted(it.value if isinstance(it, syntax.Subscript) else it)
        found = project.modules.resolve(service.path, name) if name else None
        if isinstance(found, Symbol) and isinstance(found.node, syntax.ClassDef):
            return found
    return None


def _is_simple(service: Service) -> bool:
    """Whether bases, class attributes and constructor are all that has to be copied, and speak of one table only."""
    assert service.node is not None
    return not service.node.keywords and all(
        isinstance(it, syntax.FunctionDef | syntax.Assign | syntax.ExprStmt | syntax.Simple) for it in service.node.body
    )

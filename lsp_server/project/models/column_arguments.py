"""What the call says that makes a column, before anything is concluded from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lsp_server.facts import syntax
from lsp_server.project.models.values import ForeignKey
from lsp_server.project.names.constants import evaluate, source, truth_of
from lsp_server.project.names.modules import Modules

_FLAGS = ("primary_key", "nullable", "unique", "index", "autoincrement")


@dataclass(frozen=True, slots=True)
class ColumnCall:
    """A column as a call describes it. Nodes belong to the file `path`."""

    path: str
    keywords: Mapping[str, syntax.Expr] = field(default_factory=dict)
    name: str | None = None
    type: syntax.Expr | None = None
    foreign_key: ForeignKey | None = None
    server_generated: syntax.Expr | None = None  # Identity(), Computed(…), FetchedValue()
    sequence: syntax.Expr | None = None  # Sequence(…)
    checks: tuple[syntax.Expr, ...] = ()  # CheckConstraint(…), and a ForeignKey(…) whose target is not known
    points: bool = False  # a ForeignKey(…) is among its arguments, whether its target is known or not
    doubt: str | None = None  # why not all of it is known
    listens: bool = True  # to the annotation: mapped_column(…) does, Column(…) and deferred(…) do not

    def flag(self, modules: Modules, name: str) -> bool | None:
        """The value of a keyword such as `unique`; None where it is not given or not known."""
        return truth_of(modules, self.path, self.keywords.get(name))

    def text(self, modules: Modules, name: str) -> str | None:
        """The source text of a keyword; None where it is not given or is None."""
        node = self.keywords.get(name)
        if node is None or (isinstance(node, syntax.Constant) and node.value is None):
            return None
        return source(modules, self.path, node)

    def doubts(self, modules: Modules) -> str | None:
        """Why not all of the column is known: also because a keyword that changes it is computed."""
        return self.doubt or computed_flag(modules, self.path, self.keywords)


def computed_flag(modules: Modules, path: str, keywords: Mapping[str, syntax.Expr]) -> str | None:
    """What is said where one of the keywords that are True or False is given, but the text does not tell as what."""
    for name in _FLAGS:
        node = keywords.get(name)
        if node is not None and evaluate(modules, path, node) is None:
            return f"{name} is {source(modules, path, node)}"
    return None

"""Settings and the environment variables they come from: the values."""

from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.project.models.values import Field
from lsp_server.project.names.modules import Symbol
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of a settings class. `variables` are looked up in this order; the first that is set counts."""

    field: Field
    variables: tuple[str, ...]  # in upper case where case does not matter; empty: not known


@dataclass(frozen=True, slots=True)
class Settings:
    """A class that pydantic-settings (2.16; or pydantic 1) fills from the environment."""

    symbol: Symbol
    settings: tuple[Setting, ...]
    prefix: str | None  # None: one that is not known
    case_sensitive: bool
    env_file: str | None  # source text
    delimiter: str | None  # between a field and a field of its model

    def setting(self, name: str) -> Setting | None:
        return next((it for it in self.settings if it.field.name == name), None)


@dataclass(frozen=True, slots=True)
class EnvironmentRead:
    """`os.environ["X"]`, `os.environ.get("X", default)`, `os.getenv("X", default)`; also where one is only set."""

    variable: str
    node: syntax.Expr
    path: str
    where: str  # qualified name of the function, "" at module level
    default: str | None  # source text
    required: bool  # fails with KeyError where the variable is not set
    written: bool = False  # `os.environ["X"] = "1"` and `del os.environ["X"]` read nothing


@dataclass(frozen=True, slots=True)
class Reader:
    """A place that reads a setting. `where` is the qualified name of the function, "" at module level.

    `default`: it is the body of the class itself, `url: str = f"redis://{host}"`, which sees the default and never
    what the environment says.
    """

    path: str
    span: Span
    where: str
    default: bool = False

"""Services as values: who serves which table, with which operations, and how the session reaches the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax

Operation = Literal["create", "get", "list", "update", "delete"]
OPERATIONS: tuple[Operation, ...] = ("create", "get", "list", "update", "delete")

# How the session reaches the code: kept by the constructor, given to each method of an instance or
# to static and class methods, or given to plain functions.
Shape = Literal["constructor", "method", "static", "function"]


@dataclass(frozen=True, slots=True)
class SessionUse:
    """`name` is the parameter; `attribute` what the constructor keeps it as (`session` of self.session)."""

    name: str
    attribute: str | None
    annotation: str | None
    keyword_only: bool
    last: bool = False  # behind the other parameters: `get_hero(cls, hero_id, session)`


@dataclass(frozen=True)
class Service:
    """A class, or a module of functions, that serves one table. One that serves two tables is two values."""

    name: str  # of the class, or the module's stem
    path: str
    node: syntax.ClassDef | None  # None: functions of a module
    shape: Shape
    is_async: bool
    table: str  # class name
    table_path: str
    operations: Mapping[Operation, syntax.FunctionDef]
    session: SessionUse | None
    inherited: frozenset[Operation] = frozenset()  # operations that a base class brings

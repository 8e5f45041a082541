"""Bases of a table that may bring columns which the project's text doesn't show: mixins of authlib or fastapi-users,
and whatever a call makes."""

import sys
from collections.abc import Iterator

from lsp_server.facts import syntax
from lsp_server.project.names.classes import base_of, bases_written, mro
from lsp_server.project.names.modules import External, Modules, Symbol

_PLAIN = frozenset({"sqlalchemy", "sqlmodel", "pydantic", "pydantic_settings", "typing_extensions"})
_REFLECTED = frozenset({"sqlalchemy.ext.declarative.DeferredReflection"})  # its tables are read from the database
_MAKERS = frozenset({"declarative_base", "generate_base"})
# Bases without columns by their names alone: the import is often typed last.
_NAMED = frozenset({"SQLModel", "DeclarativeBase", "DeclarativeBaseNoMeta", "MappedAsDataclass", "AsyncAttrs"})


def unread_bases(modules: Modules, symbol: Symbol) -> tuple[str, ...]:
    """The names of all such bases of a class and of those above it, in full where they are imported."""
    owners = (it for it in mro(modules, symbol) if isinstance(it, Symbol))
    return tuple(sorted({name for it in owners for name in _of(modules, it)}))


def _of(modules: Modules, owner: Symbol) -> Iterator[str]:
    if not isinstance(owner.node, syntax.ClassDef) and not _makes_base(owner.node):
        yield owner.name
    for node in bases_written(owner):
        found = base_of(modules, owner, node)
        name = syntax.dotted(node.value if isinstance(node, syntax.Subscript) else node)
        match found:
            case External(name=full):
                if "." in full and (full in _REFLECTED or not _brings_none(full.partition(".")[0])):
                    yield full
            case Symbol(node=syntax.FunctionDef() | syntax.TypeAlias()):
                yield found.name
            case None if name is not None:
                if name.rpartition(".")[2] not in _NAMED:
                    yield name
            case None if not _is_maker(node):
                yield f"{syntax.last_name(node) or 'a base that is computed'}(…)"
            case _:
                pass


def _makes_base(node: syntax.Node) -> bool:
    """`Base = declarative_base()`"""
    return isinstance(node, syntax.Assign) and _is_maker(node.value)


def _is_maker(node: syntax.Expr | None) -> bool:
    """A call that makes a base from nothing, or from a class that is written as `cls`."""
    return isinstance(node, syntax.Call) and syntax.last_name(node) in _MAKERS


def _brings_none(package: str) -> bool:
    return package in _PLAIN or package in sys.stdlib_module_names

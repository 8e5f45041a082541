"""In which order imports stand: isort's and ruff's rules, bent to what the file does already."""

import re
import sys
from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Any

from lsp_server.facts import syntax
from lsp_server.project.names.nearest import shared_parts

Key = tuple[Any, ...]
Statement = syntax.Import | syntax.ImportFrom

# A folder may be called after one of these (`tests/fastapi/`) without being it.
_LIBRARIES = frozenset("fastapi starlette sqlmodel sqlalchemy pydantic alembic asyncpg httpx pytest".split())
_DIGITS = re.compile(r"(\d+)")


class Section(IntEnum):
    """The blocks of an import header, top to bottom."""

    FUTURE = 0
    STANDARD = 1
    THIRD_PARTY = 2
    FIRST_PARTY = 3
    RELATIVE = 4


def section(module: str, path: str, first_party: Collection[str]) -> Section:
    """Where `module` (relative ones with their dots) belongs in the file at `path`.

    A module whose first name is a folder on the way to the file is the project's own: `app.models`
    in `backend/app/services/hero.py`.
    """
    if module.startswith("."):
        return Section.RELATIVE
    top = module.partition(".")[0]
    if top == "__future__":
        return Section.FUTURE
    if top in sys.stdlib_module_names:
        return Section.STANDARD
    if top in first_party or (top in path.split("/")[:-1] and top not in _LIBRARIES):
        return Section.FIRST_PARTY
    return Section.THIRD_PARTY


def module_of(node: Statement) -> str:
    """The module as it is written, relative ones with their dots; the first one of `import a, b`."""
    if isinstance(node, syntax.ImportFrom):
        return "." * node.level + node.module
    return node.names[0].name if node.names else ""


def statement_place(new: Statement, group: Sequence[Statement]) -> int:
    """The index in `group` before which `new` goes, in the order that the group keeps.

    A group in no order gets it after its nearest relative by module name, or at the end.
    """
    for key in (_plain_first, _mixed, _from_first):
        keys = [key(it) for it in group]
        if keys == sorted(keys):
            return sum(it < key(new) for it in keys)
    scores = [shared_parts(module_of(it), module_of(new), ".") for it in group]
    best = max(scores, default=0)
    return len(scores) - scores[::-1].index(best) if best else len(group)


def name_place(new: str, names: Sequence[str]) -> int:
    """The index in the imported `names` before which `new` goes; the end where they are in no order."""
    for key in (_by_type, _ignoring_case, _plain):
        keys = [key(it) for it in names]
        if keys == sorted(keys):
            return sum(it < key(new) for it in keys)
    return len(names)


def _natural(text: str) -> Key:
    """Numbers in names count as numbers: `v2` before `v10`."""
    return tuple((0, int(it), "") if it.isdecimal() else (1, 0, it) for it in _DIGITS.split(text) if it)


def _module_key(node: Statement) -> Key:
    module = module_of(node)
    name = module.lstrip(".")
    # The furthest relative import first: `from ..x` before `from .x`.
    return (module.startswith("."), len(name) - len(module), _natural(name.lower()), _natural(name))


def _first_name(node: Statement) -> Key:
    first = node.names[0] if node.names else None
    return (_by_type(first.name), first.asname or "") if first is not None else ()


def _plain_first(node: Statement) -> Key:
    return (isinstance(node, syntax.ImportFrom), _module_key(node), _first_name(node))


def _from_first(node: Statement) -> Key:
    return (isinstance(node, syntax.Import), _module_key(node), _first_name(node))


def _mixed(node: Statement) -> Key:
    return (_module_key(node), isinstance(node, syntax.ImportFrom), _first_name(node))


def _by_type(name: str) -> Key:
    """isort's order-by-type: CONSTANTS, then Classes, then functions."""
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return (kind, _natural(name.lower()), _natural(name))


def _ignoring_case(name: str) -> Key:
    return (_natural(name.lower()), _natural(name))


def _plain(name: str) -> Key:
    return (_natural(name),)

"""Which tables come along without being named: eager relationships, and what deleting a row does to others.

As SQLAlchemy 2.1 does it with the options a relationship has in the text; `passive_deletes` and `viewonly`
are taken as "nothing happens", which is what they are for.
"""

from collections.abc import Iterator

from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.reach.frames import Frame
from lsp_server.project.reach.statements import targets
from lsp_server.project.reach.values import Access

_EAGER = frozenset({"selectin", "joined", "subquery", "immediate"})


def eager(frame: Frame, table: Table) -> tuple[Table, ...]:
    """The tables that loading whole rows of a table loads too, those behind them included."""
    found: dict[tuple[str, str], Table] = {}
    left = [table]
    while left:
        at = left.pop(0)
        for it in at.relationships:
            if it.lazy in _EAGER:
                for target in targets(frame, it):
                    if (target.path, target.symbol.name) not in found:
                        found[target.path, target.symbol.name] = target
                        left.append(target)
    found.pop((table.path, table.symbol.name), None)
    return tuple(found.values())


def deleted_with(frame: Frame, table: Table) -> Iterator[tuple[Table, Access]]:
    """What `session.delete(row)` does to other tables: rows that point here are loaded, then changed or deleted."""
    seen: set[tuple[str, str]] = set()
    left = [table]
    while left:
        at = left.pop(0)
        if (at.path, at.symbol.name) in seen:
            continue
        seen.add((at.path, at.symbol.name))
        for it in at.relationships:
            far = targets(frame, it)
            if not far or not _points_here(at, it, far) or _is_passive(frame, it):
                continue
            yield far[0], "reads"
            yield far[-1], "writes"
            if it.cascade_delete:
                left.append(far[0])


def _points_here(table: Table, it: Relationship, far: tuple[Table, ...]) -> bool:
    """Whether the foreign key is on the other side."""
    if it.many or len(far) > 1:
        return True
    keys = (column.foreign_key for one in table.fields if (column := one.column) is not None)
    return not any(key is not None and key.table == far[0].table for key in keys)


def _is_passive(frame: Frame, it: Relationship) -> bool:
    text = frame.modules.files[it.path].document.slice(it.span)
    return "passive_deletes" in text or "viewonly" in text

"""Generate a service for a table.

Offered anywhere in a table class. Writes create, get, list, update and delete in the convention of the project at hand
(async or sync, `exec` or `execute`, class or functions, who commits, owner columns, soft delete), with the schemas,
domain errors and the dependency that are missing. Where a service exists, it gets only the operations that it lacks.
"""

from lsp_server.action import Action, Cursor, Offer
from lsp_server.agent.brief import Brief
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.services.fields import can_change
from lsp_server.facts import syntax
from lsp_server.near.pieces import of_node
from lsp_server.near.tables import around_table
from lsp_server.project.models.values import Table
from lsp_server.project.services.operations import other_word
from lsp_server.project.services.ports import is_port
from lsp_server.project.services.session_use import session_of
from lsp_server.project.services.values import OPERATIONS, Operation, Service


def offer(cursor: Cursor) -> Offer | Refusal:
    table = _table(cursor)
    if table is None:
        return Refusal("The cursor is not in a table.")
    if cursor.facts.broken_at(table.node.span):
        return Refusal(f"{table.name} is not finished yet.")
    if not table.primary_key:
        return Refusal(f"{table.name} has no primary key that could be read.")
    found = _of(cursor, table)
    existing = _existing(cursor, table)
    missing = _missing(existing, table)
    if existing is None and found:
        return Refusal(f"{found[0].name} in {found[0].path} is abstract, and no class that implements it was found.")
    if existing is not None and not missing:
        return Refusal(f"{existing.name} in {existing.path} has all five operations already.")
    if existing is not None and session_of(cursor.project.modules, existing) is None:
        return Refusal(f"{existing.name} in {existing.path} is given no session that new operations could use.")
    word = _other_word(cursor, existing, table) if existing is not None else None
    if existing is not None and word is not None:
        return Refusal(f"{existing.name} in {existing.path} calls each {table.name} a {word}: it has such operations.")
    if existing is None:
        return Offer(f"Generate service for {table.name}", cursor, table.name)
    return Offer(f"Complete service for {table.name} (adds {', '.join(missing)})", cursor, table.name)


def draft(offer: Offer) -> Change | Refusal:
    from lsp_server.edits.services.draft import draft as write
    from lsp_server.edits.services.plan import make_plan

    table = _table(offer.cursor)
    assert table is not None, "offer() said yes to this very snapshot"
    existing = _existing(offer.cursor, table)
    return write(make_plan(offer.cursor.project, table, existing, _missing(existing, table)))


def brief(offer: Offer, draft: Change | None) -> Brief:
    table, project = _table(offer.cursor), offer.cursor.project
    assert table is not None, "offer() said yes to this very snapshot"
    return Brief(
        prompt="generate_service",
        action="generate-service",
        title=offer.title,
        target=table.name,
        selected=of_node(project, table.path, table.node, "the table"),
        pieces=around_table(project, table),
        may_write=tuple(it.path for it in draft.files) if draft is not None else (),
        draft=draft,
        skills=("fastapi-sqlmodel", "model-service", "error-handling", "type-safety"),
        names=(table.name, table.label),
    )


def _table(cursor: Cursor) -> Table | None:
    here = (it for it in cursor.project.tables_in(cursor.path) if it.node.span.touches(cursor.selection))
    return next(here, None)


def _of(cursor: Cursor, table: Table) -> list[Service]:
    """Everything that serves a table."""
    return [it for it in cursor.project.services if (it.table, it.table_path) == (table.name, table.path)]


def _existing(cursor: Cursor, table: Table) -> Service | None:
    """What is to be completed: never a class that others implement."""
    found = [it for it in _of(cursor, table) if not is_port(cursor.project.modules, it)]
    return max(found, key=lambda it: len(it.operations), default=None)


def _other_word(cursor: Cursor, existing: Service, table: Table) -> str | None:
    """What the class at hand calls the table's rows: ours beside its own operations would be the same once more."""
    functions = [it for it in existing.node.body if isinstance(it, syntax.FunctionDef)] if existing.node else []
    tables = {it.name for it in cursor.project.tables if it.name != table.name}
    return other_word({it.name: it for it in functions}, table.name, tables)


def _missing(existing: Service | None, table: Table) -> tuple[Operation, ...]:
    """What is to be written: all five, without an update of rows that are nothing but keys."""
    asked = tuple(it for it in OPERATIONS if it != "update" or can_change(table))
    if existing is None:
        return asked
    return tuple(it for it in asked if it not in existing.operations and it not in existing.inherited)


ACTION = Action("generate-service", "refactor.rewrite.service", offer, draft, brief)

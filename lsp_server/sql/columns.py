"""One column of a table as SQLAlchemy has it, with its own constraints and defaults."""

from collections.abc import Callable, Iterator
from enum import Enum
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import types

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.values import Field, ForeignKey, Table
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Symbol
from lsp_server.project.types.enums import enums_in
from lsp_server.project.view import Project
from lsp_server.sql.column_types import Enums, column_type
from lsp_server.sql.interpret import Interpreter
from lsp_server.sql.values import Unknown

Engine = types.TypeEngine[Any]


class _Untold(types.NullType):
    """A type that is not known. SQLAlchemy puts none in its place where it finds what the column's key points to."""

    _isnull = False


class Columns:
    """Makes the columns of one set of tables. `unsure` says by database name what of a table is not known."""

    def __init__(self, project: Project, unsure: dict[str, list[str]]) -> None:
        self.project = project
        self.enums = Enums()
        self.unsure = unsure

    def column(self, table: Table, field: Field) -> sa.Column[Any]:
        """The column, with the constraints that are its own and none of those that the table's arguments hold."""
        column = field.column
        assert column is not None
        written = self._written_column(field)
        if written is not None:
            written.key = written.name = written.name or field.name
            return written
        try:
            type_ = self._type(table, field)
        except Unknown as error:
            self._unsure(table, f"the type of {field.name} is not known ({error})")
            type_ = _Untold()
        if column.doubt is not None:
            self._unsure(table, f"what {field.name} is can't be known: {column.doubt}")
        extra, server_default = self._generated(table, field)
        key = column.foreign_key
        return sa.Column(
            column.name,
            type_,
            *([self._foreign_key(table, field, key)] if key is not None and not key.by_table else []),
            *extra,
            *self._sequence(table, field),
            *self._checks(table, field),
            primary_key=column.primary_key and not column.mapped_key,
            autoincrement="auto" if column.numbering is None else column.numbering,
            nullable=column.nullable,
            unique=column.unique or None,
            index=column.index or None,
            server_default=server_default,
            default=self._default(field, field.default or field.default_factory),
            onupdate=self._default(field, column.onupdate),
        )

    def _type(self, table: Table, field: Field, seen: frozenset[tuple[str, str]] = frozenset()) -> Engine:
        """The column's type: as SQLAlchemy has it, without a type of its own that of where its key points to."""
        assert field.column is not None
        key = field.column.foreign_key
        if not field.column.typed_by_key:
            return column_type(self.project.modules, table, field, self.enums, self._names(field))
        target = self.project.table_by_db_name(key.table, table.path) if key is not None else None
        fields = (
            target.fields if target is not None and key is not None and (table.table, field.name) not in seen else ()
        )
        other = next((it for it in fields if it.column is not None and key and it.column.name == key.column), None)
        if target is None or other is None:
            raise Unknown(f"It is that of {key.target if key is not None else 'a column'}, which is not known.")
        return self._type(target, other, seen | {(table.table, field.name)})

    def _default(self, field: Field, text: str | None) -> Any:
        """What the program puts in where a statement gives no value: an SQL expression, or something it computes."""
        node = parse_expression(text) if text is not None else None
        return Interpreter(self.project.modules, field.path, field.owner).default(node) if node is not None else None

    def _written_column(self, field: Field) -> sa.Column[Any] | None:
        """What `sa_column=Column(...)` makes; None where there is none or not all of it is known."""
        if "sa_column" not in self.project.files[field.path].document.slice(field.span):
            return None
        node = self._statement(field)
        call = node.value if isinstance(node, syntax.Assign) else None
        written = call.keyword("sa_column") if isinstance(call, syntax.Call) else None
        if written is None or library_name(self.project.modules, field.path, written) != "sqlalchemy.Column":
            return None
        try:
            made = Interpreter(self.project.modules, field.path, field.owner, self._names(field)).read(written)
        except Unknown:
            return None
        return made if isinstance(made, sa.Column) and not isinstance(made.type, types.NullType) else None

    def _generated(self, table: Table, field: Field) -> tuple[list[Any], Any]:
        """Identity() or Computed(...), and the server default."""
        assert field.column is not None
        text = field.column.server_default
        node = parse_expression(text) if text is not None else None
        if node is None:
            return [], None
        try:
            value = Interpreter(self.project.modules, field.path, field.owner).read(node)
        except Unknown as error:
            self._unsure(table, f"the default of {field.name} is not known ({error})")
            return [], None
        if isinstance(value, sa.Identity | sa.Computed | sa.FetchedValue):
            return [value], None
        return [], value

    def _sequence(self, table: Table, field: Field) -> Iterator[sa.Sequence]:
        """What the program asks for a value, so that the database is not told to give one."""
        assert field.column is not None
        node = parse_expression(field.column.sequence) if field.column.sequence is not None else None
        try:
            made = Interpreter(self.project.modules, field.path, field.owner).read(node) if node is not None else None
        except Unknown as error:
            self._unsure(table, f"the sequence of {field.name} is not known ({error})")
            return
        if isinstance(made, sa.Sequence):
            yield made

    def _foreign_key(self, table: Table, field: Field, key: ForeignKey) -> sa.ForeignKey:
        options: dict[str, Any] = {}
        for name, text in key.options:
            node = parse_expression(text)
            try:
                options[name] = Interpreter(self.project.modules, field.path, field.owner).read(node) if node else None
            except Unknown as error:
                self._unsure(table, f"{name} of the foreign key of {field.name} is not known ({error})")
        return sa.ForeignKey(key.target, ondelete=key.ondelete, **options)

    def _checks(self, table: Table, field: Field) -> Iterator[sa.CheckConstraint]:
        """What the column's own arguments ask of its values."""
        assert field.column is not None
        for text in field.column.checks:
            node = parse_expression(text)
            try:
                made = Interpreter(self.project.modules, field.path, field.owner).read(node) if node else None
            except Unknown:
                made = None
            if isinstance(made, sa.CheckConstraint):
                yield made
            else:
                self._unsure(table, f"a constraint of {field.name} is not known")

    def enumeration(self, path: str, node: syntax.Expr) -> type[Enum] | None:
        """The Python enumeration that a name in the file `path` stands for."""
        name = syntax.dotted(node)
        found = self.project.modules.resolve(path, name) if name is not None else None
        if not isinstance(found, Symbol):
            return None
        enums = enums_in(self.project.modules, found.path)
        known = next((it for it in enums if it.symbol.name == found.name), None)
        return self.enums.of(known) if known is not None else None

    def _names(self, field: Field) -> Callable[[syntax.Expr], Any]:
        return partial(self.enumeration, field.path)

    def _statement(self, field: Field) -> syntax.Stmt | None:
        for name, node in self.project.files[field.path].classes:
            if name.rpartition(".")[2] == field.owner:
                for it in node.body:
                    if it.span == field.span:
                        return it
        return None

    def _unsure(self, table: Table, reason: str) -> None:
        self.unsure.setdefault(table.table, []).append(reason)

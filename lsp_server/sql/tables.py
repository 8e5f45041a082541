"""Tables of the project as SQLAlchemy tables and mapped classes, one set for one question."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc, orm, types

from lsp_server.facts import syntax
from lsp_server.facts.parse import parse_expression
from lsp_server.project.models.inheritance import mapper_texts, shared_with, sharing
from lsp_server.project.models.table_names import table_arguments
from lsp_server.project.models.values import Field, Relationship, Table
from lsp_server.project.names.classes import library_name
from lsp_server.project.names.modules import Symbol
from lsp_server.project.view import Project
from lsp_server.sql.column_types import Enums, column_type
from lsp_server.sql.interpret import Interpreter, Unknown


class Rebuilt:
    """Tables made as they are asked for, in one SQLAlchemy registry of their own.

    `unsure` says by database name what of a table is not known; such a table serves queries, but its
    DDL would not be the truth.
    """

    def __init__(self, project: Project, naming: Mapping[str, str] | None = None) -> None:
        """`naming`: the convention for constraints that have no name of their own."""
        self.project = project
        self.registry = orm.registry(metadata=sa.MetaData(naming_convention=dict(naming) if naming else None))
        self.enums = Enums()
        self.unsure: dict[str, list[str]] = {}
        self._tables: dict[tuple[str, str], sa.Table] = {}
        self._classes: dict[tuple[str, str], type[Any]] = {}
        self._of_class: dict[type[Any], Table] = {}

    def table(self, table: Table) -> sa.Table:
        """The table, with those that its foreign keys point to. Raises Unknown."""
        above = shared_with(self.project.modules, table)
        if above is not None:
            return self.table(above)
        key = (table.path, table.symbol.name)
        if key not in self._tables:
            schema, _, name = table.table.rpartition(".")
            if not name:
                raise Unknown(f"The table name of {table.name} is not known.")
            if table.table in self.registry.metadata.tables:
                raise Unknown(f"Two tables are called {table.table}.")
            made = sa.Table(name, self.registry.metadata, schema=schema or None)
            self._tables[key] = made
            self._fill(table, made)
        return self._tables[key]

    def mapped(self, table: Table) -> type[Any]:
        """The class that is mapped to the table. Raises Unknown."""
        key = (table.path, table.symbol.name)
        if key not in self._classes:
            above = shared_with(self.project.modules, table)
            if above is None and any(self.project.table(it, table.path) is not None for it in table.bases):
                raise Unknown(f"{table.name} inherits from another table.")
            base = self.mapped(above) if above is not None else None
            if key in self._classes:
                return self._classes[key]
            made, rows = self.table(table), type(table.name, (base,) if base is not None else (), {})
            columns = {it.name: self._property(it, made) for it in table.fields if it.column is not None}
            keys = [it for it in table.fields if it.column is not None and it.column.primary_key]
            if not keys:
                raise Unknown(f"{table.name} has no primary key.")
            self._classes[key] = rows
            self._of_class[rows] = table
            self._map(table, rows, made, columns, base)
            for below in sharing(self.project.modules, table) or ():
                self.mapped(below)
            for it in table.relationships:
                if it.lazy == "joined":
                    self.relationship(rows, it)
        return self._classes[key]

    def _map(
        self, table: Table, rows: type[Any], made: sa.Table, columns: Mapping[str, Any], base: type[Any] | None
    ) -> None:
        keys = [columns[it.name] for it in table.fields if it.column is not None and it.column.mapped_key]
        said = mapper_texts(self.project.modules, table.symbol)
        below = base is not None or bool(sharing(self.project.modules, table))
        if below and said.get("polymorphic_identity") is None:
            raise Unknown(f"What tells rows of {table.name} from others is not known.")
        on = columns.get(said.get("polymorphic_on") or "") if base is None else None
        if below and base is None and on is None:
            raise Unknown(f"The column that tells rows of {table.name} from others is not known.")
        self.registry.map_imperatively(
            rows,
            made if base is None else None,
            inherits=base,
            properties=columns if base is None else {},
            primary_key=keys or None,
            include_properties=list(columns),
            polymorphic_on=on,
            polymorphic_identity=said.get("polymorphic_identity") if below else None,
        )
        if base is not None:
            known = sa.inspect(rows).attrs
            for name, column in columns.items():
                if name not in known:
                    sa.inspect(rows).add_property(name, column)

    def attribute(self, rows: type[Any], name: str) -> Any:
        """A column or relationship of a mapped class, under the name that the code gives it. Raises Unknown."""
        table = self._of_class.get(rows)
        if table is None:
            raise Unknown("This is no mapped class.")
        if name == "__table__":
            return self.table(table)
        if (found := table.relationship(name)) is not None:
            self.relationship(rows, found)
        elif table.field(name) is None:
            raise Unknown(f"{table.name} has no column {name}.")
        return getattr(rows, name)

    def relationship(self, rows: type[Any], it: Relationship) -> None:
        """Map a relationship, which needs the table at its other end. Raises Unknown."""
        if it.name in sa.inspect(rows).attrs:
            return
        source, target = self._of_class[rows], self._target(it)
        text = self.project.files[it.path].document.slice(it.span)
        if any(word in text for word in ("primaryjoin", "secondaryjoin", "foreign_keys", "viewonly", "remote_side")):
            raise Unknown(f"How {source.name}.{it.name} joins is written out in Python.")
        secondary = None
        if it.link_model is not None:
            link = self.project.table(it.link_model, source.path) or self.project.table_by_db_name(
                it.link_model, source.path
            )
            if link is None:
                raise Unknown(f"The table between {source.name} and {target.name} is not known.")
            secondary = self.table(link)
        other = self.mapped(target)
        lazy: Any = it.lazy if it.lazy == "joined" else "select"
        try:
            made = orm.relationship(other, secondary=secondary, uselist=it.many, lazy=lazy, viewonly=True)
            sa.inspect(rows).add_property(it.name, made)
            self.registry.configure()
        except exc.SQLAlchemyError as error:
            raise Unknown(f"How {source.name}.{it.name} joins is not known: {error}") from error

    def _target(self, it: Relationship) -> Table:
        found = self.project.table_of(it.target_symbol) if it.target_symbol is not None else None
        if found is None:
            raise Unknown(f"{it.target} is not known.")
        return found

    def _property(self, field: Field, table: sa.Table) -> Any:
        assert field.column is not None
        column = table.c[field.column.name]
        text = self.project.files[field.path].document.slice(field.span)
        return orm.deferred(column) if "deferred" in text else column

    # ----------------------------------------------------------------- filling a table

    def _fill(self, table: Table, made: sa.Table) -> None:
        path, elements = table_arguments(self.project.modules, table.symbol)
        read = Interpreter(self.project.modules, path, table.symbol.name, name=lambda it: _column_named(it, made))
        # SQLAlchemy writes constraints in the order of their making: those of the class body come first.
        arguments = [_attempt(read, it) for it in elements if not isinstance(it, syntax.Dict)]
        keyed = {name for it in arguments if isinstance(it, sa.ForeignKeyConstraint) for name in it.column_keys}
        for field in table.fields:
            if field.column is not None:
                made.append_column(self._column(table, field, keyed))
        self._of_classes_below(table, made, keyed)
        for node, value in zip((it for it in elements if not isinstance(it, syntax.Dict)), arguments, strict=True):
            try:
                self._append(made, read.read(node) if value is None else value)
            except (Unknown, exc.SQLAlchemyError) as error:
                self._unsure(table, f"one of its table arguments is not known ({error})")
        for column in made.columns:
            for key in column.foreign_keys:
                self._point(table, key)

    def _of_classes_below(self, table: Table, made: sa.Table, keyed: set[str]) -> None:
        """The columns of the classes that share the table."""
        below = sharing(self.project.modules, table)
        if below is None:
            self._unsure(table, "classes of several files add columns to it, in an order that the imports decide")
        for it in below or ():
            for field in it.fields:
                if field.column is not None and field.column.name not in made.c:
                    made.append_column(self._column(it, field, keyed))

    def _append(self, made: sa.Table, value: object) -> None:
        if isinstance(value, sa.Constraint):
            made.append_constraint(value)
        elif isinstance(value, sa.Index):
            value._set_parent(made)
        else:
            raise Unknown("it is no constraint")

    def _point(self, table: Table, key: sa.ForeignKey) -> None:
        """Make the table that a foreign key points to, where the project has it."""
        name = key.target_fullname.rpartition(".")[0]
        target = self.project.table_by_db_name(name, table.path)
        if target is not None and name not in self.registry.metadata.tables:
            self.table(target)

    def _column(self, table: Table, field: Field, keyed: set[str]) -> sa.Column[Any]:
        """`keyed` are the columns whose foreign key the table's arguments hold."""
        column = field.column
        assert column is not None
        written = self._written_column(field)
        if written is not None:
            written.key = written.name = written.name or field.name
            return written
        try:
            type_ = column_type(self.project.modules, table, field, self.enums, self._names(field))
        except Unknown as error:
            self._unsure(table, f"the type of {field.name} is not known ({error})")
            type_ = types.NullType()
        extra, server_default = self._generated(table, field)
        return sa.Column(
            column.name,
            type_,
            *([] if {column.name, field.name} & keyed else _foreign_key(field)),
            *extra,
            primary_key=column.primary_key and not column.mapped_key,
            nullable=column.nullable,
            unique=column.unique or None,
            index=column.index or None,
            server_default=server_default,
            default=self._default(field, field.default or field.default_factory),
            onupdate=self._default(field, column.onupdate),
        )

    def _default(self, field: Field, text: str | None) -> Any:
        """What the program puts in where a statement gives no value: an SQL expression, or something it computes."""
        node = parse_expression(text) if text is not None else None
        return Interpreter(self.project.modules, field.path, field.owner).default(node) if node is not None else None

    def _written_column(self, field: Field) -> sa.Column[Any] | None:
        """What `sa_column=Column(...)` makes; None where there is none or not all of it is known."""
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

    def enumeration(self, path: str, node: syntax.Expr) -> type[Enum] | None:
        """The Python enumeration that a name in the file `path` stands for."""
        name = syntax.dotted(node)
        found = self.project.modules.resolve(path, name) if name is not None else None
        if not isinstance(found, Symbol):
            return None
        key = (found.path, found.name)
        known = next((it for it in self.project.enums if (it.symbol.path, it.symbol.name) == key), None)
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


def _foreign_key(field: Field) -> list[sa.ForeignKey]:
    assert field.column is not None
    key = field.column.foreign_key
    return [sa.ForeignKey(key.target, ondelete=key.ondelete)] if key is not None else []


def _attempt(read: Interpreter, node: syntax.Expr) -> object | None:
    """A table argument that names no column of the table by its variable; those have to wait for the columns."""
    try:
        found: object = read.read(node)
    except Unknown:
        return None
    return found


def _column_named(node: syntax.Expr, made: sa.Table) -> Any:
    """A column that `__table_args__` names without quotes."""
    return made.c.get(node.id) if isinstance(node, syntax.Name) else None

"""Tables of the project as SQLAlchemy tables and mapped classes, one set for one question."""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc, orm

from lsp_server.facts import syntax
from lsp_server.project.models.column_order import imports_decide
from lsp_server.project.models.inheritance import extending, joined_with, shared_with, sharing
from lsp_server.project.models.joining import Joining
from lsp_server.project.models.searchable import is_made_searchable
from lsp_server.project.models.table_arguments import constraints_among, indexes_beside
from lsp_server.project.models.table_names import table_arguments
from lsp_server.project.models.unread_statements import unread_statements
from lsp_server.project.models.values import Field, Relationship, Table
from lsp_server.project.view import Project
from lsp_server.sql.columns import Columns
from lsp_server.sql.interpret import Interpreter
from lsp_server.sql.mapping import map_class
from lsp_server.sql.utils_types import TSVectorType
from lsp_server.sql.values import Unknown


class Rebuilt:
    """Tables made as they are asked for, in one SQLAlchemy registry of their own. What a foreign key points to is
    made where that has something to say: in a large schema all tables hang together.

    `unsure` says by database name what of a table is not known; such a table serves queries, but its
    DDL would not be the truth.
    """

    def __init__(self, project: Project, naming: Mapping[str, str] | None = None) -> None:
        """`naming`: the convention for constraints that have no name of their own."""
        self.project = project
        self.registry = orm.registry(metadata=sa.MetaData(naming_convention=dict(naming) if naming else None))
        self.unsure: dict[str, list[str]] = {}
        self.columns = Columns(project, self.unsure)
        self._tables: dict[tuple[str, str], sa.Table] = {}
        self._classes: dict[tuple[str, str], type[Any]] = {}
        self._of_class: dict[type[Any], Table] = {}

    def table(self, table: Table) -> sa.Table:
        """The table. Raises Unknown."""
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
            if table.unread:
                raise Unknown(f"{table.unread[0]} may add columns to {table.name}.")
            above = shared_with(self.project.modules, table) or joined_with(self.project.modules, table)
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
            try:
                map_class(self.registry, self.project.modules, table, rows, made, columns)
            except exc.SQLAlchemyError as error:
                raise Unknown(f"How {table.name} is mapped is not known: {error}") from error
            for below in sharing(self.project.modules, table) or ():
                self.mapped(below)
            for it in table.relationships:
                if it.lazy == "joined":
                    self.relationship(rows, it)
        return self._classes[key]

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
            if rows.__bases__ == (object,):
                raise Unknown(f"{table.name} has no column {name}.")
            self.attribute(rows.__bases__[0], name)
        return getattr(rows, name)

    def relationship(self, rows: type[Any], it: Relationship) -> None:
        """Map a relationship, which needs the table at its other end. Raises Unknown."""
        if it.name in sa.inspect(rows).attrs:
            return
        source, target = self._of_class[rows], self._target(it)
        if it.joining != Joining() or (it.is_reverse and source.table == target.table):
            raise Unknown(f"How {source.name}.{it.name} joins is written out in Python.")
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
        for one in (self.table(source), self.table(target), secondary):
            self._follow(source, one)
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
        naming = partial(_column_named, table, made)
        read = Interpreter(self.project.modules, path, table.symbol.name, name=naming)
        # SQLAlchemy writes constraints in the order of their making: those of the class body come first.
        written = [(read, it) for it in elements if not isinstance(it, syntax.Dict)]
        own = replace(read, path=table.path)
        written += [(own, it) for it in constraints_among(self.project.modules, table.symbol)]
        written.sort(key=lambda it: (it[0].path == table.path, it[1].span))
        arguments = [_attempt(*it) for it in written]
        for field in table.fields:
            if field.column is not None:
                made.append_column(self.columns.column(table, field))
        self._of_classes_below(table, made)
        for index, ((reader, node), value) in enumerate(zip(written, arguments, strict=True)):
            try:
                value = reader.read(node) if value is None else value
                if isinstance(value, sa.Constraint):
                    value._creation_order = index - len(written)  # before those that columns bring
                self._append(made, value)
            except (Unknown, exc.SQLAlchemyError) as error:
                self._unsure(table, f"one of its table arguments is not known ({error})")
        shared = (table, *(sharing(self.project.modules, table) or ()))
        for it in shared:
            self._indexes_beside(table, it, made)
        for column in made.columns:
            if isinstance(column.type, TSVectorType) and is_made_searchable(self.project.modules):
                self._unsure(table, f"make_searchable may add an index for {column.name}")
        for name in extending(self.project.modules, table):
            self._unsure(table, f"{name} has the same table and may add columns")
        if imports_decide(self.project.modules, table):
            self._unsure(table, "imports decide about the order of its columns")
        for said in unread_statements(self.project.modules, table):
            self._unsure(table, f"what {said} adds is not known")
        for base in dict.fromkeys(base for it in shared for base in it.unread):
            self._unsure(table, f"{base} may add columns")

    def _of_classes_below(self, table: Table, made: sa.Table) -> None:
        """The columns of the classes that share the table."""
        below = sharing(self.project.modules, table)
        if below is None:
            self._unsure(table, "classes of several files add columns to it, in an order that the imports decide")
        for it in below or ():
            for field in it.fields:
                if field.column is not None and field.column.name not in made.c:
                    made.append_column(self.columns.column(it, field))

    def _indexes_beside(self, table: Table, class_: Table, made: sa.Table) -> None:
        """Those that are written below a class: `Index("ix_hero_name", Hero.name)`."""

        def named(node: syntax.Expr) -> Any:
            owner = syntax.dotted(node.value) if isinstance(node, syntax.Attribute) else None
            field = class_.field(node.attr) if isinstance(node, syntax.Attribute) and owner == class_.name else None
            return made.c.get(field.column.name) if field is not None and field.column is not None else None

        read = Interpreter(self.project.modules, class_.path, name=named)
        for call in indexes_beside(self.project.modules, class_.symbol):
            try:
                index = read.read(call)
                if index.table is None:
                    self._append(made, index)
            except (Unknown, exc.SQLAlchemyError) as error:
                self._unsure(table, f"an index below {class_.name} is not known ({error})")

    def _append(self, made: sa.Table, value: object) -> None:
        if isinstance(value, sa.Constraint):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", exc.SAWarning)  # advice to the author, who runs the program
                made.append_constraint(value)
        elif isinstance(value, sa.Index):
            value._set_parent(made)
        else:
            raise Unknown("it is no constraint")

    def sketch_targets(self, table: Table, made: sa.Table) -> None:
        """Make of the tables that foreign keys point to what DDL says of them: their names. Raises Unknown.

        These are no tables to ask anything else about.
        """
        drawn: set[str] = set()
        for key in sorted(made.foreign_keys, key=lambda it: it.target_fullname):
            name, _, column = key.target_fullname.rpartition(".")
            known = self.registry.metadata.tables
            target = self.project.table_by_db_name(name, table.path) if name not in known or name in drawn else None
            if target is None:
                continue
            if not any(it.column is not None and it.column.name == column for it in target.fields):
                self._point(table, key)
            elif name not in known:
                schema, _, bare = name.rpartition(".")
                sa.Table(bare, self.registry.metadata, sa.Column(column), schema=schema or None)
                drawn.add(name)
            elif column not in known[name].c:
                known[name].append_column(sa.Column(column))

    def _follow(self, table: Table, made: sa.Table | None) -> None:
        """Make what SQLAlchemy looks at when it finds how tables join: where the columns that do so lead to."""
        for key in list(made.foreign_keys) if made is not None else ():
            name, _, column = key.target_fullname.rpartition(".")
            other = self.registry.metadata.tables.get(name)
            if other is not None and column in other.c:
                for it in (*key.parent.foreign_keys, *other.c[column].foreign_keys):
                    self._point(table, it)

    def _point(self, table: Table, key: sa.ForeignKey) -> None:
        """Make the table that a foreign key points to, where the project has it."""
        name = key.target_fullname.rpartition(".")[0]
        target = self.project.table_by_db_name(name, table.path) if name not in self.registry.metadata.tables else None
        if target is not None:
            self.table(target)

    def _unsure(self, table: Table, reason: str) -> None:
        self.unsure.setdefault(table.table, []).append(reason)


def _attempt(read: Interpreter, node: syntax.Expr) -> object | None:
    """A table argument that names no column of the table by its variable; those have to wait for the columns."""
    try:
        found: object = read.read(node)
    except Unknown:
        return None
    return found


def _column_named(table: Table, made: sa.Table, node: syntax.Expr) -> Any:
    """A column that `__table_args__` names without quotes: `name`, or `cls.name` where a function makes them. Also
    what the class and its table are called, which a mixin's function asks for."""
    match node:
        case syntax.Attribute(value=syntax.Name(id="cls"), attr="__tablename__"):
            return made.name
        case syntax.Attribute(value=syntax.Name(id="cls"), attr="__name__"):
            return table.name
        case syntax.Name(id=name) | syntax.Attribute(value=syntax.Name(id="cls"), attr=name):
            field = table.field(name)
            return made.c.get(field.column.name) if field is not None and field.column is not None else None
        case _:
            return None

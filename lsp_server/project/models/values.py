"""Tables, their columns and relationships, and the schemas that go with them: the values.

How they are read from the code is in the linker modules of this room. Facts about SQLModel are of
version 0.0.50, about SQLAlchemy of 2.1; both are compared with the real libraries in the tests.
"""

from dataclasses import dataclass, field
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.models.joining import Joining
from lsp_server.project.names.modules import Symbol
from lsp_server.project.types.values import Type
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Constraints:
    """What pydantic checks of a value, from Field(...), Annotated metadata and constrained types."""

    min_length: int | None = None
    max_length: int | None = None
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    lt: float | None = None
    multiple_of: float | None = None
    pattern: str | None = None
    max_digits: int | None = None
    decimal_places: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`target` as written, such as "hero.id"; table and column taken apart (schema included in table)."""

    target: str
    table: str
    column: str
    ondelete: str | None = None
    options: tuple[tuple[str, str], ...] = ()  # the other keywords that DDL shows, with the source of their values
    by_table: bool = False  # a ForeignKeyConstraint(…) of `__table_args__` makes it, not the column


@dataclass(frozen=True, slots=True)
class Column:
    """What the database knows of a field."""

    name: str  # in the database
    sql_type: str | None  # as written in sa_type / sa_column / mapped_column, None where inferred from the annotation
    nullable: bool
    primary_key: bool = False
    mapped_key: bool = False  # the key is the mapper's only, as of a view: the database knows of none
    unique: bool = False
    index: bool = False
    foreign_key: ForeignKey | None = None
    # For date-times: DateTime(timezone=True)? None is not known: SQLModel made naive columns of a plain `datetime`
    # before it made aware ones (0.0.45), and no lock file or requirement tells which one is installed.
    timezone: bool | None = None
    server_default: str | None = None  # source text
    onupdate: str | None = None  # source text
    autoincrement: bool = False  # the database gives the value: a lone integer primary key without default
    numbering: bool | None = None  # autoincrement=… as written; None where it is not, so "auto"
    sequence: str | None = None  # source text of the Sequence(…) that the program asks for a value
    typed_by_key: bool = False  # its type is that of the column that its foreign key points to
    doubt: str | None = None  # why not all of this is known: "it depends on BIG"
    checks: tuple[str, ...] = ()  # source text of the CheckConstraint(…) among its arguments, and of keys not read


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table or schema, in the spelling of its class."""

    name: str
    type: Type
    span: Span  # the whole statement
    path: str  # the file of the class that declares it: a base or mixin may live elsewhere
    owner: str  # name of that class
    required: bool  # pydantic demands a value
    default: str | None = None  # source text of a literal or expression default
    default_factory: str | None = None  # source text
    alias: str | None = None
    constraints: Constraints = field(default_factory=Constraints)
    column: Column | None = None  # None on schemas


@dataclass(frozen=True, slots=True)
class Backref:
    """`backref="heroes"` or `backref=backref("heroes", …)`: the attribute that a relationship gives the other class."""

    name: str
    span: Span
    many: bool | None = None  # as `uselist` says
    is_open: bool = False  # `uselist` is given, but not known
    lazy: str | None = None
    cascade_delete: bool = False


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship attribute. `many` is the cardinality on the far side; None: neither an annotation nor a foreign
    key tells it."""

    name: str
    target: str  # name of the class
    many: bool | None
    optional: bool
    span: Span
    path: str
    owner: str
    back_populates: str | None = None
    link_model: str | None = None  # class or table name as written: many-to-many
    lazy: str | None = None  # of sa_relationship_kwargs / relationship(lazy=…)
    cascade_delete: bool = False
    target_symbol: Symbol | None = None
    joining: Joining = field(default_factory=Joining)
    is_through: bool = False  # a table between: many-to-many
    backref: Backref | None = None
    is_reverse: bool = False  # made by the `backref` of another class: `span` is where that is written


@dataclass(frozen=True, slots=True)
class Table:
    """A mapped class. `fields` are in the order of the database's columns, inherited ones included."""

    name: str  # of the class
    path: str
    symbol: Symbol
    node: syntax.ClassDef
    library: Literal["sqlmodel", "sqlalchemy"]
    table: str  # in the database, schema included ("public.hero"); "" where that can't be known
    fields: tuple[Field, ...]
    relationships: tuple[Relationship, ...]
    unique: tuple[tuple[str, ...], ...]  # multi-column or named constraints of __table_args__, by field name
    indexes: tuple[tuple[str, ...], ...]  # Index(...) of __table_args__, by field name
    bases: tuple[str, ...]  # names of its classes of the project and library, as written
    unread: tuple[str, ...] = ()  # what may bring columns that the text doesn't show, such as bases: not all are known

    @property
    def label(self) -> str:
        """What people know it by: the name in the database, or else that of the class."""
        return self.table or self.name

    @property
    def primary_key(self) -> tuple[Field, ...]:
        return tuple(it for it in self.fields if it.column and it.column.primary_key)

    def field(self, name: str) -> Field | None:
        return next((it for it in self.fields if it.name == name), None)

    def is_unique(self, field: Field) -> bool:
        """Whether the column's own argument, or one of the table's, lets no two rows have the same value."""
        return (field.column is not None and field.column.unique) or (field.name,) in self.unique

    def is_indexed(self, field: Field) -> bool:
        """Whether an index leads to the column's values: one on it alone, or one that begins with it."""
        own = field.column is not None and field.column.index
        return own or any(it[:1] == (field.name,) for it in self.indexes)

    def relationship(self, name: str) -> Relationship | None:
        return next((it for it in self.relationships if it.name == name), None)


SchemaRole = Literal["base", "create", "update", "public", "list", "other"]


@dataclass(frozen=True, slots=True)
class Schema:
    """A pydantic or SQLModel class without a table: a request or response shape, or a base of tables."""

    name: str
    path: str
    symbol: Symbol
    node: syntax.ClassDef
    fields: tuple[Field, ...]
    bases: tuple[str, ...]
    role: SchemaRole
    table: str | None  # class name of the table it belongs to, where that is clear
    from_attributes: bool  # SQLModel classes, or ConfigDict(from_attributes=True)
    extra_forbid: bool = False

    def field(self, name: str) -> Field | None:
        return next((it for it in self.fields if it.name == name), None)

"""PostgreSQL as SQLAlchemy speaks it, written for people: values as literals, parameters by their names."""

from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, ClauseElement, Column, types
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect

from lsp_server.sql.enum_values import Untold
from lsp_server.sql.values import Unknown


class _ReadableCompiler(PGCompiler):
    """Writes what is known in place, and a value of the running program as `:name`."""

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kw: Any) -> str:
        if bindparam.required:
            return f"(:{bindparam.key})" if bindparam.expanding else f":{bindparam.key}"
        if bindparam.value is None and self._is_default(bindparam.key):
            return f":{bindparam.key}"
        if not isinstance(bindparam.type, types.Enum):
            bindparam = bindparam._with_value(_plain(bindparam.value))  # type: ignore[no-untyped-call]
        if isinstance(bindparam.value, str) and bindparam.type.literal_processor(self.dialect) is None:
            # Of a type that has no literals in SQLAlchemy, such as TSVECTOR, a text is what the driver sends.
            bindparam = bindparam._with_binary_element_type(types.String())
        text: str = super().visit_bindparam(bindparam, *args, **{**kw, "literal_binds": True})  # type: ignore[no-untyped-call]
        return text

    def _is_default(self, name: str) -> bool:
        """Whether a value of an INSERT or UPDATE is the one that the column's Python default gives."""
        if not (self.isinsert or self.isupdate) or name.startswith("%("):
            return False
        given: Any = getattr(self.compile_state, "_dict_parameters", None) or {}
        return name not in {getattr(it, "key", it) for it in given}

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        return _on_its_own_line(super().order_by_clause(select, **kw))  # type: ignore[no-untyped-call]

    def group_by_clause(self, select: Any, **kw: Any) -> str:
        return _on_its_own_line(super().group_by_clause(select, **kw))  # type: ignore[no-untyped-call]

    def limit_clause(self, select: Any, **kw: Any) -> str:
        text: str = super().limit_clause(select, **kw)  # type: ignore[no-untyped-call]
        return text.replace("\n LIMIT", "\nLIMIT", 1)


def _plain(value: Any) -> Any:
    """What a driver sends of a member of an enumeration where the column is none."""
    if isinstance(value, Enum):
        if isinstance(value.value, Untold):
            raise Unknown(f"The value of {type(value).__name__}.{value.name} is not known.")
        return value.value
    return [_plain(it) for it in value] if isinstance(value, list | tuple) else value


def _on_its_own_line(clause: str) -> str:
    return "\n" + clause[1:] if clause.startswith(" ") else clause


class _ReadableDialect(PGDialect):
    """PostgreSQL's dialect without a driver."""

    statement_compiler = _ReadableCompiler
    supports_statement_cache = False


def readable() -> PGDialect:
    return _ReadableDialect(paramstyle="named")  # type: ignore[no-untyped-call]


def render(statement: ClauseElement) -> str:
    """A statement as PostgreSQL reads it, with one clause on a line."""
    text = str(statement.compile(dialect=readable()))
    return "\n".join(it.rstrip() for it in text.strip().splitlines())


def type_of(column: Column[Any]) -> str:
    """The type of a column as CREATE TABLE says it: BIGSERIAL and the like where the database numbers the rows."""
    dialect: Any = readable()
    type_ = column.type.compile(dialect)
    if column is not column.table.autoincrement_column:
        return type_
    compiler = dialect.ddl_compiler(dialect, None)
    said = str(compiler.get_column_specification(column)).removeprefix(compiler.preparer.format_column(column)).split()
    return said[0] if said[0].endswith("SERIAL") else type_

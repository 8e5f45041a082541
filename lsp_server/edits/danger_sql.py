"""SQL put together from pieces: what a caller sends could become part of the statement."""

import re
from collections.abc import Mapping

from lsp_server.edits.danger_names import Meanings, constant_text
from lsp_server.facts import syntax

_TEXTS = frozenset(
    f"{module}.{name}"
    for module in ("sqlalchemy", "sqlmodel", "sqlalchemy.sql", "sqlalchemy.sql.expression", "sqlalchemy.schema")
    for name in ("text", "literal_column", "DDL", "TextClause")
)
_SENDS = frozenset(
    (
        "text literal_column DDL execute executemany executescript exec exec_driver_sql scalar scalars stream"
        " fetch fetchrow fetchval fetchall fetchone fetchmany cursor prepare copy_from_query raw"
    ).split()
)
_SQL = re.compile(
    r"(?i)^[\s(]*(?:select|insert\s+into|update|delete\s+from|with|drop|alter|create|truncate|grant|revoke|copy|call|set"
    r"|merge|replace|explain|lock|vacuum)\s|\b(?:where|from|into|order by|values)\s"
)


def is_made_sql(call: syntax.Call, meanings: Meanings, texts: Mapping[str, tuple[syntax.Node, ...]]) -> bool:
    """Whether a call hands a statement to the database that is not one literal. `texts`: what names were assigned."""
    statement = call.argument(0, "text") or call.argument(0, "statement") or call.argument(0, "query")
    if statement is None:
        return False
    is_text = meanings.of(call.func) in _TEXTS
    if not is_text and syntax.last_name(call.func) not in _SENDS:
        return False
    candidates = (statement,) if not isinstance(statement, syntax.Name) else texts.get(statement.id, ())
    is_sql = is_text or any(_SQL.search(_literal_part(it)) for it in candidates)
    return is_sql and any(_is_made(it) for it in candidates)


def _is_made(node: syntax.Node) -> bool:
    match node:
        case syntax.JoinedStr(values=values):
            return any(not isinstance(it, syntax.Constant) for it in values)
        case syntax.BinOp(left=left, op="+", right=right):
            if constant_text(node) is not None:
                return False
            return any(isinstance(it, syntax.JoinedStr | syntax.BinOp | syntax.Constant) for it in (left, right))
        case syntax.BinOp(left=left, op="%"):
            return constant_text(left) is not None or _is_made(left)
        case syntax.Call(func=syntax.Attribute(value=value, attr="format" | "format_map" | "join" | "replace")):
            return (constant_text(value) is not None or _is_made(value)) and constant_text(node) is None
        case syntax.IfExp(body=body, orelse=orelse):
            return _is_made(body) or _is_made(orelse)
        case _:
            return False


def _literal_part(node: syntax.Node) -> str:
    return " ".join(
        it.value for it in syntax.walk(node) if isinstance(it, syntax.Constant) and isinstance(it.value, str)
    )

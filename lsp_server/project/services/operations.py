"""Which of the five operations a function is, and of which entity, by its name."""

import re
from collections.abc import Iterator, Mapping, Set

from lsp_server.facts import syntax
from lsp_server.project.services.entity_names import EntityName
from lsp_server.project.services.values import Operation

_NAMES: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    ("list", re.compile(r"(?:list_all|list|get_all|get_multi|get_many|get_list|find_all|read_all|fetch_all|paginate"
                        r"|all)"
                        r"(?:_(?P<e>\w+?))??(?:_(?:for|by)_user|_paginated|_page)?$")),
    ("create", re.compile(r"(?:create|add|insert|new|save|register)(?:_new)?(?:_(?P<e>\w+))?$")),
    ("get", re.compile(r"(?:get|fetch|find|read|retrieve|load)(?:_one)?(?:_(?P<e>(?!one$|by_)\w+?))??"
                       r"(?:_or_404|_or_none)?(?:_by_(?:id|pk|key|uuid|\w+_id))?$")),
    ("update", re.compile(r"(?:update|edit|patch|modify|change)(?:_(?P<e>(?!by_)\w+?))??(?:_by_id)?$")),
    ("delete", re.compile(r"(?:soft_delete|delete|remove|destroy)(?:_(?P<e>(?!by_)\w+?))??(?:_by_id)?$")),
)  # fmt: skip
_PLURAL_READ = re.compile(
    r"(?:get|read|fetch|find)_(?:all_|user_|my_)?(?P<e>\w+?)(?:_(?:for|by)_\w+|_paginated|_page)?$"
)
_HTTP = frozenset("get post put patch delete head options websocket api_route".split())


def operation_of(name: str, entity: str | None = None) -> Operation | None:
    """Which operation a function is by its name; with `entity` (a class name), of that entity only.

    A bare `create` counts for any entity, `get_by_email` and `create_many` are none of the five.
    """
    spelled = EntityName(entity) if entity else None
    plain = _plain(name)
    if spelled is not None and (read := _PLURAL_READ.match(plain)) and read["e"] == spelled.plural != spelled.snake:
        return "list"
    for operation, pattern in _NAMES:
        found = pattern.match(plain)
        if found is None:
            continue
        of = found["e"]
        if of is None:
            return operation
        if spelled is None:
            continue
        names = {spelled.plural, spelled.snake} if operation == "list" else {spelled.snake}
        if of in names or (operation == "list" and of.removeprefix("user_") in names):
            return operation
    return None


def entities_of(name: str) -> Iterator[str]:
    """The entities that a function names, as it spells them: `create_conversation` names conversation."""
    plain = _plain(name)
    yield from (found["e"] for _, it in _NAMES if (found := it.match(plain)) and found["e"])
    if read := _PLURAL_READ.match(plain):
        yield read["e"]


def other_word(functions: Mapping[str, syntax.FunctionDef], entity: str, tables: Set[str]) -> str | None:
    """What a class calls its rows instead of by the table's name: `key` in `create_key`, `get_key` of ApiKey.

    It is a part of the table's name, or a word of two operations or more that give the table's rows; never the
    name of another one of `tables` (class names).
    """
    own, taken = EntityName(entity), {EntityName(it).snake for it in tables}
    seen: dict[str, set[Operation]] = {}
    giving: set[str] = set()
    for name, node in functions.items():
        for operation, pattern in _NAMES:
            found = None if name.startswith("_") else pattern.match(_plain(name))
            word = found["e"] if found is not None else None
            if word is not None and word not in {own.snake, own.plural} | taken:
                seen.setdefault(word, set()).add(operation)
                gives = syntax.walk(node.returns) if node.returns is not None else ()
                if any(syntax.last_name(it) == entity for it in gives):
                    giving.add(word)
                break
    meant = (it for it, them in seen.items() if it in giving and (len(them) > 1 or own.snake.endswith(f"_{it}")))
    return next(meant, None)


def operations_on(
    functions: Mapping[str, syntax.FunctionDef], entity: str, *, bare: bool
) -> dict[Operation, syntax.FunctionDef]:
    """The functions that are operations of an entity, the first of each; `bare`: also those that name none."""
    found: dict[Operation, syntax.FunctionDef] = {}
    for name, node in functions.items():
        if name.startswith("_") or any(_is_route(it) for it in node.decorators):
            continue
        operation = operation_of(name, entity)
        if operation is None or operation in found:
            continue
        if bare or operation_of(name) is None:
            found[operation] = node
    return found


def _plain(name: str) -> str:
    return name.removeprefix("async_").removesuffix("_async")


def _is_route(decorator: syntax.Expr) -> bool:
    match decorator:
        case syntax.Call(func=syntax.Attribute(attr=attr)):
            return attr in _HTTP
        case _:
            return False

"""Who reads and writes which table on behalf of the routes: services, repositories and crud functions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.link import TableName, table_names
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.names.nearest import shared_parts
from lsp_server.project.services.entity_names import EntityName, snake

Operation = Literal["create", "get", "list", "update", "delete"]
OPERATIONS: tuple[Operation, ...] = ("create", "get", "list", "update", "delete")

# How the session reaches the code: kept by the constructor, given to each method of an instance or
# to static and class methods, or given to plain functions.
Shape = Literal["constructor", "method", "static", "function"]


@dataclass(frozen=True, slots=True)
class SessionUse:
    """`name` is the parameter; `attribute` what the constructor keeps it as (`session` of self.session)."""

    name: str
    attribute: str | None
    annotation: str | None
    keyword_only: bool


@dataclass(frozen=True)
class Service:
    """A class, or a module of functions, that serves one table. One that serves two tables is two values."""

    name: str  # of the class, or the module's stem
    path: str
    node: syntax.ClassDef | None  # None: functions of a module
    shape: Shape
    is_async: bool
    table: str  # class name
    table_path: str
    operations: Mapping[Operation, syntax.FunctionDef]
    session: SessionUse | None
    inherited: frozenset[Operation] = frozenset()  # operations that a base class brings


_SUFFIX = re.compile(r"(Service|Services|Repository|Repo|Crud|CRUD|Manager|DAO|Dao|Store|Gateway)$")
_PREFIX = re.compile(r"^(CRUD|Crud)(?=[A-Z])")
_PLACE = re.compile(r"(^|[/_])(services?|crud|cruds|repositor(y|ies)|repos?|managers?|dao|dal|stores?)([/_.]|$)")
_ELSEWHERE = re.compile(r"(^|/)(tests?|alembic|migrations|versions|contracts|\.[^/]+)/|(^|/)(test_[^/]*|conftest)\.py$")
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


def link_services(modules: Modules) -> tuple[Service, ...]:
    """All services of the project, in the order of files and definitions."""
    return everywhere(modules, services_in)


@tracked
def services_in(modules: Modules, path: str) -> tuple[Service, ...]:
    """The services of a file."""
    if _ELSEWHERE.search(path):
        return ()
    facts = modules.files[path]
    if not _PLACE.search(path) and not any(_SUFFIX.search(it) or _PREFIX.match(it) for it in facts.class_names):
        return ()
    spellings = _spellings(modules)
    found: list[Service] = []
    for name, node in facts.classes:
        if "." not in name and (_SUFFIX.search(name) or _PREFIX.match(name) or _PLACE.search(path)):
            found += _of_class(path, node, modules, spellings)
    if _PLACE.search(path):
        found += _of_functions(path, facts, modules, spellings)
    return tuple(found)


def operation_of(name: str, entity: str | None = None) -> Operation | None:
    """Which operation a function is by its name; with `entity` (a class name), of that entity only.

    A bare `create` counts for any entity, `get_by_email` and `create_many` are none of the five.
    """
    spelled = EntityName(entity) if entity else None
    plain = name.removeprefix("async_").removesuffix("_async")
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


# --------------------------------------------------------------------------- classes


@dataclass(frozen=True, slots=True)
class _Spellings:
    """Tables by what functions and classes call them."""

    by_word: Mapping[str, tuple[TableName, ...]]

    def near(self, word: str, path: str, modules: Modules) -> TableName | None:
        """The table of that spelling that the file means: the one it imports, else the nearest."""
        candidates = self.by_word.get(word, ())
        for it in candidates:
            found = modules.resolve(path, it.name)
            if isinstance(found, Symbol) and found.path == it.path:
                return it
        return max(candidates, key=lambda it: shared_parts(it.path, path), default=None)


@tracked
def _spellings(modules: Modules) -> _Spellings:
    found: dict[str, tuple[TableName, ...]] = {}
    for it in table_names(modules):
        name = EntityName(it.name)
        for word in {name.snake, name.plural}:
            found[word] = (*found.get(word, ()), it)
    return _Spellings(found)


def _of_class(path: str, node: syntax.ClassDef, modules: Modules, spellings: _Spellings) -> Iterator[Service]:
    methods = {it.name: it for it in node.body if isinstance(it, syntax.FunctionDef)}
    if not methods and not node.bases:
        return
    main = _table_of_class(path, node, modules, spellings)
    inherited = _inherited(path, node, modules)
    session = _constructor_session(node, path, modules)
    tables = {(it.path, it.name): it for it in _named_tables(methods, path, modules, spellings)}
    if main is not None:
        tables[main.path, main.name] = main
    for table in tables.values():
        operations = _operations(methods, table.name, bare=table is main)
        more = _operations(inherited, table.name, bare=table is main)
        if not operations and not more and table is not main:
            continue
        method = next(iter(operations.values()), next((it for it in methods.values() if it.name[0] != "_"), None))
        shape: Shape = "constructor" if session else _method_shape(method)
        given = session or (_parameter_session(method) if method else None)
        yield Service(
            node.name,
            path,
            node,
            shape,
            any(it.is_async for it in (*operations.values(), *more.values()))
            or (method is not None and method.is_async),
            table.name,
            table.path,
            {**more, **operations},
            given,
            frozenset(more) - frozenset(operations),
        )


def _table_of_class(path: str, node: syntax.ClassDef, modules: Modules, spellings: _Spellings) -> TableName | None:
    """By the class's name, by the argument of its generic base (`CRUDBase[Hero, …]`), or by what `get` returns."""
    stem = _PREFIX.sub("", _SUFFIX.sub("", node.name))
    if stem and stem != node.name and (found := spellings.near(snake(stem), path, modules)) is not None:
        return found
    for base in node.bases:
        if isinstance(base, syntax.Subscript):
            for it in base.slices:
                name = syntax.last_name(it)
                found = spellings.near(snake(name), path, modules) if name else None
                if found is not None and found.name == name:
                    return found
    for method in node.body:
        if isinstance(method, syntax.FunctionDef) and method.returns and operation_of(method.name) in ("create", "get"):
            for each in syntax.walk(method.returns):
                name = syntax.last_name(each)
                found = spellings.near(snake(name), path, modules) if name else None
                if found is not None and found.name == name:
                    return found
    return None


def _named_tables(
    functions: Mapping[str, syntax.FunctionDef], path: str, modules: Modules, spellings: _Spellings
) -> Iterator[TableName]:
    """Tables that functions name: `create_conversation` names Conversation."""
    for name in functions:
        plain = name.removeprefix("async_").removesuffix("_async")
        words = [found["e"] for _, it in _NAMES if (found := it.match(plain)) and found["e"]]
        if read := _PLURAL_READ.match(plain):
            words.append(read["e"])
        for word in words:
            if (table := spellings.near(word, path, modules)) is not None:
                yield table


def _operations(
    functions: Mapping[str, syntax.FunctionDef], entity: str, *, bare: bool
) -> dict[Operation, syntax.FunctionDef]:
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


def _inherited(path: str, node: syntax.ClassDef, modules: Modules) -> dict[str, syntax.FunctionDef]:
    """Methods of the bases that are classes of the project, nearest first."""
    found: dict[str, syntax.FunctionDef] = {}
    queue = [(path, it) for it in node.bases]
    seen = set()
    while queue:
        at, base = queue.pop(0)
        name = syntax.dotted(base.value if isinstance(base, syntax.Subscript) else base)
        symbol = modules.resolve(at, name) if name else None
        if not isinstance(symbol, Symbol) or not isinstance(symbol.node, syntax.ClassDef):
            continue
        if (symbol.path, symbol.name) in seen:
            continue
        seen.add((symbol.path, symbol.name))
        for it in symbol.node.body:
            if isinstance(it, syntax.FunctionDef):
                found.setdefault(it.name, it)
        queue += [(symbol.path, it) for it in symbol.node.bases]
    return found


def _constructor_session(node: syntax.ClassDef, path: str, modules: Modules) -> SessionUse | None:
    own = next((it for it in node.body if isinstance(it, syntax.FunctionDef) and it.name == "__init__"), None)
    init = own or _inherited(path, node, modules).get("__init__")
    found = _parameter_session(init) if init is not None else None
    if init is None or found is None:
        return None
    for it in syntax.walk(*init.body):
        match it:
            case syntax.Assign(
                targets=(syntax.Attribute(value=syntax.Name(id="self"), attr=attr),), value=syntax.Name(id=name)
            ):
                if name == found.name:
                    return SessionUse(found.name, attr, found.annotation, found.keyword_only)
            case _:
                pass
    return None


# --------------------------------------------------------------------------- functions


def _of_functions(path: str, facts: FileFacts, modules: Modules, spellings: _Spellings) -> Iterator[Service]:
    functions = {it.name: it for it in facts.body if isinstance(it, syntax.FunctionDef)}
    stem = path.rpartition("/")[2].removesuffix(".py")
    own = re.sub(r"_?(services?|crud|repository|repo|manager|dao|store)$|^(crud|service)_", "", stem)
    main = spellings.near(own, path, modules) if own else None
    tables = {(it.path, it.name): it for it in _named_tables(functions, path, modules, spellings)}
    if main is not None:
        tables[main.path, main.name] = main
    for table in tables.values():
        operations = _operations(functions, table.name, bare=table is main)
        if operations:
            first = next(iter(operations.values()))
            is_async = any(it.is_async for it in operations.values())
            session = next((it for node in operations.values() if (it := _parameter_session(node))), None)
            yield Service(
                stem,
                path,
                None,
                "function",
                is_async,
                table.name,
                table.path,
                operations,
                session or _parameter_session(first),
            )


def _method_shape(method: syntax.FunctionDef | None) -> Shape:
    decorators = {syntax.last_name(it) for it in method.decorators} if method else set()
    return "static" if decorators & {"staticmethod", "classmethod"} else "method"


def _parameter_session(node: syntax.FunctionDef) -> SessionUse | None:
    """The parameter that is a session, by its annotation or else by its name."""
    for it in node.parameters:
        names = dict.fromkeys(syntax.last_name(x) for x in syntax.walk(it.annotation)) if it.annotation else {}
        annotated = any(name and re.search(r"(Session|SessionDep|DbDep)$", name) for name in names)
        if annotated or (it.annotation is None and it.name in ("session", "db", "db_session")):
            text = next((name for name in names if name and name.endswith(("Session", "Dep"))), None)
            return SessionUse(it.name, None, text, it.kind == "keyword")
    return None


def _is_route(decorator: syntax.Expr) -> bool:
    match decorator:
        case syntax.Call(func=syntax.Attribute(attr=attr)):
            return attr in _HTTP
        case _:
            return False

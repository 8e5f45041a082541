"""Who reads and writes which table on behalf of the routes: services, repositories and crud functions."""

import re
from collections.abc import Iterator, Mapping

from lsp_server.facts import syntax
from lsp_server.facts.file import FileFacts
from lsp_server.project.incremental.everywhere import everywhere
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.link import TableName
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.services.entity_names import snake
from lsp_server.project.services.operations import entities_of, operation_of, operations_on
from lsp_server.project.services.session_use import constructor_session, method_shape, parameter_session
from lsp_server.project.services.spellings import Spellings, spellings
from lsp_server.project.services.values import Service, Shape

_SUFFIX = re.compile(r"(Service|Services|Repository|Repo|Crud|CRUD|Manager|DAO|Dao|Store|Gateway)$")
_PREFIX = re.compile(r"^(CRUD|Crud)(?=[A-Z])")
_PLACE = re.compile(r"(^|[/_])(services?|crud|cruds|repositor(y|ies)|repos?|managers?|dao|dal|stores?)([/_.]|$)")
_ELSEWHERE = re.compile(r"(^|/)(tests?|alembic|migrations|versions|contracts|\.[^/]+)/|(^|/)(test_[^/]*|conftest)\.py$")


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
    words = spellings(modules)
    found: list[Service] = []
    for name, node in facts.classes:
        if "." not in name and (_SUFFIX.search(name) or _PREFIX.match(name) or _PLACE.search(path)):
            found += _of_class(path, node, modules, words)
    if _PLACE.search(path):
        found += _of_functions(path, facts, modules, words)
    return tuple(found)


# --------------------------------------------------------------------------- classes


def _of_class(path: str, node: syntax.ClassDef, modules: Modules, words: Spellings) -> Iterator[Service]:
    methods = {it.name: it for it in node.body if isinstance(it, syntax.FunctionDef)}
    if not methods and not node.bases:
        return
    main = _table_of_class(path, node, modules, words)
    inherited = _inherited(path, node, modules)
    init = methods.get("__init__") or inherited.get("__init__")
    session = constructor_session(init) if init is not None else None
    tables = {(it.path, it.name): it for it in _named_tables(methods, path, modules, words)}
    if main is not None:
        tables[main.path, main.name] = main
    for table in tables.values():
        operations = operations_on(methods, table.name, bare=table is main)
        more = operations_on(inherited, table.name, bare=table is main)
        if not operations and not more and table is not main:
            continue
        method = next(iter(operations.values()), next((it for it in methods.values() if it.name[0] != "_"), None))
        shape: Shape = "constructor" if session else method_shape(method)
        given = session or (parameter_session(method) if method else None)
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


def _table_of_class(path: str, node: syntax.ClassDef, modules: Modules, words: Spellings) -> TableName | None:
    """By the class's name, by the argument of its generic base (`CRUDBase[Hero, …]`), or by what `get` returns."""
    stem = _PREFIX.sub("", _SUFFIX.sub("", node.name))
    if stem and stem != node.name and (found := words.near(snake(stem), path, modules)) is not None:
        return found
    for base in node.bases:
        if isinstance(base, syntax.Subscript):
            for it in base.slices:
                name = syntax.last_name(it)
                found = words.near(snake(name), path, modules) if name else None
                if found is not None and found.name == name:
                    return found
    for method in node.body:
        if isinstance(method, syntax.FunctionDef) and method.returns and operation_of(method.name) in ("create", "get"):
            for each in syntax.walk(method.returns):
                name = syntax.last_name(each)
                found = words.near(snake(name), path, modules) if name else None
                if found is not None and found.name == name:
                    return found
    return None


def _named_tables(
    functions: Mapping[str, syntax.FunctionDef], path: str, modules: Modules, words: Spellings
) -> Iterator[TableName]:
    """Tables that functions name: `create_conversation` names Conversation."""
    for name in functions:
        for word in entities_of(name):
            if (table := words.near(word, path, modules)) is not None:
                yield table


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


# --------------------------------------------------------------------------- functions


def _of_functions(path: str, facts: FileFacts, modules: Modules, words: Spellings) -> Iterator[Service]:
    functions = {it.name: it for it in facts.body if isinstance(it, syntax.FunctionDef)}
    stem = path.rpartition("/")[2].removesuffix(".py")
    own = re.sub(r"_?(services?|crud|repository|repo|manager|dao|store)$|^(crud|service)_", "", stem)
    main = words.near(own, path, modules) if own else None
    tables = {(it.path, it.name): it for it in _named_tables(functions, path, modules, words)}
    if main is not None:
        tables[main.path, main.name] = main
    for table in tables.values():
        operations = operations_on(functions, table.name, bare=table is main)
        if operations:
            first = next(iter(operations.values()))
            is_async = any(it.is_async for it in operations.values())
            session = next((it for node in operations.values() if (it := parameter_session(node))), None)
            yield Service(
                stem,
                path,
                None,
                "function",
                is_async,
                table.name,
                table.path,
                operations,
                session or parameter_session(first),
            )

"""An exception that is raised: which status the client gets, through which handler, and from which routes.

Shown on `raise` and on what it raises, and on the name of an exception class of the project. What is caught on the
way to the client is not among the routes.
"""

from collections.abc import Iterator

from lsp_server.action import Cursor
from lsp_server.card import Card, Shown, facts_table, link, link_to, place
from lsp_server.facts import syntax
from lsp_server.facts.at import name_at, nodes_at
from lsp_server.markup import Code, Line, Piece, Strong, Words, joined
from lsp_server.project.exceptions.kinds import HTTP_EXCEPTIONS, Class, ancestors, class_of, is_http
from lsp_server.project.exceptions.thrown import Thrown, thrown
from lsp_server.project.names.classes import key, lookup
from lsp_server.project.names.modules import External, Symbol
from lsp_server.project.routes.exception_handlers import Handlers
from lsp_server.project.routes.uses import raising, raising_at
from lsp_server.project.routes.values import ExceptionHandler, Raised, Route
from lsp_server.project.view import Project
from lsp_server.text import Span

_Reached = list[tuple[Route, Raised]]


def show(cursor: Cursor) -> Shown | None:
    statement = next((it for it in nodes_at(cursor.facts, cursor.selection) if isinstance(it, syntax.Raise)), None)
    if statement is not None and statement.exc is not None and _is_named(cursor, statement, statement.exc):
        return _statement(cursor, statement, statement.exc)
    named = name_at(cursor.facts, cursor.selection)
    scope = next((name for name, _ in cursor.facts.enclosing(cursor.selection)), "")
    found = lookup(cursor.project.modules, cursor.path, scope, named[0]) if named is not None else None
    if named is None or not isinstance(found, Symbol) or not _is_exception(cursor.project, found):
        return None
    return _class(cursor.project, found, named[1])


def _is_named(cursor: Cursor, it: syntax.Raise, exc: syntax.Expr) -> bool:
    """Whether the cursor is on the keyword or on what is raised, not on its arguments."""
    keyword = Span(it.span.start, it.span.start + len("raise"))
    raised = exc.func.span if isinstance(exc, syntax.Call) else exc.span
    return keyword.contains(cursor.selection) or raised.contains(cursor.selection)


def _is_exception(project: Project, symbol: Symbol) -> bool:
    """Whether a class of the project is an exception by what stands above it."""
    if not isinstance(symbol.node, syntax.ClassDef):
        return False
    above = ancestors(project.modules, symbol)[:-2]
    names = {it.name for it in above if isinstance(it, External)}
    return bool(names & {"Exception", "BaseException"}) or bool(names & HTTP_EXCEPTIONS) or _ends_in_error(names)


def _ends_in_error(names: set[str]) -> bool:
    return any(it.endswith(("Exception", "Error")) for it in names)


# --------------------------------------------------------------------------- a statement


def _statement(cursor: Cursor, it: syntax.Raise, exc: syntax.Expr) -> Shown | None:
    project = cursor.project
    scope = next((name for name, one in cursor.facts.enclosing(it.span) if isinstance(one, syntax.FunctionDef)), "")
    function = cursor.facts.definitions.get(scope)
    made = thrown(project.modules, Symbol(cursor.path, scope, function)) if function is not None else ()
    let_out = [one for one in made if one.path == cursor.path and one.span == it.span]
    class_ = let_out[0].class_ if let_out else class_of(project.modules, cursor.path, scope, _name(exc))
    if class_ is None:
        return None
    reached = list(_reached(project, cursor.path, it.span))
    if not reached and not isinstance(class_, Symbol) and not is_http(project.modules, class_):
        return None  # a library's exception that no client gets to see
    statuses = _statuses(project, class_, let_out, reached)
    head: Words = (Strong("Raises"), " ", _class_piece(project, class_), *_answer(statuses))
    detail = next((one.detail for _, one in reached if one.detail), None)
    caught: Words = () if let_out or not scope else ("in this function",)
    table = facts_table(
        ("answered by", () if caught else _handler(project, class_, reached)),
        ("says", (Code(detail),) if detail else ()),
        ("caught", caught),
        ("routes", _routes(project, reached) or ("none that is known",)),
    )
    assert table is not None
    return Shown((Line(head), table), it.span)


def _name(exc: syntax.Expr) -> syntax.Expr:
    return exc.func if isinstance(exc, syntax.Call) else exc


def _reached(project: Project, path: str, span: Span) -> Iterator[tuple[Route, Raised]]:
    """The routes whose clients get to see what is raised at a place."""
    for route in raising_at(project.modules, path, span):
        for it in route.raises:
            if it.span == span and it.path == path:
                yield route, it


def _statuses(project: Project, class_: Class, let_out: list[Thrown], reached: _Reached) -> list[int | None]:
    handlers = Handlers(project.modules)
    if not reached:  # Callers may catch it, and do where no route is known that lets it out.
        return list(dict.fromkeys(handlers.status_of(it.class_, it.call, None) for it in let_out))
    found = [it.status for _, it in reached]
    return list(dict.fromkeys(it if it is not None else _unhandled(project, class_) for it in found))


# --------------------------------------------------------------------------- a class


def _class(project: Project, class_: Symbol, span: Span) -> Shown:
    name = class_.name.rpartition(".")[2]
    raised = [(route, it) for route in raising(project.modules, name) for it in route.raises if it.via == name]
    status = Handlers(project.modules).status_of(class_, None, None)
    found = [status] if status is not None else [it.status for _, it in raised]
    statuses = list(dict.fromkeys(it if it is not None else _unhandled(project, class_) for it in found))
    node = class_.node
    assert isinstance(node, syntax.ClassDef)
    places = ((link(project, it.where or it.path, it.path, it.span.start),) for _, it in raised)
    table = facts_table(
        ("answered by", _handler(project, class_, raised)),
        ("raised in", joined(places)),
        ("routes", _routes(project, raised) or ("none that is known",)),
    )
    assert table is not None
    head = (Strong("Exception"), " ", Code(name), *_answer(statuses), " in ")
    return Shown((Line((*head, place(project, class_.path, node.name_span.start))), table), span)


# --------------------------------------------------------------------------- both


def _class_piece(project: Project, class_: Class) -> Piece:
    return link_to(project, class_) if isinstance(class_, Symbol) else Code(class_.name.rpartition(".")[2])


def _answer(statuses: list[int | None]) -> Words:
    known = [str(it) for it in statuses if it is not None]
    return (" → ", " or ".join(known)) if known else ()


def _handler(project: Project, class_: Class, reached: _Reached) -> Words:
    """Who makes the answer: a handler of the project, FastAPI for what carries a status, else nobody; empty where no
    client is known to get one."""
    found = Handlers(project.modules).find(class_, None)
    if found is not None:
        of = () if key(found.class_) == key(class_) else (" for ", _class_piece(project, found.class_))
        return (link_to(project, found.function, found.function.name), *of)
    if is_http(project.modules, class_):
        return ("FastAPI",)
    if not reached:
        return ()
    last = _last_handler(project)
    if last is not None:
        node = project.files[last.path].definitions.get(last.handler)
        at = node.name_span if node is not None else last.span
        return (link(project, last.handler, last.path, at.start), " for ", Code("Exception"))
    return ("nobody: Internal Server Error",)


def _unhandled(project: Project, class_: Class) -> int | None:
    """The status of what no handler is for: 500, or that of a handler for every Exception."""
    if Handlers(project.modules).find(class_, None) is not None or is_http(project.modules, class_):
        return None
    last = _last_handler(project)
    return last.status if last is not None else 500


def _last_handler(project: Project) -> ExceptionHandler | None:
    """The handler for `Exception`, which Starlette asks last."""
    return next((it for it in project.exception_handlers if it.symbol is None and it.exception == "Exception"), None)


def _routes(project: Project, reached: _Reached) -> Words:
    return joined((link(project, f"{it.method} {it.path}", it.file, it.node.name_span.start),) for it, _ in reached)


CARD = Card("raised", show)

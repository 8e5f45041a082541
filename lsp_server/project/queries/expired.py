"""Rows that a commit expires: SQLAlchemy reads each of them anew when the code looks at it again."""

from collections.abc import Iterator
from dataclasses import dataclass

from lsp_server.facts import syntax
from lsp_server.facts.scope import scope_of
from lsp_server.project.functions.depends import dependency_of
from lsp_server.project.names.modules import Modules
from lsp_server.project.queries.values import Flow, Query, SessionCall, Use
from lsp_server.project.sessions.expressions import Scope, session
from lsp_server.project.sessions.link import provider_of
from lsp_server.text import Span


@dataclass(frozen=True, slots=True)
class Reload:
    """`per_row`: one statement for each row, else for one row."""

    commit: SessionCall
    use: Use  # the first read of what is expired
    per_row: bool


def reload_of(modules: Modules, flow: Flow, query: Query) -> Reload | None:
    """The reading anew that is sure to happen; None where there is none, or only the program knows."""
    if query.table is None or not _expires(modules, flow, query.receiver):
        return None
    reads = sorted(query.uses_of("column"), key=lambda it: it.node.span.start)
    for commit in flow.calls:
        if commit.name != "commit" or not _follows(flow, query, commit):
            continue
        end = commit.call.span.end
        use = next((it for it in reads if it.node.span.start >= end and _leads_to(flow, commit.call.span, it)), None)
        if use is None or _is_brought_back(flow, query, end, use):
            return None
        return Reload(commit, use, use.per_row)
    return None


def _expires(modules: Modules, flow: Flow, receiver: str) -> bool:
    """Whether a session is known to expire its rows on commit, as it does unless it is told not to."""
    function, scope = flow.function, scope_of(flow.function)
    parameter = function.parameter(receiver)
    if parameter is not None:
        target = dependency_of(modules, flow.path, parameter.annotation, parameter.default, flow.name)
        provider = provider_of(modules, target) if target is not None else None
        return provider is not None and provider.expire_on_commit is not False
    entered = scope.entered.get(receiver)
    values = (*scope.values.get(receiver, ()), *((entered,) if entered is not None else ()))
    made = session(Scope(modules, flow.path, flow.name, function), values[0]) if len(values) == 1 else None
    return made is not None and made.expire_on_commit is not False


def _follows(flow: Flow, query: Query, commit: SessionCall) -> bool:
    """Whether the query is committed each time that it runs."""
    is_later = commit.receiver == query.receiver and commit.call.span.start >= query.node.span.end
    around = set(_conditions(flow.function.body, query.node.span))
    return is_later and set(_conditions(flow.function.body, commit.call.span)) <= around


def _leads_to(flow: Flow, commit: Span, use: Use) -> bool:
    """Whether a read runs after each commit: a loop over the rows is no condition, since it is for each of them."""
    rows = {it.node.span for it in use.loops if it.rows is not None}
    around = set(_conditions(flow.function.body, commit)) | rows
    return set(_conditions(flow.function.body, use.node.span)) <= around


def _is_brought_back(flow: Flow, query: Query, start: int, use: Use) -> bool:
    """Whether something between the two may read the rows before: `refresh`, another query."""
    between = Span(start, use.node.span.start)
    acts = (it.call.span for it in flow.calls if it.name in ("refresh", "rollback", "run_sync", "merge"))
    others = (it.call.span for it in flow.every_query if it is not query)
    return any(between.contains(it) for it in (*acts, *others))


def _conditions(body: tuple[syntax.Stmt, ...], span: Span) -> Iterator[Span]:
    """What decides whether, and how often, the code at `span` runs: branches and loops, each by its own place."""
    for it in body:
        if not it.span.contains(span):
            continue
        match it:
            case syntax.If(body=then, orelse=orelse):
                yield from _in_blocks((then, orelse), span)
            case syntax.For() | syntax.While():
                yield it.span
                yield from _in_blocks((it.body, it.orelse), span, marked=False)
            case syntax.Try(body=then, handlers=handlers, orelse=orelse, finalbody=final):
                yield from _conditions((*then, *orelse, *final), span)
                yield from _in_blocks(tuple(one.body for one in handlers), span)
            case syntax.With(body=inner):
                yield from _conditions(inner, span)
            case _:
                loops = (one for one in syntax.walk_scope(it) if isinstance(one, syntax.Comprehension | syntax.IfExp))
                yield from (one.span for one in loops if one.span.contains(span))


def _in_blocks(blocks: tuple[tuple[syntax.Stmt, ...], ...], span: Span, marked: bool = True) -> Iterator[Span]:
    for block in blocks:
        if block and Span(block[0].span.start, block[-1].span.end).contains(span):
            if marked:
                yield Span(block[0].span.start, block[-1].span.end)
            yield from _conditions(block, span)

"""One commit after a loop instead of one in every round."""

from collections.abc import Iterator

from lsp_server.edits.queries.rewrite import Rewrite, Site
from lsp_server.facts import syntax
from lsp_server.project.queries.values import SessionCall
from lsp_server.text import Edit, Span


def find(site: Site) -> Iterator[Rewrite]:
    """One rewrite for each commit that is the last thing a `for` loop does in a round."""
    for call in site.flow.calls:
        if call.name == "commit" and call.loops and (found := rewrite(site, call)) is not None:
            yield found


def rewrite(site: Site, call: SessionCall) -> Rewrite | None:
    """The commit moved behind the loop.

    Only from the end of the loop's own body: what comes after a commit sees what the database made of
    the row, and what leaves a round early (continue, break, return) would leave it uncommitted.
    """
    loop = call.loops[0].node
    statement = site.flow.body.statement(call.call)
    if not isinstance(loop, syntax.For) or loop.orelse or len(call.loops) > 1 or len(loop.body) < 2:
        return None
    if loop.body[-1] is not statement or not isinstance(statement, syntax.ExprStmt):
        return None
    inside = [
        it for it in syntax.walk_scope(*loop.body) if isinstance(it, syntax.Simple | syntax.Return | syntax.Yield)
    ]
    if any(not isinstance(it, syntax.Simple) or it.keyword != "pass" for it in inside):
        return None
    if any(isinstance(it, syntax.Try | syntax.With) for it in syntax.walk_scope(*loop.body)):
        return None
    others = [it for it in site.flow.calls if it.name in ("commit", "rollback") and it.loops[:1] == call.loops[:1]]
    if len(others) > 1:
        return None
    document = site.document
    line, loop_line = document.line_of(statement.span.start), document.line_of(loop.span.start)
    whole = document.line_span(line)
    before, behind = Span(whole.start, statement.span.start), Span(statement.span.end, whole.end)
    alone = not document.slice(before).strip() and document.slice(behind).strip()[:1] in ("", "#")
    if not alone or loop_line == line:
        return None
    # Only the indentation goes: the commit's line already stands where the loop ends.
    start = document.line_span(line).start
    indent = site.indent(loop.span.start)
    return Rewrite(
        span=call.call.span,
        strength=8,
        found="N commits -> 1 commit",
        done="commits once, after the loop",
        edits=(Edit(Span(start, statement.span.start), indent),),
        notes=("All rows are now saved together or not at all.",),
    )

"""From a function's syntax to its `Flow`: queries, what is read from their rows, the loops around them."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lsp_server.facts import syntax
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.link import table_named, table_of
from lsp_server.project.models.values import Relationship, Table
from lsp_server.project.names.bodies import body_of
from lsp_server.project.names.flow import Body
from lsp_server.project.names.modules import Modules
from lsp_server.project.queries.legacy import LegacyQuery, legacy_queries
from lsp_server.project.queries.row_uses import uses_of
from lsp_server.project.queries.row_values import Held, Rows
from lsp_server.project.queries.selects import Selects
from lsp_server.project.queries.values import Flow, HelperCall, Loop, Query, Select, SessionCall, Use
from lsp_server.project.sessions.expressions import Scope, called
from lsp_server.project.sessions.receivers import session_kind
from lsp_server.project.sessions.values import SessionKind

_READING = frozenset("exec execute scalars scalar get get_one stream stream_scalars".split())
_WRITING = frozenset("add add_all commit delete flush merge exec execute".split())
_ACTING = frozenset("add add_all commit delete expire expunge flush merge refresh rollback run_sync".split())


# A cheap look before the work: a function that holds none of these does no database work.
_CALLED = re.compile(rb"\.(?:" + "|".join(sorted(_READING | _ACTING | {"query"})).encode() + rb")\s*\(")


@tracked
def link_flow(modules: Modules, path: str, name: str, helpers: bool) -> Flow | None:
    """The database work of the function of this qualified name; None: there is none. Of `helpers` that it calls in
    loops, what they do is read too, but not what theirs do."""
    body = body_of(modules, path, name)
    return _Reader(modules, path, name, body).flow(helpers) if body is not None else None


@dataclass(frozen=True)
class _Reader:
    modules: Modules
    path: str
    name: str
    body: Body
    kinds: dict[object, SessionKind | None] = field(default_factory=dict)  # by what a name is bound to

    def flow(self, helpers: bool) -> Flow:
        if not self._may_have_session():
            return Flow(self.path, self.name, self.body.function, self.body, (), (), ())
        called_here = list(self._session_calls())
        selects = Selects(self.modules, self.path, self.name, self.body)
        legacy = list(self._legacy(selects))
        if not called_here and not legacy and not (helpers and self._may_pass_session()):
            return Flow(self.path, self.name, self.body.function, self.body, (), (), ())
        read = [it for it in called_here if it[0].func.attr in _READING]  # type: ignore[union-attr]
        known = {id(call): selects.read(call.args[0]) if call.args else None for call, _ in read}
        held = {id(call): it for call, _ in read if (it := _held(selects, call, known[id(call)])) is not None}
        held |= {id(it.call): it.held for it, _ in legacy}
        rows = Rows(self.body, held, self._target)
        uses, fetched, names = uses_of(self.body, rows, self._loops(rows))
        queries = tuple(
            self._query(call, kind, known[id(call)], held[id(call)], rows, uses, fetched, names)
            for call, kind in read
            if id(call) in held
        )
        old = tuple(
            replace(
                self._query(it.call, kind, it.select, it.held, rows, uses, fetched, names),
                method="query",
                receiver=syntax.dotted(it.session) or "",
                statement=it.select.tail,
            )
            for it, kind in legacy
        )
        acting = [it for it in called_here if id(it[0]) not in held]
        return Flow(
            self.path,
            self.name,
            self.body.function,
            self.body,
            queries,
            tuple(self._act(call, kind, rows) for call, kind in acting),
            tuple(self._helpers(rows)) if helpers else (),
            old,
        )

    # ----------------------------------------------------------------- calls on sessions

    def _may_have_session(self) -> bool:
        facts = self.modules.files[self.path]
        if not facts.says("ession", "db"):
            return False
        span = self.body.function.span
        return self._may_pass_session() or _CALLED.search(facts.document.data, span.start, span.end) is not None

    def _session_calls(self) -> Iterator[tuple[syntax.Call, SessionKind]]:
        for node in self.body.own:
            if not isinstance(node, syntax.Call) or not isinstance(node.func, syntax.Attribute):
                continue
            if node.func.attr == "get" and not _names_class(node):
                continue
            if node.func.attr in _READING or node.func.attr in _ACTING:
                kind = self._kind(node.func.value)
                if kind is not None:
                    yield node, kind

    def _legacy(self, selects: Selects) -> Iterator[tuple[LegacyQuery, SessionKind]]:
        if not self.modules.files[self.path].says_in(self.body.function, b".query("):
            return
        for it in legacy_queries(selects, self.body.own):
            kind = self._kind(it.session)
            if kind is not None and kind.endswith("-sync"):
                yield it, kind

    def _kind(self, node: syntax.Expr) -> SessionKind | None:
        """The kind of session; the same name with the same meaning is looked at once."""
        if isinstance(node, syntax.Attribute):
            return session_kind(self.modules, self.path, self.name, self.body, node)
        if not isinstance(node, syntax.Name):
            return None
        sure, maybe = self.body.definition(node)
        if sure is None and not maybe:
            return None
        key = (node.id, *(it.at for it in (sure, *maybe) if it is not None))
        if key not in self.kinds:
            self.kinds[key] = session_kind(self.modules, self.path, self.name, self.body, node)
        return self.kinds[key]

    def _query(
        self,
        call: syntax.Call,
        kind: SessionKind,
        select: Select | None,
        held: Held,
        rows: Rows,
        uses: Mapping[int, tuple[Use, ...]],
        fetched: Mapping[int, tuple[tuple[syntax.Expr, Held], ...]],
        names: Mapping[int, tuple[str, ...]],
    ) -> Query:
        assert isinstance(call.func, syntax.Attribute)
        node, awaited = self._awaited(call)
        fetches = fetched.get(id(call), ())
        one = fetches[0] if len(fetches) == 1 else None
        source: syntax.Expr | None = one[0] if one is not None else None
        if held.what == "row":
            source = node
        given = rows.read(one[0]) if one is not None else None
        many = None
        if held.what == "row" or (given is not None and given.what == "row"):
            many = False
        elif given is not None:
            many = True
        return Query(
            call=call,
            node=node,
            fetched=self._awaited(source)[0] if source is not None else None,
            method=call.func.attr,
            receiver=syntax.dotted(call.func.value) or "",
            kind=kind,
            is_async=kind.endswith("-async") or awaited,
            awaited=awaited,
            statement=call.args[0] if call.args else None,
            select=select,
            table=held.table,
            fetch=given.fetch if given is not None else (),
            many=many,
            values=given.values if given is not None else held.values,
            loops=self._loops(rows)(call),
            uses=uses.get(id(call), ()),
            variables=names.get(id(call), ()),
        )

    def _act(self, call: syntax.Call, kind: SessionKind, rows: Rows) -> SessionCall:
        assert isinstance(call.func, syntax.Attribute)
        awaited = self._awaited(call)[1]
        receiver = syntax.dotted(call.func.value) or ""
        loops = self._loops(rows)(call)
        return SessionCall(call, call.func.attr, receiver, kind.endswith("-async") or awaited, awaited, loops)

    def _awaited(self, node: syntax.Expr) -> tuple[syntax.Expr, bool]:
        above = self.body.parent(node)
        return (above, True) if isinstance(above, syntax.Await) else (node, False)

    def _loops(self, rows: Rows) -> Callable[[syntax.Node], tuple[Loop, ...]]:
        def read(node: syntax.Node) -> tuple[Loop, ...]:
            return tuple(_loop(it, rows) for it in self.body.loops(node))

        return read

    def _target(self, table: Table, relationship: Relationship) -> Table | None:
        if relationship.target_symbol is not None:
            return table_of(self.modules, relationship.target_symbol.path, relationship.target_symbol.name)
        return table_named(self.modules, relationship.target, table.path)

    # ----------------------------------------------------------------- one hop into helpers

    def _may_pass_session(self) -> bool:
        span = self.body.function.span
        return b"for " in self.modules.files[self.path].document.data[span.start : span.end]

    def _helpers(self, rows: Rows) -> Iterator[HelperCall]:
        """Calls in loops only: a helper called once is no finding, and following it costs time."""
        at = Scope(self.modules, self.path, self.name, self.body.function)
        for node in self.body.own:
            if not isinstance(node, syntax.Call) or not self.body.loops(node):
                continue
            own = (syntax.dotted(node.func) or "").startswith("self.")
            given = [it for it in (*node.args, *(word.value for word in node.keywords)) if self._kind(it) is not None]
            if not (own or given):
                continue
            function = called(at, node)
            if (
                function is None
                or not isinstance(function.node, syntax.FunctionDef)
                or function.node is self.body.function
            ):
                continue
            inner = link_flow(self.modules, function.path, function.name, False)
            if inner is None:
                continue
            commits = any(it.name == "commit" for it in inner.calls)
            if inner.every_query or commits:
                reads = tuple(it.method for it in inner.every_query)
                writes = any(it.name in _WRITING for it in inner.calls)
                yield HelperCall(node, function, self._loops(rows)(node), reads, commits, writes)


def _held(selects: Selects, call: syntax.Call, select: Select | None) -> Held | None:
    """What an execution gives; None where it runs no select that is known and gets no row by key."""
    assert isinstance(call.func, syntax.Attribute)
    method = call.func.attr
    if method in ("get", "get_one"):
        table = selects.table(call.argument(0, "entity"))
        return Held("row", call, table, values=True, fetch=(), source=call) if table is not None else None
    if select is None:
        return None
    one = len(select.entities) == 1
    if method == "scalar":
        return Held("row", call, select.table, values=True, source=call)
    # SQLModel's exec unpacks single entities, but only of its own select.
    scalars = method in ("scalars", "stream_scalars") or (method == "exec" and one and select.library == "sqlmodel")
    return Held("result", call, select.table, values=scalars)


def _names_class(call: syntax.Call) -> bool:
    """`session.get(Hero, …)`, in contrast to `data.get("name")`."""
    entity = syntax.last_name(call.argument(0, "entity")) or ""
    return len(call.args) + len(call.keywords) > 1 and entity.lstrip("_")[:1].isupper()


def _loop(node: syntax.For | syntax.While | syntax.Comprehension, rows: Rows) -> Loop:
    match node:
        case syntax.For(target=target, iter=source):
            return Loop(node, target, source, _origin(rows, source))
        case syntax.Comprehension(generators=(first, *_)):
            return Loop(node, first.target, first.iter, _origin(rows, first.iter))
        case _:
            return Loop(node, None, None)


def _origin(rows: Rows, source: syntax.Expr) -> syntax.Call | None:
    held = rows.read(source)
    return held.call if held is not None else None

"""What one function does itself: the tables it works on, the functions it calls, and what can't be known of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lsp_server.facts import syntax
from lsp_server.project.functions.calls import Called, instance_of, named
from lsp_server.project.incremental.tracked import tracked
from lsp_server.project.models.values import Table
from lsp_server.project.names.classes import externals, library_name
from lsp_server.project.names.modules import Modules, Symbol
from lsp_server.project.reach.classes import named_class
from lsp_server.project.reach.frames import NOTHING, Frame, Held, Known, frame_of
from lsp_server.project.reach.loading import deleted_with, eager
from lsp_server.project.reach.names import relationship_names
from lsp_server.project.reach.objects import entity, row_of, target_of
from lsp_server.project.reach.response import made_touches
from lsp_server.project.reach.statements import EXECUTING, RAW, crossed, statement, targets
from lsp_server.project.reach.values import Access, Call, Touch, Unknown
from lsp_server.project.sessions.receivers import session_kind
from lsp_server.text import Span

# Methods of SQLAlchemy's sessions that work on the row or rows they are given.
_ROW: dict[str, tuple[Access, ...]] = {
    "add": ("writes",),
    "add_all": ("writes",),
    "bulk_save_objects": ("writes",),
    "delete": ("writes",),
    "merge": ("reads", "writes"),
    "refresh": ("reads",),
}
_BY_CLASS: dict[str, Access] = {
    "get": "reads",
    "get_one": "reads",
    "bulk_insert_mappings": "writes",
    "bulk_update_mappings": "writes",
}
_CHANGING = frozenset("append remove extend clear insert discard".split())
# Functions of libraries that run the function they are given, as far as a request waits for it or starts it.
_RUNNERS = frozenset("add_task to_thread run_in_threadpool run_sync run_in_executor iterate_in_threadpool".split())

# Libraries whose classes call back nothing that works on tables.
_QUIET = ("pydantic", "sqlmodel", "sqlalchemy", "typing", "abc", "enum", "builtins", "object", "Exception", "fastapi",
          "starlette", "str", "int", "dict", "list", "tuple", "set", "collections", "contextlib", "type")  # fmt: skip

Mode = Literal["statement", "rows"]


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter that the function runs as a statement, or whose rows it works on: what its callers bring."""

    parameter: str
    mode: Mode
    access: tuple[Access, ...]
    how: str
    whole: bool = True  # nothing is known without it


@dataclass
class Own:
    """What was found in the text of one function."""

    touches: list[Touch] = field(default_factory=list)
    given: list[Given] = field(default_factory=list)
    called: list[tuple[Called, syntax.Call | None, Span]] = field(default_factory=list)
    inherited: list[tuple[Symbol, str, Span]] = field(default_factory=list)  # methods that a library's class gives
    unknown: list[Unknown] = field(default_factory=list)


@tracked
def own_work(modules: Modules, path: str, name: str, of_path: str, of_name: str) -> Own:
    """What the text of a function says, run for a class ("" where it is no method). Never fails."""
    of = modules.symbol(of_path, of_name) if of_path else None
    return _Reader(frame_of(Known(modules), path, name, of), Own(), relationship_names(modules)).read()


@dataclass(frozen=True)
class _Reader:
    frame: Frame
    own: Own
    relationships: frozenset[str]

    def read(self) -> Own:
        body = self.frame.body
        if body is None:
            return self.own
        for node in self.frame.modules.files[self.frame.at.path].scope(self.frame.at.name).nodes:
            match node:
                case syntax.Call():
                    self._call(node)
                case syntax.AugAssign(target=syntax.Attribute() as target):
                    self._changed(target.value, target, target.attr)
                case syntax.Attribute(attr=attr) if attr in self.relationships:
                    self._relationship(node)
                case syntax.Assign(targets=assigned):
                    for it in assigned:
                        if isinstance(it, syntax.Attribute):
                            self._assigned(it)
                case _:
                    pass
        return self.own

    # ----------------------------------------------------------------- calls

    def _call(self, node: syntax.Call) -> None:
        found = target_of(self.frame, node)
        if found is not None:
            self.own.called.append((found, node, node.span))
            return
        if isinstance(node.func, syntax.Attribute):
            self._inherited(node.func)
            self._method(node, node.func)
            for touch in made_touches(self.frame, node):
                self._touch(touch)
        elif syntax.dotted(node.func) == "setattr" and node.args:
            self._changed(node.args[0], node)
        if syntax.last_name(node.func) in _RUNNERS:
            for it in node.args[:2]:
                run = named(self.frame.at, it)
                if run is not None:
                    self.own.called.append((run, None, it.span))
        if not isinstance(node.func, syntax.Attribute) or not self._is_session(node.func.value):
            self._passed_on(node)

    def _inherited(self, func: syntax.Attribute) -> None:
        """A method that the project's class has from a library: it may call back those that the project gave it."""
        owner = instance_of(self.frame.at, func.value)
        if owner is None or self.frame.known.table_of(owner) is not None:
            return
        if any(not it.startswith(_QUIET) for it in externals(self.frame.modules, owner)):
            self.own.inherited.append((owner, func.attr, func.span))

    def _method(self, node: syntax.Call, func: syntax.Attribute) -> None:
        name = func.attr
        if name in EXECUTING:
            self._executed(node, func)
        elif name in _ROW and self._is_session(func.value):
            self._row(node, name)
        elif name in _BY_CLASS and node.args and self._is_session(func.value):
            held = named_class(self.frame, node.args[0])
            self._found(held, "statement", (_BY_CLASS[name],), name, node)
            for table in held.tables if name.startswith("get") else ():
                self._along(table, node)
        elif name == "query" and self._is_session(func.value):
            self._queried(node)
        elif name == "sqlmodel_update":
            self._changed(func.value, node)

    def _executed(self, node: syntax.Call, func: syntax.Attribute) -> None:
        asked = node.argument(0, "statement")
        if asked is None:
            return
        held = statement(self.frame, asked)
        # `pool.execute("…")` is somebody else's; `db.execute(select(Hero))` says itself what it is.
        if not held.is_sql and not self._is_session(func.value):
            return
        how = "select" if not held.written else "write"
        self._found(held, "statement", ("reads",), how, node)
        whole = entity(self.frame, asked).tables if not held.written else ()
        for table in whole:
            self._along(table, node)

    def _row(self, node: syntax.Call, name: str) -> None:
        if not node.args:
            return
        held = row_of(self.frame, node.args[0])
        self._found(held, "rows", _ROW[name], name, node)
        for table in held.tables:
            if name == "delete":
                for other, access in deleted_with(self.frame, table):
                    self._touch(Touch(other, access, "cascade", self.frame.at.path, node.span))
            elif name == "refresh" and len(node.args) + len(node.keywords) == 1:
                self._along(table, node)
            elif name == "refresh":
                self._refreshed(node)

    def _refreshed(self, node: syntax.Call) -> None:
        """`refresh(hero, ["team"])` loads relationships by name."""
        names = node.argument(1, "attribute_names")
        for it in names.elements if isinstance(names, syntax.Collection) else ():
            if isinstance(it, syntax.Constant) and isinstance(it.value, str):
                self._related(row_of(self.frame, node.args[0]), it.value, node.span, "reads", "relationship")

    def _queried(self, node: syntax.Call) -> None:
        """`session.query(Hero).join(Team).filter(…).delete()`: the whole chain around it."""
        body = self.frame.body
        assert body is not None
        held = NOTHING
        for it in node.args:
            held = held | statement(self.frame, it)
        writes = False
        above: syntax.Node | None = body.parent(node)
        while isinstance(above, syntax.Attribute | syntax.Call):
            if isinstance(above, syntax.Call) and above.func.span.contains(node.span):
                for it in above.args:
                    held = held | statement(self.frame, it).as_value
                    held = held | Held(crossed(self.frame, it))
            elif isinstance(above, syntax.Attribute):
                writes = writes or above.attr in ("delete", "update")
            else:
                break
            above = body.parent(above)
        self._found(held, "statement", ("writes",) if writes else ("reads",), "query", node)
        for table in named_class(self.frame, node.args[0]).tables if node.args and not writes else ():
            self._along(table, node)

    def _passed_on(self, node: syntax.Call) -> None:
        """A library's function that gets the session, such as a paginator: it runs the statement that it gets too."""
        given = [*node.args, *(it.value for it in node.keywords)]
        sessions = [it for it in given if isinstance(it, syntax.Name | syntax.Attribute) and self._is_session(it)]
        if not sessions:
            return
        if (syntax.last_name(node.func) or "")[:1].isupper():
            return  # a class of a library that keeps the session
        if library_name(self.frame.modules, self.frame.at.path, node, self.frame.at.name).startswith("typing."):
            return
        held = NOTHING
        for it in given:
            held = held | (statement(self.frame, it) if it not in sessions else NOTHING)
        if held.tables or held.roots:
            self._found(held, "statement", ("reads",), "select", node)
        else:
            name = syntax.dotted(node.func) or "a function"
            self._unknown(f"`{name}` gets the session, and what it does with it is not known", node)

    # ----------------------------------------------------------------- rows

    def _relationship(self, node: syntax.Attribute) -> None:
        body = self.frame.body
        assert body is not None
        above = body.parent(node)
        if isinstance(above, syntax.Assign) and any(it is node for it in above.targets):
            return
        held = row_of(self.frame, node.value) if not named_class(self.frame, node.value) else NOTHING
        changed = isinstance(above, syntax.Attribute) and above.attr in _CHANGING
        self._related(held, node.attr, node.span, "reads", "relationship")
        if changed:
            self._related(held, node.attr, node.span, "writes", "relationship")

    def _related(self, held: Held, name: str, span: Span, access: Access, how: str) -> None:
        for table in held.tables:
            relationship = table.relationship(name)
            if relationship is None:
                continue
            far = targets(self.frame, relationship)
            if access == "writes":
                far = far[-1:]  # of many to many the table between
            for it in far:
                self._touch(Touch(it, access, how, self.frame.at.path, span))
                for other in eager(self.frame, it) if access == "reads" and it is far[0] else ():
                    self._touch(Touch(other, "reads", "eager", self.frame.at.path, span))

    def _assigned(self, node: syntax.Attribute) -> None:
        """`hero.name = …` changes a row, unless it was made here: then adding it says so."""
        if node.attr in self.relationships:
            held = row_of(self.frame, node.value)
            for table in held.tables:
                relationship = table.relationship(node.attr)
                if relationship is not None and relationship.many:
                    self._related(held, node.attr, node.span, "writes", "relationship")
        self._changed(node.value, node, node.attr)

    def _changed(self, row: syntax.Expr, node: syntax.Expr, attribute: str | None = None) -> None:
        if not isinstance(row, syntax.Name):
            return
        bound = self.frame.bindings(row)
        if any(it.how == "assigned" and _is_new(self.frame, it.value) for it in bound):
            return
        for table in row_of(self.frame, row).tables:
            if attribute is None or table.field(attribute) is not None:
                self._touch(Touch(table, "writes", "change", self.frame.at.path, node.span))

    def _along(self, table: Table, node: syntax.Expr) -> None:
        """What loading whole rows loads too."""
        for it in eager(self.frame, table):
            self._touch(Touch(it, "reads", "eager", self.frame.at.path, node.span))

    # ----------------------------------------------------------------- notes

    def _found(self, held: Held, mode: Mode, access: tuple[Access, ...], how: str, node: syntax.Expr) -> None:
        written = {(it.path, it.symbol.name) for it in held.written}
        for table in held.tables:
            kinds: tuple[Access, ...] = ("writes",) if (table.path, table.symbol.name) in written else access
            for one in kinds:
                self._touch(Touch(table, one, how, self.frame.at.path, node.span))
        if RAW in held.roots:
            self._unknown("the SQL is raw text whose tables are not known", node)
        for name in sorted(held.roots - {RAW}):
            self.own.given.append(Given(name, mode, access, how))
        for name in sorted(held.values):
            self.own.given.append(Given(name, mode, access, how, whole=False))
        if not held.tables and not held.roots and not (held.is_sql and mode == "statement"):
            self._unknown(f"which table `{how}` works on is not known", node)

    def _touch(self, it: Touch) -> None:
        if not any(
            (it.table.path, it.table.symbol.name, it.access, it.span)
            == (one.table.path, one.table.symbol.name, one.access, one.span)
            for one in self.own.touches
        ):
            self.own.touches.append(it)

    def _unknown(self, reason: str, node: syntax.Expr) -> None:
        self.own.unknown.append(Unknown(reason[0].upper() + reason[1:] + ".", self.frame.at.path, node.span))

    def _is_session(self, node: syntax.Expr) -> bool:
        body = self.frame.body
        assert body is not None
        return session_kind(self.frame.modules, self.frame.at.path, self.frame.at.name, body, node) is not None


def calls_of(own: Own, path: str) -> Iterator[Call]:
    """Each function that is called, once."""
    seen = set()
    for found, _, span in own.called:
        it = Call(found.function, found.owner, path, span)
        if it.key not in seen:
            seen.add(it.key)
            yield it


def _is_new(frame: Frame, value: syntax.Expr | None) -> bool:
    """Whether an expression makes a row, so that changing it afterwards is part of making it."""
    match value:
        case syntax.Call(func=syntax.Attribute(value=inner, attr="model_validate" | "from_orm" | "parse_obj")):
            return bool(named_class(frame, inner))
        case syntax.Call(func=func):
            return bool(named_class(frame, func).tables)
        case _:
            return False

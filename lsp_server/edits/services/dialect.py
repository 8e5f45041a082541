"""How statements are spelled for this session, this table and this file; every name is imported as it is used."""

from dataclasses import dataclass

from lsp_server.edits.services.fields import MOMENTS
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.schema_plan import Loaded, WrittenRole
from lsp_server.edits.services.spelling import Needs
from lsp_server.project.models.values import Field

_SESSIONS = {
    "sqlmodel-async": ("sqlmodel.ext.asyncio.session", "AsyncSession"),
    "sqlalchemy-async": ("sqlalchemy.ext.asyncio", "AsyncSession"),
    "sqlmodel-sync": ("sqlmodel", "Session"),
    "sqlalchemy-sync": ("sqlalchemy.orm", "Session"),
}


@dataclass(frozen=True)
class Dialect:
    """Pieces of statements and types."""

    plan: Plan
    needs: Needs

    def claim(self) -> None:
        """Import the project's own names first: a table called as a class of a library keeps its name."""
        self.table()
        roles: tuple[WrittenRole, ...] = ("create", "update")
        for role in roles:
            if role in self.plan.operations:
                self.schema(role)

    # ----------------------------------------------------------------- names and types

    def table(self) -> str:
        return self.needs.first_party(self.plan.table.path, self.plan.table.name)

    def schema(self, role: WrittenRole) -> str:
        found = self.plan.schemas[role]
        return self.needs.first_party(found.path, found.name)

    def type(self, field: Field) -> str:
        return self.needs.type_of(field)

    def optional(self, type_: str) -> str:
        if self.plan.style.optional:
            return f"{self.needs.use('typing', 'Optional')}[{type_}]"
        return f"{type_} | None"

    def sequence(self, type_: str) -> str:
        return (
            f"list[{type_}]" if self.plan.style.lists else f"{self.needs.use('collections.abc', 'Sequence')}[{type_}]"
        )

    def session_type(self) -> str:
        """The session's class as the service at hand annotates it, else the library's."""
        like = self.plan.existing
        if like is not None and like.session is not None and like.session.annotation and "." not in like.name:
            return self.needs.expression(like.session.annotation, like.path)
        return self.needs.use(*_SESSIONS[self.plan.kind])

    # ----------------------------------------------------------------- the session

    @property
    def session(self) -> str:
        plan = self.plan
        return f"self.{plan.session.attribute or 'session'}" if plan.shape == "constructor" else plan.session.name

    @property
    def aw(self) -> str:
        return "await " if self.plan.is_async else ""

    def fetch(self, statement: str, method: str, name: str = "result") -> tuple[list[str], str]:
        """Lines that execute a statement, and the expression for its rows: "one", "one_or_none" or "all".

        An awaited result gets a name of its own, as is the habit everywhere; a plain one does not need it.
        """
        by_sqlmodel = self.plan.kind.startswith("sqlmodel")
        call = f"{self.aw}{self.session}.{'exec' if by_sqlmodel else 'execute'}({statement})"
        scalars = {"one": "scalar_one()", "one_or_none": "scalar_one_or_none()", "all": "scalars().all()"}
        rows = f"{method}()" if by_sqlmodel else scalars[method]
        return ([f"{name} = {call}"], f"{name}.{rows}") if self.plan.is_async else ([], f"{call}.{rows}")

    def commit(self) -> str:
        return f"{self.aw}{self.session}.{'flush' if self.plan.flush_only else 'commit'}()"

    # ----------------------------------------------------------------- statements

    def select(self) -> str:
        return self.needs.use(self._library(), "select")

    def count(self) -> str:
        return f"{self.select()}({self.needs.use(self._library(), 'func')}.count()).select_from({self.table()})"

    def column(self, field: Field) -> str:
        """A column as types know it: SQLModel declares plain values, so `col` says that it is one."""
        if not self.plan.is_sqlmodel:
            return f"{self.table()}.{field.name}"
        return f"{self.needs.use('sqlmodel', 'col')}({self.table()}.{field.name})"

    def equals(self, field: Field, value: str) -> str:
        bare = self.plan.style.bare_columns and self._library() == "sqlmodel"
        return f"{self.table()}.{field.name} == {value}" if bare else f"{self.column(field)} == {value}"

    def conditions(self, *, keys: bool) -> list[str]:
        """What narrows a query to the row of the key, the caller's rows, and those that are not deleted."""
        plan = self.plan
        pairs = zip(plan.key, plan.key_names, strict=True)
        found = [self.equals(it, name) for it, name in pairs] if keys else []
        if plan.scope is not None:
            found.append(self.equals(plan.scope, plan.scope.name))
        if plan.deleted:
            gone = plan.deleted[0]
            found.append(f"{self.column(gone)}.is_({'False' if gone.type.name == 'bool' else 'None'})")
        return found

    def load(self, it: Loaded, head: str = "") -> str:
        """The loader option for a relationship and those below it."""
        owner = self.needs.first_party(it.owner.path, it.owner.name)
        attribute = f"{owner}.{it.relationship.name}"
        if it.owner.library == "sqlmodel":
            # SQLModel types relationships as plain values; only at run time are they attributes of a query.
            queryable, any_ = self.needs.use("sqlalchemy.orm", "QueryableAttribute"), self.needs.use("typing", "Any")
            attribute = f'{self.needs.use("typing", "cast")}("{queryable}[{any_}]", {attribute})'
        text = f"{head or self.needs.use('sqlalchemy.orm', 'selectinload')}({attribute})"
        if not it.below:
            return text
        return ", ".join(self.load(below, f"{text}.selectinload") for below in it.below)

    def now(self, field: Field) -> str:
        """The present as this column keeps it: what makes its default or its neighbour's, else an aware moment."""
        neighbours = (it for it in self.plan.table.fields if it.type.name in MOMENTS and it.default_factory)
        like = field if field.default_factory is not None else next(neighbours, None)
        if like is not None and like.default_factory is not None and _is_like(like, field):
            made = like.default_factory
            made = made.removeprefix("lambda:").strip() if made.startswith("lambda:") else f"{made}()"
            return self.needs.value(made, like.path)
        old = (self.plan.conventions.format.python or (3, 11)) < (3, 11)
        moment = self.needs.use("datetime", "datetime")
        zone = f"{self.needs.use('datetime', 'timezone')}.utc" if old else self.needs.use("datetime", "UTC")
        aware = f"{moment}.now({zone})"
        return f"{aware}.replace(tzinfo=None)" if field.column and field.column.timezone is False else aware

    def _library(self) -> str:
        own = self.plan.kind.startswith("sqlmodel") or self.plan.conventions.select_from.value == "sqlmodel"
        return "sqlmodel" if own and self.plan.is_sqlmodel else "sqlalchemy"


def _is_like(one: Field, other: Field) -> bool:
    """Whether two columns keep moments alike, aware or not."""
    return bool(one.column and other.column and one.column.timezone == other.column.timezone)

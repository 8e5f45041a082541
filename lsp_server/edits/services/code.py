"""The text of a service: a class or functions, in the session's dialect and the project's manner."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from lsp_server.edits.services.plan import Loaded, Plan
from lsp_server.edits.services.spelling import Needs, without_none
from lsp_server.edits.templates import render
from lsp_server.project.models.values import Field
from lsp_server.project.services.entity_names import article
from lsp_server.project.services.link import Operation

_SESSIONS = {
    "sqlmodel-async": ("sqlmodel.ext.asyncio.session", "AsyncSession"),
    "sqlalchemy-async": ("sqlalchemy.ext.asyncio", "AsyncSession"),
    "sqlmodel-sync": ("sqlmodel", "Session"),
    "sqlalchemy-sync": ("sqlalchemy.orm", "Session"),
}


@dataclass(frozen=True)
class Errors:
    """How this service says no: names as they are written in its file, already imported."""

    not_found: str  # "NotFoundError", "HTTPException"
    translate: str  # "from_integrity_error"


@dataclass(frozen=True)
class ServiceCode:
    """Writes the parts of one service into a file whose imports are collected in `needs`."""

    plan: Plan
    needs: Needs
    errors: Errors

    def methods(self, operations: Sequence[Operation]) -> list[tuple[Operation, str]]:
        """The code of each operation, not indented."""
        return [(it, self._method(it)) for it in operations]

    def helpers(self) -> list[str]:
        """`_save`, and `_reload` where rows are served with their relationships."""
        written = [self._save()]
        return [*written, self._reload()] if self.plan.shown else written

    def constants(self) -> str:
        """What the helpers need to know: eager loads, and which constraint is about which fields."""
        lines = []
        if self.plan.shown:
            loads = ", ".join(self._load(it) for it in self.plan.shown)
            lines.append("# Shown by the public schema, so loaded with the row and never lazily.")
            lines.append(f"{self._constant('SHOWN')} = ({loads},)")
        if self.plan.unique:
            unique = ", ".join(f'"{it.name}": [{_quoted(it.fields)}]' for it in self.plan.unique)
            lines.append(f"{self._constant('UNIQUE')} = {{{unique}}}")
        if self.plan.parents:
            parents = ", ".join(f'"{name}": ("{it.name}", "{self._parent(it)}")' for name, it in self.plan.parents)
            lines.append(f"{self._constant('PARENTS')} = {{{parents}}}")
        return "\n".join(lines)

    def module(self) -> str:
        """The whole text of a new file, without imports; also what is appended to a file that exists."""
        methods = [code for _, code in self.methods(self.plan.operations)]
        parts = [self.constants()] if self.constants() else []
        if self.plan.shape == "function":
            parts += [*methods, *self.helpers()]
            return "\n\n\n".join(it.strip("\n") for it in parts) + "\n"
        head = [
            f'class {self.plan.class_name}:\n    """Creates, finds, changes and deletes {self.plan.entity.many}."""'
        ]
        if self.plan.shape == "constructor":
            attribute = self.plan.session.attribute or "session"
            star = "*, " if self.plan.session.keyword_only else ""
            head.append(
                f"    def __init__(self, {star}{self.plan.session.name}: {self.session_type()}) -> None:\n"
                f"        self.{attribute} = {self.plan.session.name}"
            )
        head += [indent(it.strip("\n"), "    ") for it in (*methods, *self.helpers())]
        return "\n\n\n".join([*parts, "\n\n".join(head)]) + "\n"

    def session_type(self) -> str:
        module, name = _SESSIONS[self.plan.kind]
        self.needs.add(module, name)
        return name

    # ----------------------------------------------------------------- operations

    def _method(self, operation: Operation) -> str:
        plan, entity = self.plan, self.plan.entity
        values: dict[str, Any] = {
            "e": entity.snake,
            "session": self._session(),
            "aw": self._await(),
            "shown": plan.shown,
            "line_length": 84,
        }
        match operation:
            case "create":
                data = [f"{self._data()}: {self._schema('create')}", *self._scope_parameter(), *self._given()]
                head = self._head(operation, data, self._table())
                doc = f"Store {article('new ' + entity.words)}."
                extra: dict[str, Any] = {
                    "construct": self._construct(),
                    "save": self._call("_save"),
                    "reload": self._call("_reload", entity.snake),
                }
                return render("service/create.py.j2", head=head, doc=doc, **values, **extra)
            case "get":
                result = f"{self._table()} | None" if plan.errors == "none" else self._table()
                head = self._head(operation, [*self._key_parameters(), *self._scope_parameter()], result)
                return render(
                    "service/get.py.j2",
                    head=head,
                    doc=self._doc(f"The {entity.words} of that key"),
                    find=self._find(),
                    **values,
                )
            case "list":
                return self._list(values)
            case "update":
                result = f"{self._table()} | None" if plan.errors == "none" else self._table()
                data = [*self._key_parameters(), f"{self._data()}: {self._schema('update')}", *self._scope_parameter()]
                return render(
                    "service/update.py.j2",
                    head=self._head(operation, data, result),
                    doc="Change the fields that were sent, and no others.",
                    find=self._find(),
                    sqlmodel=plan.is_sqlmodel,
                    changes=f"{self._data()}.model_dump(exclude_unset=True)",
                    touched=plan.touched.name if plan.touched else "",
                    now=self._now(plan.touched) if plan.touched else "",
                    save=self._call("_save"),
                    reload=self._call("_reload", entity.snake),
                    **values,
                )
            case "delete":
                gone = plan.soft_delete
                result = "bool" if plan.errors == "none" else "None"
                head = self._head(operation, [*self._key_parameters(), *self._scope_parameter()], result)
                doc = f"Mark the {entity.words} as deleted; its row stays." if gone else f"Remove the {entity.words}."
                now = ("True" if gone.type.name == "bool" else self._now(gone)) if gone else ""
                return render(
                    "service/delete.py.j2",
                    head=head,
                    doc=doc,
                    find=self._find("False"),
                    soft_delete=gone.name if gone else "",
                    now=now,
                    save=self._call("_save"),
                    returns_bool=plan.errors == "none",
                    **values,
                )

    def _list(self, values: dict[str, Any]) -> str:
        plan, entity = self.plan, self.plan.entity
        offset, limit = plan.conventions.offset_name.value, plan.conventions.limit_name.value
        parameters = [*self._scope_parameter(), "*", f"{offset}: int = 0", f"{limit}: int = 100"]
        if plan.session.keyword_only and plan.shape != "constructor":
            parameters.remove("*")
        self.needs.add("collections.abc", "Sequence")
        self._select("func", "select")
        return render(
            "service/list.py.j2",
            head=self._head("list", parameters, f"tuple[Sequence[{self._table()}], int]"),
            doc=f"One page of {entity.many}, and how many there are in all.",
            table=self._table(),
            conditions=self._conditions(keys=False),
            options=f".options(*{self._constant('SHOWN')})" if plan.shown else "",
            order=", ".join(self._column(it) for it in plan.key),
            offset=offset,
            limit=limit,
            count_run=self._run("count", "one"),
            all_run=self._run("statement", "all"),
            many=entity.plural if entity.plural != entity.snake else f"{entity.snake}_rows",
            **values,
        )

    def _save(self) -> str:
        arguments = ["error", f'"{self.plan.entity.words.capitalize()}"']
        arguments += [f"unique={self._constant('UNIQUE')}"] if self.plan.unique else []
        arguments += [f"parents={self._constant('PARENTS')}"] if self.plan.parents else []
        self.needs.add("sqlalchemy.exc", "IntegrityError")
        code = render(
            "service/save.py.j2",
            head=self._head_of(self._helper("_save"), [], "None"),
            doc=("Send" if self.plan.flush_only else "Commit")
            + " the changes; a refusal of the database gets its name.",
            session=self._session(),
            aw=self._await(),
            flush_only=self.plan.flush_only,
            arguments=arguments,
            line_length=self._width(),
        )
        return code.replace("raise from_integrity_error(", f"raise {self.errors.translate}(")

    def _reload(self) -> str:
        entity = self.plan.entity
        self._select("select")
        conditions = [f"{self._column(it)} == {entity.snake}.{it.name}" for it in self.plan.key]
        return render(
            "service/reload.py.j2",
            head=self._head_of(self._helper("_reload"), [f"{entity.snake}: {self._table()}"], self._table()),
            doc="The row as it is stored now, with everything that is shown.",
            e=entity.snake,
            session=self._session(),
            aw=self._await(),
            table=self._table(),
            conditions=conditions,
            constant=self._constant("SHOWN"),
            one_run=self._run("statement", "one"),
            line_length=self._width(),
        )

    # ----------------------------------------------------------------- pieces

    def _find(self, missing: str = "None") -> list[str]:
        """Lines that bind the row, and leave when there is none."""
        plan, entity, table = self.plan, self.plan.entity, self._table()
        keys = self._key_names()
        if plan.scope is not None or plan.soft_delete is not None:
            conditions = self._conditions(keys=True)
            self._select("select")
            options = f".options(*{self._constant('SHOWN')})" if plan.shown else ""
            lines = [
                f"statement = select({table}).where({', '.join(conditions)}){options}",
                f"{entity.snake} = {self._run('statement', 'one_or_none')}",
            ]
        else:
            key = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
            options = f", options={self._constant('SHOWN')}, populate_existing=True" if plan.shown else ""
            lines = [f"{entity.snake} = {self._await()}{self._session()}.get({table}, {key}{options})"]
        return [*lines, f"if {entity.snake} is None:", f"    {self._absent(missing)}"]

    def _absent(self, missing: str) -> str:
        plan, entity = self.plan, self.plan.entity
        keys = self._key_names()
        if plan.errors == "none":
            return f"return {missing}"
        if plan.errors == "http":
            self.needs.add("fastapi", "HTTPException")
            return f'raise HTTPException(status_code=404, detail="{entity.words.capitalize()} not found")'
        shown = keys[0] if len(keys) == 1 else f"({', '.join(keys)})"
        return f'raise {self.errors.not_found}("{entity.words.capitalize()}", {shown})'

    def _conditions(self, *, keys: bool) -> list[str]:
        plan = self.plan
        found = (
            [f"{self._column(it)} == {name}" for it, name in zip(plan.key, self._key_names(), strict=True)]
            if keys
            else []
        )
        if plan.scope is not None:
            found.append(f"{self._column(plan.scope)} == {plan.scope.name}")
        if plan.soft_delete is not None:
            gone = "False" if plan.soft_delete.type.name == "bool" else "None"
            found.append(f"{self._column(plan.soft_delete)}.is_({gone})")
        return found

    def _construct(self) -> str:
        plan, table, data = self.plan, self._table(), self._data()
        extra = [it.name for it in (*([plan.scope] if plan.scope else []), *plan.given)]
        if plan.is_sqlmodel:
            pairs = ", ".join(f'"{it}": {it}' for it in extra)
            update = f", update={{{pairs}}}" if extra else ""
            return f"{table}.model_validate({data}{update})"
        given = "".join(f", {it}={it}" for it in extra)
        return f"{table}(**{data}.model_dump(){given})"

    def _head(self, operation: Operation, parameters: Sequence[str], result: str) -> str:
        return self._head_of(self.plan.names[operation], parameters, result)

    def _head_of(self, name: str, parameters: Sequence[str], result: str) -> str:
        plan = self.plan
        own = [] if plan.shape in ("function", "static") else ["self"]
        if plan.shape != "constructor":
            own += ["*"] if plan.session.keyword_only else []
            own.append(f"{plan.session.name}: {self.session_type()}")
        stars = [it for it in (*own, *parameters) if it == "*"]
        joined = [*own, *(it for it in parameters if it != "*" or len(stars) == 1 or "*" not in own)]
        prefix = "async def" if plan.is_async else "def"
        decorator = "@staticmethod\n" if plan.shape == "static" else ""
        return f"{decorator}{prefix} {name}({', '.join(joined)}) -> {result}:"

    def _call(self, helper: str, *arguments: str) -> str:
        """A call of one of our helpers; the awaiting is the template's."""
        plan = self.plan
        name = self._helper(helper)
        session = (
            []
            if plan.shape == "constructor"
            else [f"session={plan.session.name}" if plan.session.keyword_only else plan.session.name]
        )
        owner = {"function": "", "static": f"{plan.class_name}."}.get(plan.shape, "self.")
        positional = (
            list(arguments) if not plan.session.keyword_only else [f"{plan.entity.snake}={it}" for it in arguments]
        )
        if plan.session.keyword_only and plan.shape != "constructor":
            session = [f"{plan.session.name}={plan.session.name}"]
        return f"{owner}{name}({', '.join([*session, *(positional if plan.shape != 'constructor' else arguments)])})"

    def _helper(self, name: str) -> str:
        """Helpers of a class are its own; those of a module may stand beside another entity's."""
        shared = self.plan.shape == "function" or (self.plan.existing is not None)
        return f"{name}_{self.plan.entity.snake}" if shared else name

    def _constant(self, name: str) -> str:
        return f"_{self.plan.entity.snake.upper()}_{name}" if self.plan.place.exists else f"_{name}"

    def _key_names(self) -> list[str]:
        return [f"{self.plan.entity.snake}_id" if it.name == "id" else it.name for it in self.plan.key]

    def _key_parameters(self) -> list[str]:
        return [f"{name}: {self._type(it)}" for name, it in zip(self._key_names(), self.plan.key, strict=True)]

    def _scope_parameter(self) -> list[str]:
        scope = self.plan.scope
        return [f"{scope.name}: {self._type(scope)}"] if scope is not None else []

    def _given(self) -> list[str]:
        given = [f"{it.name}: {self._type(it)}" for it in self.plan.given]
        return ["*", *given] if given else []

    def _type(self, field: Field) -> str:
        return self.needs.expression(without_none(field.type.text), field.path)

    def _table(self) -> str:
        return self.needs.first_party(self.plan.table.path, self.plan.table.name)

    def _schema(self, role: str) -> str:
        found = self.plan.schemas[role]  # type: ignore[index]
        return self.needs.first_party(found.path, found.name)

    def _width(self) -> int:
        """The line length of a function's text before it is put into its class."""
        return self.plan.conventions.format.line_length - (0 if self.plan.shape == "function" else 4)

    def _data(self) -> str:
        return self.plan.conventions.data_name.value.replace("{one}", self.plan.entity.snake)

    def _session(self) -> str:
        plan = self.plan
        return f"self.{plan.session.attribute or 'session'}" if plan.shape == "constructor" else plan.session.name

    def _await(self) -> str:
        return "await " if self.plan.is_async else ""

    def _run(self, statement: str, method: str) -> str:
        """Execute in the session's dialect and take the rows: `exec(…).one()`, `execute(…).scalars().all()`."""
        by_sqlmodel = self.plan.kind.startswith("sqlmodel")
        call = f"{self._await()}{self._session()}.{'exec' if by_sqlmodel else 'execute'}({statement})"
        call = f"({call})" if self.plan.is_async else call
        if by_sqlmodel:
            return f"{call}.{method}()"
        return (
            f"{call}."
            + {"one": "scalar_one()", "one_or_none": "scalar_one_or_none()", "all": "scalars().all()"}[method]
        )

    def _column(self, field: Field) -> str:
        if not self.plan.is_sqlmodel:
            return f"{self._table()}.{field.name}"
        self.needs.add("sqlmodel", "col")
        return f"col({self._table()}.{field.name})"

    def _select(self, *names: str) -> None:
        own = self.plan.kind.startswith("sqlmodel") or self.plan.conventions.select_from.value == "sqlmodel"
        own = own and self.plan.is_sqlmodel
        self.needs.add("sqlmodel" if own else "sqlalchemy", *names)

    def _load(self, it: Loaded, head: str = "") -> str:
        owner = self.needs.first_party(it.owner.path, it.owner.name)
        attribute = f"{owner}.{it.relationship.name}"
        if it.owner.library == "sqlmodel":
            # SQLModel types relationships as plain values; only at run time are they attributes of a query.
            self.needs.add("typing", "Any", "cast")
            self.needs.add("sqlalchemy.orm", "QueryableAttribute")
            attribute = f'cast("QueryableAttribute[Any]", {attribute})'
        if not head:
            self.needs.add("sqlalchemy.orm", "selectinload")
        text = f"{head}selectinload({attribute})"
        if not it.below:
            return text
        return ", ".join(self._load(below, f"{text}.") for below in it.below)

    def _parent(self, field: Field) -> str:
        """What the client calls the thing that a foreign key points to."""
        key = field.column.foreign_key if field.column else None
        target = self.plan.project.table_by_db_name(key.table, self.plan.table.path) if key else None
        return target.name if target is not None else (key.table if key else field.name)

    def _now(self, field: Field) -> str:
        """The present as this column keeps it: what makes its default, else an aware moment."""
        made = field.default_factory
        if made is not None:
            made = made.removeprefix("lambda:").strip() if made.startswith("lambda:") else f"{made}()"
            return self.needs.expression(made, field.path)
        old = self.plan.conventions.format.python is not None and self.plan.conventions.format.python < (3, 11)
        self.needs.add("datetime", "datetime", "timezone" if old else "UTC")
        now = f"datetime.now({'timezone.utc' if old else 'UTC'})"
        return f"{now}.replace(tzinfo=None)" if field.column and field.column.timezone is False else now

    def _doc(self, text: str) -> str:
        ends = {"none": ", or None.", "http": "; 404 where there is none.", "domain": "."}
        return text + ends[self.plan.errors]


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{it}"' for it in names)

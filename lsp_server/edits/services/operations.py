"""The five operations of a service as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lsp_server.edits.services.dialect import Dialect
from lsp_server.edits.services.docs import Doc
from lsp_server.edits.services.helpers import Helpers
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.signatures import Signatures
from lsp_server.edits.templates import render
from lsp_server.project.models.values import Field
from lsp_server.project.services.entity_names import article
from lsp_server.project.services.values import Operation


@dataclass(frozen=True)
class Operations:
    """Writes one function at a time, not indented. `not_found` makes the error for a missing row."""

    plan: Plan
    dialect: Dialect
    signatures: Signatures
    helpers: Helpers
    not_found: str

    def text(self, operation: Operation) -> str:
        match operation:
            case "create":
                return self._create()
            case "get":
                return self._get()
            case "list":
                return self._list()
            case "update":
                return self._update()
            case "delete":
                return self._delete()

    # ----------------------------------------------------------------- the five

    def _create(self) -> str:
        data = self.signatures.data("create")
        parameters = [
            f"{data}: {self.dialect.schema('create')}",
            *self.signatures.scope(),
            *self.signatures.given(),
        ]
        words = article(self.plan.entity.words)
        return render(
            "service/create.py.j2",
            head=self._head("create", parameters, self._result(made=True)),
            doc=self._doc(Doc(f"Create {words}.", self._said(parameters), "The row as it is stored.")),
            construct=self._construct(data),
            **self._common(),
        )

    def _get(self) -> str:
        words, plan = article(self.plan.entity.words), self.plan
        by = "key" if len(plan.key) == 1 else "keys"
        ends = ", or None" if self._answers_none else ""
        parameters = self.signatures.keys()
        doc = Doc(f"Get {words} by its {by}{ends}.", self._said(parameters), f"The row{ends}.", self._raised())
        lines, row = self._row()
        if self._answers_none:
            found = [*lines, f"return {row}"]
        else:
            entity = plan.entity.snake
            found = [*lines, f"{entity} = {row}", *self._absent("None"), f"return {entity}"]
        return render(
            "service/get.py.j2", head=self._head("get", parameters, self._result()), doc=self._doc(doc), lines=found
        )

    def _list(self) -> str:
        plan, dialect = self.plan, self.dialect
        offset, limit = plan.conventions.offset_name.value, plan.conventions.limit_name.value
        parameters = [*self.signatures.scope(), "*", f"{offset}: int = 0", f"{limit}: int = 100"]
        many = plan.entity.plural if plan.entity.plural != plan.entity.snake else f"{plan.entity.snake}_rows"
        count_lines, total = dialect.fetch("count", "one", "counted")
        lines, rows = dialect.fetch("statement", "all")
        rows = f"list({rows})" if plan.style.lists else rows
        ends = [f"return {rows}, {total}"]
        if not plan.is_async:
            ends = [f"total = {total}", f"{many} = {rows}", f"return {many}, total"]
        conditions = dialect.conditions(keys=False)
        doc = Doc(
            f"List one page of {plan.entity.many}, with how many there are in all.",
            self._said(parameters),
            f"The page's {plan.entity.many}, and the total.",
        )
        narrowed = ".where(*conditions)" if len(conditions) > 1 else f".where({conditions[0]})" if conditions else ""
        options = f".options(*{self.helpers.constant('SHOWN')})" if plan.shown else ""
        order = ", ".join(dialect.column(it) for it in plan.key)
        return render(
            "service/list.py.j2",
            head=self._head("list", parameters, f"tuple[{dialect.sequence(dialect.table())}, int]"),
            doc=self._doc(doc),
            conditions=conditions,
            count=f"{dialect.count()}{narrowed}",
            statement=f"{dialect.select()}({dialect.table()}){narrowed}{options}"
            f".order_by({order}).offset({offset}).limit({limit})",
            fetch=[*count_lines, *lines, *ends],
        )

    def _update(self) -> str:
        data, plan = self.signatures.data("update"), self.plan
        sent = f"{data}: {self.dialect.schema('update')}"
        keys, scope = self.signatures.keys(), self.signatures.scope()
        parameters = [*keys, sent] if plan.style.scope_first else [*keys[: len(plan.key)], sent, *scope]
        doc = Doc(
            f"Update {article(plan.entity.words)} with the fields that were sent.",
            self._said(parameters),
            f"The row as it is stored{', or None' if self._answers_none else ''}.",
            self._raised(),
        )
        return render(
            "service/update.py.j2",
            head=self._head("update", parameters, self._result()),
            doc=self._doc(doc),
            find=self._find("None"),
            sqlmodel=plan.is_sqlmodel,
            changes=f"{data}.model_dump(exclude_unset=True)",
            touched=plan.touched.name if plan.touched else "",
            now=self.dialect.now(plan.touched) if plan.touched else "",
            **self._common(),
        )

    def _delete(self) -> str:
        plan = self.plan
        parameters = self.signatures.keys()
        words = article(plan.entity.words)
        doc = Doc(
            f"Mark {words} as deleted; its row stays." if plan.deleted else f"Delete {words}.",
            self._said(parameters),
            "Whether there was one." if self._answers_none else "",
            self._raised(),
        )
        return render(
            "service/delete.py.j2",
            head=self._head("delete", parameters, "bool" if self._answers_none else "None"),
            doc=self._doc(doc),
            find=self._find("False"),
            marks=[(it.name, "True" if it.type.name == "bool" else self.dialect.now(it)) for it in plan.deleted],
            returns_bool=self._answers_none,
            **self._common(),
        )

    # ----------------------------------------------------------------- finding the row

    def _find(self, missing: str) -> list[str]:
        """Lines that bind the row, and leave when there is none."""
        entity, finder = self.plan.entity.snake, self.plan.finder
        if finder is None:
            lines, row = self._row()
            return [*lines, f"{entity} = {row}", *self._absent(missing)]
        call = f"{entity} = {self.signatures.call(finder.name, *finder.arguments, exact=finder.exact)}"
        return [call] if finder.missing == "raises" else [call, *self._absent(missing)]

    def _row(self) -> tuple[list[str], str]:
        """What comes before the row can be had, and the expression for it; None where there is no such row."""
        plan, dialect = self.plan, self.dialect
        shown = self.helpers.constant("SHOWN")
        if plan.scope is not None or plan.deleted:
            options = f".options(*{shown})" if plan.shown else ""
            where = ", ".join(dialect.conditions(keys=True))
            lines, row = dialect.fetch("statement", "one_or_none")
            return [f"statement = {dialect.select()}({dialect.table()}).where({where}){options}", *lines], row
        key = plan.key_names[0] if len(plan.key) == 1 else f"({', '.join(plan.key_names)})"
        options = f", options={shown}, populate_existing=True" if plan.shown else ""
        return [], f"{dialect.aw}{dialect.session}.get({dialect.table()}, {key}{options})"

    def _absent(self, missing: str) -> list[str]:
        plan = self.plan
        words = plan.entity.words.capitalize()
        condition = f"if {plan.entity.snake} is None:"
        if plan.refusals.missing == "none":
            return [condition, f"    return {missing}"]
        if plan.refusals.missing == "http":
            exception, status = self.dialect.needs.use("fastapi", "HTTPException"), "404"
            if plan.refusals.status_names:
                status = f"{self.dialect.needs.use('fastapi', 'status')}.HTTP_404_NOT_FOUND"
            return [condition, f'    raise {exception}(status_code={status}, detail="{words} not found")']
        return [condition, f"    raise {self.not_found}"]

    # ----------------------------------------------------------------- pieces

    @property
    def _answers_none(self) -> bool:
        return self.plan.refusals.missing == "none"

    def _result(self, *, made: bool = False) -> str:
        """What get, update and create answer; a created row is None only where a refused one is."""
        table = self.dialect.table()
        absent = self.plan.refusals.refused == "none" if made else self._answers_none
        return self.dialect.optional(table) if absent else table

    def _common(self) -> dict[str, Any]:
        plan, entity = self.plan, self.plan.entity.snake
        return {
            "e": entity,
            "session": self.dialect.session,
            "aw": self.dialect.aw,
            "save": self.helpers.save(),
            "save_answers": plan.refusals.refused == "none",
            "reload": self.helpers.reload() if plan.shown else "",
        }

    def _construct(self, data: str) -> str:
        plan, table = self.plan, self.dialect.table()
        extra = [it.name for it in (*([plan.scope] if plan.scope else []), *plan.given)]
        if plan.is_sqlmodel:
            pairs = ", ".join(f'"{it}": {it}' for it in extra)
            return f"{table}.model_validate({data}{f', update={{{pairs}}}' if extra else ''})"
        return f"{table}(**{data}.model_dump(){''.join(f', {it}={it}' for it in extra)})"

    def _head(self, operation: Operation, parameters: Sequence[str], result: str) -> str:
        return self.signatures.head(self.plan.names[operation], parameters, result)

    def _doc(self, doc: Doc) -> list[str]:
        return doc.lines(self.plan.style.docs, self.helpers.width())

    def _said(self, parameters: Sequence[str]) -> list[tuple[str, str]]:
        """What a section for arguments says of each parameter."""
        plan = self.plan
        conventions = plan.conventions
        known = {
            plan.session.name: "The database session.",
            self.signatures.data("create"): "What the client sent.",
            self.signatures.data("update"): "What the client sent.",
            conventions.offset_name.value: "How many rows to skip.",
            conventions.limit_name.value: "How many rows to return at most.",
        }
        known |= dict.fromkeys(plan.key_names, f"The key of the {plan.entity.words}.")
        if plan.scope is not None:
            known[plan.scope.name] = f"Whose {plan.entity.many} are meant."
        names = [it.partition(":")[0] for it in parameters if it != "*"]
        session = [] if plan.shape == "constructor" else [plan.session.name]
        return [(it, known.get(it, _words_of(it, plan.given))) for it in (*session, *names)]

    def _raised(self) -> list[tuple[str, str]]:
        plan = self.plan
        if self._answers_none:
            return []
        name = "HTTPException" if plan.refusals.missing == "http" else self.not_found.partition("(")[0]
        if not name:
            return []
        return [(name, f"There is no such {plan.entity.words}.")]


def _words_of(name: str, given: Sequence[Field]) -> str:
    known = next((it for it in given if it.name == name), None)
    return f"The {name.replace('_', ' ')}{', which no client sends' if known else ''}."

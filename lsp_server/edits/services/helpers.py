"""What operations share: saving with errors translated, loading again, and the constants that both need."""

from collections.abc import Sequence
from dataclasses import dataclass

from lsp_server.edits.services.dialect import Dialect
from lsp_server.edits.services.docs import Doc
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.signatures import Signatures
from lsp_server.edits.services.spelling import Needs
from lsp_server.edits.templates import render
from lsp_server.project.models.values import Field


@dataclass(frozen=True)
class Helpers:
    """The private functions of a service. `translate` is what makes an error of an IntegrityError."""

    plan: Plan
    needs: Needs
    dialect: Dialect
    signatures: Signatures
    translate: str

    def save(self) -> str:
        """The statement that ends a change: a call of `_save`, or a plain commit where nothing is caught."""
        if self.plan.refusals.refused == "propagate":
            return self.dialect.commit()
        return self.signatures.call(self.name("_save"))

    def reload(self) -> str:
        return self.signatures.call(self.name("_reload"), self.plan.entity.snake)

    def name(self, name: str) -> str:
        """Helpers of a class are its own; those of a module may stand beside another entity's."""
        shared = self.plan.shape == "function" or self.plan.existing is not None
        return f"{name}_{self.plan.entity.snake}" if shared else name

    def constant(self, name: str) -> str:
        return f"_{self.plan.entity.snake.upper()}_{name}" if self.plan.place.exists else f"_{name}"

    def written(self, *, saves: bool) -> list[str]:
        """`_save`, and `_reload` where rows are served with their relationships."""
        found = [self._save()] if saves and self.plan.refusals.refused != "propagate" else []
        return [*found, self._reload()] if saves and self.plan.shown else found

    def constants(self, *, saves: bool) -> str:
        """What the helpers need to know: eager loads, and which constraint is about which fields."""
        lines = []
        plan = self.plan
        if plan.shown:
            loads = ", ".join(self.dialect.load(it) for it in plan.shown)
            lines.append("# Shown by the public schema, so loaded with the row and never lazily.")
            lines.append(f"{self.constant('SHOWN')} = ({loads},)")
        if saves and plan.refusals.refused == "translate" and plan.unique:
            unique = ", ".join(f'"{it.name}": [{_quoted(it.fields)}]' for it in plan.unique)
            lines.append(f"{self.constant('UNIQUE')} = {{{unique}}}")
        if saves and plan.refusals.refused == "translate" and plan.parents:
            parents = ", ".join(f'"{name}": ("{it.name}", "{self._parent(it)}")' for name, it in plan.parents)
            lines.append(f"{self.constant('PARENTS')} = {{{parents}}}")
        return "\n".join(lines)

    def _save(self) -> str:
        plan = self.plan
        refused = plan.refusals.refused
        done = "Send" if plan.flush_only else "Commit"
        named = refused == "translate"
        doc = Doc(f"{done} the changes; a refusal of the database {'gets its name' if named else 'undoes them'}.")
        return render(
            "service/save.py.j2",
            head=self.signatures.head(self.name("_save"), [], "bool" if refused == "none" else "None"),
            doc=doc.lines("none" if plan.style.docs == "none" else "plain", self.width()),
            commit=self.dialect.commit(),
            rollback="" if plan.flush_only else f"{self.dialect.aw}{self.dialect.session}.rollback()",
            integrity_error=self.needs.use("sqlalchemy.exc", "IntegrityError"),
            answer=self._answer(),
            bound=refused in ("translate", "other"),
            returns_bool=refused == "none",
        )

    def _answer(self) -> str:
        plan = self.plan
        words = plan.entity.words.capitalize()
        match plan.refusals.refused:
            case "translate":
                arguments = ["error", f'"{words}"']
                arguments += [f"unique={self.constant('UNIQUE')}"] if plan.unique else []
                arguments += [f"parents={self.constant('PARENTS')}"] if plan.parents else []
                return f"raise {self.translate}({', '.join(arguments)}) from error"
            case "other" if plan.refusals.error is not None:
                name = self.needs.expression(*plan.refusals.error)
                fields = " and ".join(plan.unique[0].fields) if len(plan.unique) == 1 and not plan.parents else ""
                said = f"{words} with this {fields} already exists" if fields else f"{words} contradicts what is stored"
                return f'raise {name}("{said}") from error'
            case "none":
                return "return False"
            case _:
                return "raise"

    def _reload(self) -> str:
        plan, dialect = self.plan, self.dialect
        entity = plan.entity.snake
        lines, row = dialect.fetch("statement", "one")
        return render(
            "service/reload.py.j2",
            head=self.signatures.head(self.name("_reload"), [f"{entity}: {dialect.table()}"], dialect.table()),
            doc=Doc("Load the row as it is stored now, with everything that is shown.").lines(
                "none" if plan.style.docs == "none" else "plain", self.width()
            ),
            refresh=f"{dialect.aw}{dialect.session}.refresh({entity})",
            select=dialect.select(),
            table=dialect.table(),
            conditions=[dialect.equals(it, f"{entity}.{it.name}") for it in plan.key],
            constant=self.constant("SHOWN"),
            lines=lines,
            row=row,
        )

    def width(self) -> int:
        """The line length of a function's text before it is put into its class."""
        return self.plan.conventions.format.line_length - (0 if self.plan.shape == "function" else 4)

    def _parent(self, field: Field) -> str:
        """What the client calls the thing that a foreign key points to."""
        key = field.column.foreign_key if field.column else None
        target = self.plan.project.table_by_db_name(key.table, self.plan.table.path) if key else None
        return target.name if target is not None else (key.table if key else field.name)


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{it}"' for it in names)

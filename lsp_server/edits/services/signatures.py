"""Heads of functions, and calls of them, in the shape and with the session that the service has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lsp_server.edits.services.dialect import Dialect
from lsp_server.edits.services.plan import Plan
from lsp_server.project.models.values import Field
from lsp_server.project.services.values import Operation


@dataclass(frozen=True)
class Signatures:
    """Parameters are written as `name: type`; a "*" among them makes the rest keyword-only."""

    plan: Plan
    dialect: Dialect

    def head(self, name: str, parameters: Sequence[str], result: str) -> str:
        """`async def name(self, session: AsyncSession, …) -> result:`, its decorator in the line above."""
        plan = self.plan
        own = [] if plan.shape == "function" else ["self"]
        if plan.shape == "static":
            own = ["cls"] if plan.style.class_methods else []
        rest = [it for it in parameters if it != "*" or not plan.session.keyword_only or plan.shape == "constructor"]
        if plan.shape != "constructor":
            session = f"{plan.session.name}: {self.dialect.session_type()}"
            own += ["*"] if plan.session.keyword_only else []
            if plan.session.last:
                rest.insert(rest.index("*") if "*" in rest else len(rest), session)
            else:
                own.append(session)
        decorator = (
            ("@classmethod\n" if plan.style.class_methods else "@staticmethod\n") if plan.shape == "static" else ""
        )
        prefix = "async def" if plan.is_async else "def"
        return f"{decorator}{prefix} {name}({', '.join([*own, *rest])}) -> {result}:"

    def call(self, name: str, *arguments: str, exact: bool = False) -> str:
        """A call of a function of the same service, awaited where it has to be; `exact`: with these arguments only."""
        plan = self.plan
        given = list(arguments)
        if plan.shape != "constructor" and not exact:
            by_name = plan.session.keyword_only
            given = [f"{it}={it}" if by_name and "=" not in it else it for it in given]
            at = next((i for i, it in enumerate(given) if "=" in it), len(given)) if plan.session.last else 0
            given.insert(at, f"{plan.session.name}={plan.session.name}" if by_name else plan.session.name)
        owner = "" if plan.shape == "function" else "self."
        if plan.shape == "static":
            owner = "cls." if plan.style.class_methods else f"{plan.class_name}."
        return f"{self.dialect.aw}{owner}{name}({', '.join(given)})"

    def keys(self) -> list[str]:
        """The parameters that say which row: its key, and whose it must be."""
        plan = self.plan
        keys = [self._parameter(name, it) for name, it in zip(plan.key_names, plan.key, strict=True)]
        return [*self.scope(), *keys] if plan.style.scope_first else [*keys, *self.scope()]

    def scope(self) -> list[str]:
        return [self._parameter(self.plan.scope.name, self.plan.scope)] if self.plan.scope is not None else []

    def given(self) -> list[str]:
        """What create asks of its caller, as keywords."""
        found = [self._parameter(it.name, it) for it in self.plan.given]
        return ["*", *found] if found else []

    def data(self, operation: Operation) -> str:
        """The parameter for what the client sent: `hero_create` and `hero_update` where others are called so."""
        name = re.sub(r"(?<![^\W_])(create|update)(?![^\W_])", operation, self.plan.conventions.data_name.value)
        return name.replace("{one}", self.plan.entity.snake)

    def _parameter(self, name: str, field: Field) -> str:
        return f"{name}: {self.dialect.type(field)}"

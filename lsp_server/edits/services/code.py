"""The text of a service: a class or functions, put together from its operations and helpers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import indent

from lsp_server.edits.services.dialect import Dialect
from lsp_server.edits.services.fields import can_change
from lsp_server.edits.services.helpers import Helpers
from lsp_server.edits.services.operations import Operations
from lsp_server.edits.services.plan import Plan
from lsp_server.edits.services.signatures import Signatures
from lsp_server.edits.services.spelling import Needs
from lsp_server.facts import syntax


@dataclass(frozen=True)
class Errors:
    """How this service says no, as it is written in its file; what it speaks of is imported already."""

    not_found: str  # 'NotFoundError("Hero", hero_id)'
    translate: str  # "from_integrity_error"


@dataclass(frozen=True)
class ServiceCode:
    """Writes the parts of one service into a file whose imports are collected in `needs`."""

    plan: Plan
    needs: Needs
    errors: Errors

    @cached_property
    def dialect(self) -> Dialect:
        found = Dialect(self.plan, self.needs)
        found.claim()
        return found

    @cached_property
    def _signatures(self) -> Signatures:
        return Signatures(self.plan, self.dialect)

    @cached_property
    def _helpers(self) -> Helpers:
        return Helpers(self.plan, self.needs, self.dialect, self._signatures, self.errors.translate)

    @cached_property
    def parts(self) -> list[str]:
        """The operations and then the helpers that they need, not indented."""
        operations = Operations(self.plan, self.dialect, self._signatures, self._helpers, self.errors.not_found)
        written = [operations.text(it) for it in self.plan.operations]
        return [_clean(it) for it in (*written, *self._helpers.written(saves=self.plan.saves))]

    @cached_property
    def constants(self) -> str:
        return self._helpers.constants(saves=self.plan.saves) if self.plan.operations else ""

    def module(self) -> str:
        """The whole text of a new file, without imports; also what is appended to a file that exists."""
        parts = [self.constants] if self.constants else []
        parts += self.parts if self.plan.shape == "function" else [self._class()]
        return _parted(parts)

    def completion(self) -> str:
        """What an existing service of functions lacks."""
        return _parted([*([self.constants] if self.constants else []), *self.parts])

    def _class(self) -> str:
        plan = self.plan
        bases, body = "", []
        done = "Creates, finds, changes and deletes" if can_change(plan.table) else "Creates, finds and deletes"
        doc = f'    """{done} {plan.entity.many}."""'
        if plan.family is not None:
            names = self._renamed()
            bases = f"({plan.family.header(names, plan.project, self.needs)})"
            body = [indent(it, "    ") for it in plan.family.body(names, plan.project, self.needs)]
        elif plan.shape == "constructor":
            attribute = plan.session.attribute or "session"
            star = "*, " if plan.session.keyword_only else ""
            body = [
                f"    def __init__(self, {star}{plan.session.name}: {self.dialect.session_type()}) -> None:\n"
                f"        self.{attribute} = {plan.session.name}"
            ]
        body += [indent(it, "    ") for it in self.parts]
        return "\n\n".join([f"class {plan.class_name}{bases}:\n{doc}", *body])

    def _renamed(self) -> dict[str, str]:
        """What stands in the place of the sibling's table and schemas."""
        plan = self.plan
        assert plan.family is not None
        sibling = plan.family.sibling
        names = {sibling.table: self.dialect.table(), sibling.name: plan.class_name}
        for role, ours in plan.schemas.items():
            theirs = (it for it in plan.project.schemas if it.table == sibling.table and it.role == role)
            spelled = {it.name for it in theirs if any(it.name == n for n in _names_in(plan))}
            names |= {it: self.needs.first_party(ours.path, ours.name) for it in spelled}
        return names


def _names_in(plan: Plan) -> set[str]:
    """The names that the sibling's class header and body speak of."""
    assert plan.family is not None
    node = plan.family.sibling.node
    return {it.id for it in syntax.walk(node) if isinstance(it, syntax.Name)} if node is not None else set()


def _clean(text: str) -> str:
    """Without blank lines around, nor spaces in blank lines between."""
    return "\n".join(it.rstrip() for it in text.strip("\n").split("\n"))


def _parted(parts: Sequence[str]) -> str:
    return "\n\n\n".join(it.strip("\n") for it in parts) + "\n"

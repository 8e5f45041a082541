"""What keeps a service from being written at all, told before any text is made."""

from collections.abc import Iterator

from lsp_server.edits.change import Refusal
from lsp_server.edits.services.plan import Plan
from lsp_server.project.models.values import Field
from lsp_server.project.tests.apps import nearest_app


def obstacle(plan: Plan) -> Refusal | None:
    """Why the plan can't be carried out; None where it can."""
    return _untyped(plan) or _in_a_circle(plan)


def _untyped(plan: Plan) -> Refusal | None:
    """A column of a library's own type says nothing of what Python has for it."""
    for it in _written(plan):
        if it.column is not None and not it.type.text:
            name = f"{plan.table.name}.{it.name}"
            return Refusal(f"The code does not tell which Python type {name} has, so nothing can be written about it.")
    return None


def _written(plan: Plan) -> Iterator[Field]:
    """The fields that signatures and new schemas speak of."""
    yield from (*plan.key, *plan.given, *([plan.scope] if plan.scope is not None else []))
    if any(it.schema is None for it in plan.schemas.values()):
        yield from plan.table.fields


def _in_a_circle(plan: Plan) -> Refusal | None:
    """The application imports its services in the end: they can import nothing of the file that makes it."""
    app = nearest_app(plan.project.apps, plan.place.path) or nearest_app(plan.project.apps, plan.table.path)
    if app is None or plan.place.path == app.path:
        return None
    used = {plan.table.name: plan.table.path}
    used |= {it.name: it.path for role, it in plan.schemas.items() if role in plan.operations or it.schema is None}
    if plan.existing is None and plan.shape == "constructor" and plan.provider is not None:
        used[plan.provider.name] = plan.provider.path
    held = next((name for name, path in used.items() if path == app.path), None)
    if held is None:
        return None
    why = f"The service would import {held} from {app.path}, which makes the application"
    return Refusal(f"{why}; move it to a file of its own first.")

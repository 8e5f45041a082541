"""A route that signs people in. What a good password answers depends on how it is stored, so that is left to people."""

from collections.abc import Iterator

from lsp_server.edits.contract_tests.promise import Promise, promise, spoken
from lsp_server.edits.contract_tests.steps import Plan, Steps


def refused_login(plan: Plan) -> Iterator[Promise]:
    """Somebody whom nobody knows is refused, with the status of the first refusal that the route can raise."""
    status = next((it.status for it in plan.subject.route.raises if it.status in (400, 401, 403, 404)), None)
    if status is None:
        return
    steps = Steps(plan, signed_in=False)
    steps.path()
    steps.request(json=steps.body())
    steps.status(status)
    yield promise(
        steps, "refuses_strangers", f"{spoken(plan.subject)} refuses whom it does not know: {status}.", status
    )

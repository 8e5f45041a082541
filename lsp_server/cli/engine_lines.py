"""The agent's part of `backline doctor` for people: a name and a text for each line."""

from collections.abc import Iterator
from typing import Any


def engine_lines(seen: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The report, line by line."""
    if seen["network"]:
        yield "agent", f"{seen['agent']} works on top of the offline engine's drafts"
    else:
        yield "offline", "answers every action; no key, no network, nothing leaves this machine"
        yield "no agent", seen["why_not"]
    at, model, limits, files = seen["endpoint"], seen["model"], seen["limits"], seen["files"]
    if at is not None:
        yield "address", f"{at['address'] or at['host']}, from {at['address_from']}"
        yield "key", f"from {at['key_from']}" if at["key_from"] else "none"
        if at["headers"]:
            yield "headers", ", ".join(at["headers"])
        yield "profile", at["profile"] or "not said; --test-provider finds it out"
    price = model["price"]
    cost = (
        f"${price['sent']} / ${price['answered']} for a million tokens, as of {price['as_of']}" if price else "no price"
    )
    named = model["name"] if model["wanted"] == model["name"] else f"{model['wanted']}, which is {model['name']}"
    yield "model", f"{named}; {cost}"
    if model["note"]:
        yield "", model["note"]
    yield "this folder", {"granted": "you allow it", "refused": "you refused it"}.get(seen["trust"], "not asked yet")
    yield (
        "limits",
        (
            f"${limits['action']} an action, ${limits['day']} a day (${limits['spent_today']} spent today), "
            f"{limits['seconds']:.0f} s, {limits['context_tokens']} tokens of context"
        ),
    )
    own = seen["personal"]
    yield "your file", f"{own['path']}{'' if own['exists'] else ', which does not exist'}"
    yield "works as", f"{files['agent']['name']}, {_whose(files['agent']['from'])}"
    yield "skills", ", ".join(it["name"] for it in files["skills"]) or "none"
    if files["instructions"]:
        yield "instructions", ", ".join(files["instructions"])
    if seen["actions"]["own"]:
        yield "own actions", ", ".join(seen["actions"]["own"])
    yield "extras", ", ".join(f"{name} {it or 'not installed'}" for name, it in seen["extras"].items())
    yield "sent", seen["sent"]
    if seen["test"] is not None:
        yield from _tested(seen["test"])


def _whose(scope: str) -> str:
    return {"project": "the workspace's own", "person": "your own", "bundled": "Backline's own"}[scope]


def _tested(test: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "model" not in test:
        yield "test", test["said"]
        return
    cost = f"${test['cost']}" if test["cost"] is not None else "a price that is not known"
    if test["worked"]:
        yield "test", f"{test['model']} answered “{test['said']}” in {test['seconds']} s, for {cost}"
    else:
        yield "test", f"failed: {test['said']}"
    if test["worked"]:
        yield "server", f"{test['profile']}; it {'counts tokens' if test['counts_tokens'] else 'counts no tokens'}"
    if test["models"]:
        yield "its models", ", ".join(test["models"])

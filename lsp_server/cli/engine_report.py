"""What `backline doctor` says of the agent: where it is, whether it may work here, what it would use, what it costs."""

from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from lsp_server.agent.choices import choices_of
from lsp_server.agent.engine import Engine
from lsp_server.agent.files.agents import agents
from lsp_server.agent.files.folders import sources
from lsp_server.agent.files.instructions import instructions
from lsp_server.agent.files.skills import preloaded, skills
from lsp_server.agent.files.values import Problem
from lsp_server.agent.files.written_actions import written_actions
from lsp_server.agent.models import AS_OF
from lsp_server.agent.personal import file, personal
from lsp_server.agent.probe import Probed
from lsp_server.agent.profiles import fitted, traits
from lsp_server.agent.safety.endpoint import Endpoint
from lsp_server.agent.user_sections import OURS
from lsp_server.cli.workspace import Workspace
from lsp_server.edits.change import Refusal
from lsp_server.reading.files import Files

EXTRAS = {"agent": "anthropic", "mcp": "mcp", "bedrock": "boto3", "vertex": "google-auth"}
_SENT = (
    "An action sends the selected code and what it uses, the parts of the spec that speak of it, and your standing "
    "instructions, with secrets taken out; `backline apply ACTION FILE:LINE --show-prompt` prints all of it and sends "
    "nothing."
)


def engine_report(workspace: Workspace, engine: Engine) -> dict[str, Any]:
    """All of it; sends nothing, and no key is in it."""
    at, root = engine.endpoint, workspace.root
    ready = engine.may_work(root) and workspace.settings.engine != "offline"
    return {
        "offline": True,
        "agent": engine.model(choices_of(workspace.settings)).name if ready else None,
        "network": ready,
        "why_not": None if ready else _why_not(workspace, engine, at),
        "endpoint": _endpoint(at) if isinstance(at, Endpoint) else None,
        "model": _model(workspace, engine, at),
        "trust": engine.trusted(root),
        "limits": _limits(workspace, engine, at),
        "personal": _personal(),
        "files": _files(root, engine.home, trusted=engine.may_work(root)),
        "actions": _actions(root),
        "extras": {name: _version(package) for name, package in EXTRAS.items()},
        "sent": _SENT if ready else "Nothing: no agent may work here.",
        "test": None,
    }


def tested(found: Probed | Refusal) -> dict[str, Any]:
    """What `--test-provider` found."""
    if isinstance(found, Refusal):
        return {"worked": False, "said": found.reason}
    return {
        "worked": found.worked,
        "said": found.said,
        "model": found.model,
        "seconds": found.seconds,
        "tokens": {"sent": found.usage.sent + found.usage.read + found.usage.written, "answered": found.usage.answered},
        "cost": str(found.cost) if found.cost is not None else None,
        "profile": found.profile,
        "counts_tokens": found.counts_tokens,
        "models": list(found.models),
    }


def _why_not(workspace: Workspace, engine: Engine, at: Endpoint | Refusal) -> str:
    if workspace.settings.engine == "offline":
        return "The setting `engine` says offline."
    if isinstance(at, Refusal):
        return at.reason
    if engine.trusted(workspace.root) == "refused":
        return f"You do not let an agent work in this folder; `backline trust {workspace.root}` allows it."
    return f"You have not been asked whether an agent may work here; `backline trust {workspace.root}` allows it."


def _endpoint(at: Endpoint) -> dict[str, Any]:
    return {
        "address": at.base_url or None,
        "host": at.host,
        "address_from": at.origins.get("address"),
        "key_from": at.origins.get("key") if at.credential is not None or not at.base_url else None,
        "headers": sorted(at.headers),
        "profile": at.profile,
        "effort": traits(at).effort,
    }


def _model(workspace: Workspace, engine: Engine, at: Endpoint | Refusal) -> dict[str, Any]:
    """The model as long as no agent's file asks for another."""
    chosen = engine.model(choices_of(workspace.settings))
    price = chosen.price if engine.is_hosted or isinstance(at, Refusal) else None
    told = {"sent": str(price.sent), "answered": str(price.answered), "as_of": AS_OF} if price is not None else None
    return {"wanted": workspace.settings.model, "name": chosen.name, "price": told, "note": chosen.note}


def _limits(workspace: Workspace, engine: Engine, at: Endpoint | Refusal) -> dict[str, Any]:
    chosen = choices_of(workspace.settings)
    choices = fitted(chosen, at) if isinstance(at, Endpoint) else chosen
    return {
        "action": _money(choices.most_per_action),
        "day": _money(choices.most_per_day),
        "spent_today": _money(engine.spent_on(engine.today().date())),
        "seconds": choices.seconds,
        "context_tokens": choices.context_tokens,
    }


def _personal() -> dict[str, Any]:
    path = file()
    return {"path": str(path), "exists": path.is_file(), "problems": list(personal(path).problems)}


def _files(root: Path, home: Path, *, trusted: bool) -> dict[str, Any]:
    """The agent, skills and instructions that would be used; a workspace's own only where it is trusted."""
    places = sources(root if trusted else None, home)
    known, all_skills = agents(places), skills(places)
    agent = known.named(OURS)
    assert agent is not None, "ours is always there"
    loaded, odd = preloaded(agent, all_skills)
    told = instructions(Files(root), "") if trusted else None
    problems = [*known.problems, *all_skills.problems, *odd, *(told.problems if told is not None else ())]
    return {
        "agent": {"name": agent.name, "path": agent.path, "from": agent.scope},
        "skills": [{"name": it.name, "from": it.scope} for it in loaded],
        "instructions": [it.path for it in told.parts] if told is not None else [],
        "problems": list(dict.fromkeys(_said(it) for it in problems if it.scope != "bundled")),
    }


def _said(problem: Problem) -> str:
    return f"{'~/' if problem.scope == 'person' else ''}{problem.path}: {problem.message}"


def _actions(root: Path) -> dict[str, Any]:
    found = list(written_actions(Files(root)))
    return {
        "own": [it.name for it in found if not isinstance(it, Refusal)],
        "problems": [it.reason for it in found if isinstance(it, Refusal)],
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"

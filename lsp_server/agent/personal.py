"""A person's own file, `config.toml` in their configuration folder: settings for every project, and where a model is.

    model = "opus"
    max-cost-per-day = 5

    [endpoint]
    base-url = "http://localhost:11434"
    profile = "ollama"

It lies outside every workspace, so that it may name an address. A key stands in the environment, never in a file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from lsp_server.agent.safety.endpoint import Configured, Profile
from lsp_server.settings import Settings, read_configuration


@dataclass(frozen=True, slots=True)
class Personal:
    """What the file says. `problems` are sentences about what it says wrongly; the rest is in force."""

    settings: Settings = Settings()  # noqa: RUF009 - frozen
    configured: Configured | None = None
    problems: tuple[str, ...] = ()


def file() -> Path:
    """Where the file is looked for."""
    from platformdirs import user_config_path

    return user_config_path("backline", appauthor=False) / "config.toml"


def personal(path: Path) -> Personal:
    """What a person's file says; nothing where there is none. Never fails."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError):
        return Personal()
    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return Personal(problems=(f"{path.name} is not valid TOML: {error}",))
    endpoint = said.pop("endpoint", None)
    settings, problems = read_configuration(said)
    configured, more = _configured(endpoint)
    return Personal(settings, configured, (*(it.message for it in problems), *more))


def _configured(table: Any) -> tuple[Configured | None, tuple[str, ...]]:
    if table is None:
        return None, ()
    if not isinstance(table, dict):
        return None, ("`endpoint` must be a table.",)
    problems = [f"Unknown key `endpoint.{it}`." for it in table if it not in ("base-url", "profile", "headers")]
    base_url, profile = table.get("base-url"), table.get("profile")
    if base_url is not None and not isinstance(base_url, str):
        problems.append("`endpoint.base-url` must be a text.")
        base_url = None
    if profile is not None and profile not in get_args(Profile):
        problems.append(f"`endpoint.profile` must be one of {', '.join(get_args(Profile))}.")
        profile = None
    return Configured(base_url, None, _headers(table.get("headers"), problems), profile), tuple(problems)


def _headers(table: Any, problems: list[str]) -> Mapping[str, str]:
    if table is None:
        return {}
    if not isinstance(table, dict) or not all(isinstance(it, str) for it in table.values()):
        problems.append("`endpoint.headers` must be a table of texts.")
        return {}
    return dict(table)

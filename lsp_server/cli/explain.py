"""`backline explain`: a rule's page, by code or name."""

from typing import Any

import click

from lsp_server.cli.output import format_option, show_json, show_markdown
from lsp_server.cli.reports import page
from lsp_server.rule import Rule
from lsp_server.rules import ALL as RULES


def parse_rule(value: str) -> Rule:
    """The rule of that code or name, for click's `type`."""
    found = RULES.get(value.upper()) or next((it for it in RULES.values() if it.name == value.replace("_", "-")), None)
    if found is None:
        raise click.BadParameter(f"there is no rule {value!r}; there are {', '.join(RULES)}.")
    return found


@click.command()
@click.argument("rule", type=parse_rule, metavar="CODE")
@format_option
def explain(rule: Rule, output: str) -> None:
    """Show a rule's page.

    CODE is a code such as BL101, or a rule's name.
    """
    if output == "json":
        show_json(as_json(rule))
    else:
        about_it = f"{rule.severity}, since {rule.since}" + ("" if rule.default else ", off by default")
        show_markdown(f"# {rule.code} {rule.name}\n\n*{about_it}*\n\n{page(rule)}\n")


def as_json(rule: Rule) -> dict[str, Any]:
    """A rule as docs/json.md describes it."""
    about = {"code": rule.code, "name": rule.name, "severity": rule.severity, "since": rule.since}
    return about | {"default": rule.default, "markdown": page(rule)}

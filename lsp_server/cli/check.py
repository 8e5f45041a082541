"""`backline check`: what the rules find, for people and for machines."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from lsp_server.cli.fix import fix_all
from lsp_server.cli.output import show_json, show_line, show_parts
from lsp_server.cli.places import as_json
from lsp_server.cli.reports import github, sarif
from lsp_server.cli.workspace import Workspace, open_workspace, root_option
from lsp_server.diagnose import Diagnostic
from lsp_server.edits.change import Refusal
from lsp_server.rules import ALL as RULES
from lsp_server.settings import Settings

_STYLES = {"error": "bold red", "warning": "yellow", "information": "blue", "hint": "dim"}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Write the safe fixes, then report what is left.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules, by code or prefix, parted by commas.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Not these rules, beside those that settings ignore.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code scanning, or as annotations of a GitHub workflow.",
)
@root_option
def check(
    paths: tuple[Path, ...], fix: bool, select: tuple[str, ...], ignore: tuple[str, ...], output: str, root: Path | None
) -> None:
    """Report what the rules find.

    Files and folders are those of PATH, by default of the current folder. Exit code 1 says that there
    are findings, 2 that something is wrong with the command or its settings.
    """
    workspace = open_workspace(paths or (Path(),), root)
    workspace = with_rules(workspace, codes(select, "--select"), codes(ignore, "--ignore"))
    chosen = files_below(workspace, paths or (Path(),))
    fixed = 0
    if fix:
        outcome = fix_all(workspace, chosen)
        if isinstance(outcome, Refusal):
            click.echo(outcome.reason, err=True)
            raise SystemExit(1)
        workspace, fixed = outcome
    found = [it for path in chosen for it in workspace.diagnose(path)]
    match output:
        case "json":
            show_json({"findings": [finding_as_json(workspace, it) for it in found]})
        case "sarif":
            show_json(sarif(workspace, found))
        case "github":
            for it in found:
                click.echo(github(workspace, it))
        case _:
            _show(workspace, found, len(chosen), fixed)
    raise SystemExit(2 if workspace.problems else 1 if found else 0)


def codes(given: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Codes and prefixes of rules, parted by commas. Raises click.BadParameter for one that no rule has."""
    found = tuple(code for it in given for code in it.replace(" ", "").upper().split(",") if code)
    for it in found:
        if it != "ALL" and not any(code.startswith(it) for code in RULES):
            raise click.BadParameter(f"there is no rule {it}.", param_hint=option)
    return found


def with_rules(workspace: Workspace, select: tuple[str, ...], ignore: tuple[str, ...] = ()) -> Workspace:
    """The workspace with other rules than those of its settings."""

    def change(settings: Settings) -> Settings:
        if select:
            settings = replace(settings, select=select, extend_select=())
        return replace(settings, ignore=(*settings.ignore, *ignore))

    return replace(workspace, chosen=replace(workspace.chosen, change=change))


def files_below(workspace: Workspace, paths: Iterable[Path]) -> list[str]:
    """The files below `paths`, and the settings' file where something is wrong in it."""
    for it in paths:
        path = workspace.relative(it)  # one outside is a usage error, also where nothing is in it
        if it.is_file() and path not in workspace.snapshot.files and it.name != "pyproject.toml":
            raise click.UsageError(f"{it} is no Python file.")
    python = [it for it in workspace.snapshot.files if it.endswith(".py")]
    files = [it for it in python if any(workspace.is_below(it, each) for each in paths)]
    if workspace.source is not None and workspace.problems:
        files.insert(0, workspace.source.path)
    return files


def finding_as_json(workspace: Workspace, it: Diagnostic) -> dict[str, object]:
    """A finding as docs/json.md describes it."""
    return {
        "code": it.code,
        "name": it.name,
        "severity": it.severity,
        "path": it.path,
        "range": as_json(workspace.document(it.path), it.finding.span),
        "message": it.finding.message,
        "fixes": [{"title": each.title, "safe": each.safe} for each in it.finding.fixes],
    }


def _show(workspace: Workspace, found: list[Diagnostic], files: int, fixed: int) -> None:
    for it in found:
        line, column = workspace.document(it.path).line_and_column(it.finding.span.start)
        show_parts(
            (workspace.shown(it.path), "bold"),
            (f":{line}:{column}: ", "dim"),
            (it.code, _STYLES[it.severity]),
            (f" {it.finding.message}", ""),
        )
    fixable = sum(any(each.safe for each in it.finding.fixes) for it in found)
    if fixed:
        show_line(f"Fixed {_count(fixed, 'finding')}.", "green")
    if found:
        hint = f", {fixable} of them fixed by --fix" if fixable else ""
        show_line(f"{_count(len(found), 'finding')} in {_count(len({it.path for it in found}), 'file')}{hint}.")
    else:
        show_line(f"No findings in {_count(files, 'file')}.", "green")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

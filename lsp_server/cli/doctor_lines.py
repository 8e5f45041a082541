"""What `backline doctor` has seen, for people."""

from typing import Any

from lsp_server.cli.engine_lines import engine_lines
from lsp_server.cli.output import show_line, show_parts
from lsp_server.setting_keys import KEYS


def show(seen: dict[str, Any]) -> None:
    """The report, section by section."""
    program, workspace = seen["backline"], seen["workspace"]
    _heading("Backline")
    _line("version", f"{program['version']}, Python {program['python']}")
    _line("command", program["command"] or "not on the PATH")
    _line("libraries", ", ".join(f"{name} {it or 'missing'}" for name, it in program["libraries"].items()))
    mcp = program["mcp"]
    _line("for agents", f"backline mcp, with mcp {mcp}" if mcp else "backline mcp needs: pip install 'backline[mcp]'")
    _heading("Workspace")
    _line("root", f"{workspace['root']}, because {workspace['chosen_for']}")
    _line("holds", ", ".join(f"{workspace[it]} {it}" for it in ("files", "tables", "routes", "tests")))
    for it in workspace["sessions"]:
        _line("session", f"{it['provider']} in {it['file']}, {it['kind']}")
    if workspace["half_typed"]:
        _line("half-typed", ", ".join(workspace["half_typed"]))
    _heading("Settings")
    unset = {it.name: it.default for it in KEYS}
    for name, it in seen["settings"].items():
        _line(name, f"{unset[name] if it['value'] is None else _written(it['value'])}  ({it['from']})")
    _heading("Engine")
    for name, text in engine_lines(seen["engine"]):
        _line(name, text)
    _heading("Editors")
    for name, it in seen["editors"].items():
        if it is not None:
            _line(name, it)
    if not any(seen["editors"].values()):
        _line("none", "no editor that Backline has a recipe for is on the PATH")
    _heading("Problems" if seen["problems"] else "No problems")
    for it in seen["problems"]:
        show_line(f"  {it}", "yellow")


def _heading(text: str) -> None:
    show_line(text, "bold")


def _line(name: str, text: str) -> None:
    show_parts((f"  {name:<18}", "dim"), (text, ""))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(f"{it[0]}: {' '.join(it[1])}" if isinstance(it, tuple) else str(it) for it in value) or "none"
    return str(value)

"""The figures as Markdown: milliseconds as p50 / p99, memory in megabytes."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

COLUMNS = {
    "initialize_ms": "start -> initialize",
    "open_to_diagnostics_ms": "open -> diagnostics",
    "keystroke_to_diagnostics_ms": "keystroke -> diagnostics",
    "hover_ms": "hover",
    "code_action_ms": "code actions",
    "document_symbol_ms": "symbols of a file",
    "workspace_symbol_ms": "of the workspace",
}
_NONE = "-"


def growth(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One server in workspaces of growing size; in brackets how many times the first row's figure it is."""
    keys = {
        "cold_index_ms": "start -> all linked",
        "warm_index_ms": "warm",
        **COLUMNS,
        "memory_mb": "MB",
        "memory_20_open_mb": "20 files open",
    }
    yield f"Backline as the workspace grows, always worked in the same file of {found[0]['file']['lines']:,} lines.\n"
    yield f"| files | lines | {' | '.join(keys.values())} |"
    yield f"|---|---|{'---|' * len(keys)}"
    for it in found:
        cells = (_grown(it[key], found[0][key]) for key in keys)
        yield f"| {it['workspace']['files']:,} | {it['workspace']['lines']:,} | {' | '.join(cells)} |"


def peers(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Several servers in one workspace; the first one tells which."""
    first = next(iter(found.values()))
    space, file = first["workspace"], first["file"]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    yield f"Measured on {datetime.now(UTC).date()}, {machine}: {space['files']:,} files, {space['lines']:,} lines;"
    yield f"worked in a file of {file['lines']:,} lines. `{_NONE}`: the server does not offer it.\n"
    yield f"| server | {' | '.join(COLUMNS.values())} | MB | 20 files open |"
    yield f"|---|{'---|' * (len(COLUMNS) + 2)}"
    for name, it in found.items():
        if "error" in it:
            yield f"| {name} | {it['error']} |{' |' * (len(COLUMNS) + 1)}"
        else:
            cells = (_figures(it[key]) for key in COLUMNS)
            memory = f"{it['memory_mb']:,.0f} | {it['memory_20_open_mb']:,.0f}"
            yield f"| {name}{_errors(it['errors'])} | {' | '.join(cells)} | {memory} |"


def _figures(it: Mapping[str, float] | None) -> str:
    return f"{it['p50']:,.1f} / {it['p99']:,.1f}" if it is not None else _NONE


def _grown(it: Any, first: Any) -> str:
    """The figure, and its ratio to that of the first row."""
    if it is None or first is None:
        return _NONE
    now, before = (one["p50"] if isinstance(one, Mapping) else one for one in (it, first))
    return f"{now:,.1f} (×{now / before:,.1f})" if it is not first else f"{now:,.1f}"


def _errors(found: Mapping[str, int]) -> str:
    said = ", ".join(f"{count} × {method.rpartition('/')[2]}" for method, count in found.items())
    return f" (answered with an error: {said})" if said else ""

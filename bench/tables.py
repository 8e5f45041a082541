"""The figures as Markdown: milliseconds as p50 / p99, in brackets the processor time of one, memory in megabytes."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_START = {"initialize_ms": "start -> initialize", "open_to_diagnostics_ms": "open -> diagnostics"}
_INDEX = {"cold_index_ms": "start -> all linked", "warm_index_ms": "warm"}
_ANSWERS = {
    "keystroke_hover_ms": "hover after a keystroke",
    "hover_ms": "hover",
    "code_action_ms": "code actions",
    "document_symbol_ms": "symbols of a file",
    "workspace_symbol_ms": "of the workspace",
}
_MEMORY = {"memory_mb": "MB", "memory_20_open_mb": "20 files open"}
_NONE = "-"


def growth(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """One server in workspaces of growing size; in brackets how many times the first row's figure it is."""
    keys = {**_INDEX, **_START, "keystroke_ms": "keystroke -> diagnostics", **_ANSWERS, **_MEMORY}
    yield f"Backline as the workspace grows, always worked in the same file of {found[0]['file']['lines']:,} lines"
    yield "(p50; in brackets how many times the first row's).\n"
    yield f"| files | lines | {' | '.join(keys.values())} | processor for a keystroke |"
    yield f"|---|---|{'---|' * (len(keys) + 1)}"
    for it in found:
        cells = [_grown(it[key], found[0][key]) for key in keys]
        cells.append(_grown(_processor(it["keystroke_ms"]), _processor(found[0]["keystroke_ms"])))
        yield f"| {it['workspace']['files']:,} | {it['workspace']['lines']:,} | {' | '.join(cells)} |"


def peers(found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Several servers in one workspace; the first that was measured tells which."""
    first = next((it for it in found.values() if "error" not in it), None)
    if first is None:
        yield "None of the servers could be measured."
        return
    space, file = first["workspace"], first["file"]
    typed = {f"keystroke_{size}_ms": f"keystroke, {it['lines']:,} lines" for size, it in first["sized"].items()}
    if first["model"] is not None:
        typed["keystroke_model_ms"] = f"in a table, {first['model']['lines']:,} lines"
    columns = {**_START, **_INDEX, **typed, **_ANSWERS}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    yield f"Measured on {datetime.now(UTC).date()}, {machine}: {space['files']:,} files, {space['lines']:,} lines;"
    yield f"worked in a file of {file['lines']:,} lines (hover and code actions in those of the keystrokes, too)."
    yield f"p50 / p99 (processor time of one). `{_NONE}`: the server does not offer it, or does not say so.\n"
    yield f"| server | {' | '.join(columns.values())} | MB | 20 files open |"
    yield f"|---|{'---|' * (len(columns) + 2)}"
    for name, it in found.items():
        if "error" in it:
            yield f"| {name} | {it['error']} |{' |' * (len(columns) + 1)}"
        else:
            cells = (_figures(it[key]) for key in columns)
            memory = f"{it['memory_mb']:,.0f} | {it['memory_20_open_mb']:,.0f}"
            yield f"| {name}{_errors(it['errors'])} | {' | '.join(cells)} | {memory} |"


def _figures(it: Mapping[str, float] | None) -> str:
    if it is None:
        return _NONE
    spent = f" ({it['cpu']:,.1f})" if "cpu" in it else ""
    return f"{it['p50']:,.1f} / {it['p99']:,.1f}{spent}"


def _processor(it: Mapping[str, float] | None) -> float | None:
    return it["cpu"] if it is not None else None


def _grown(it: Any, first: Any) -> str:
    """The figure, and its ratio to that of the first row."""
    if it is None or first is None:
        return _NONE
    now, before = (one["p50"] if isinstance(one, Mapping) else one for one in (it, first))
    return f"{now:,.1f} (×{now / before:,.1f})" if it is not first and before else f"{now:,.1f}"


def _errors(found: Mapping[str, int]) -> str:
    said = ", ".join(f"{count} × {method.rpartition('/')[2]}" for method, count in found.items())
    return f" (answered with an error: {said})" if said else ""

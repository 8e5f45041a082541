"""The gates, and after them the project's own tools.

They run from the project's own environment, on a private copy or on standard input, never in the workspace; only
problems that were not there before count.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lsp_server.agent.checkers import mypy, pyright, pytest, ruff
from lsp_server.agent.checkers.environment import environment
from lsp_server.agent.checkers.laid_out import lay_out, put
from lsp_server.agent.checkers.values import Bench, Found, Report
from lsp_server.agent.workpiece import Judge
from lsp_server.edits.change import Change, Refusal
from lsp_server.edits.dangers import dangers
from lsp_server.snapshot import Snapshot

_MOST = 40  # lines that go back to the model
_Check = Callable[[Bench, Path], Awaitable[Report]]
_TOOLS: Mapping[str, tuple[_Check, tuple[str, ...]]] = {
    "ruff": (ruff.check, ("ruff",)),
    "mypy": (mypy.check, ("mypy",)),
    "pyright": (pyright.check, ("basedpyright", "pyright")),
    "pytest": (pytest.check, ("pytest",)),
}


@dataclass(frozen=True, slots=True)
class Checkers:
    """The tools that the person wants to be asked, by the names of the setting `check-with`; `snapshot` is the
    workspace before the change. `say` hears which one works. To be made only for a folder that the person trusts."""

    tools: tuple[str, ...]
    snapshot: Snapshot
    environ: Mapping[str, str]
    home: Path
    say: Callable[[str], None] = lambda _: None
    seconds: float = 60

    def after(self, judge: Judge) -> Judge:
        """A judge that asks the tools about what `judge` lets pass."""

        async def both(change: Change) -> Change | Refusal:
            judged = await judge(change)
            return judged if isinstance(judged, Refusal) or not self.tools else await self.check(judged)

        return both

    async def check(self, change: Change) -> Change | Refusal:
        """The change, with a note for each tool that could not be asked; or the new problems, one on each line."""
        texts = {it.path: it.after for it in change.files if it.path.endswith(".py")}
        root = self.snapshot.root
        if not texts or root is None:
            return change
        found = await asyncio.to_thread(environment, root, self.environ, self.home)
        if found is None:
            return _noted(change, ["There is no virtual environment here, so no tool of the project was asked."])
        private = tempfile.TemporaryDirectory(prefix="backline-", ignore_cleanup_errors=True)
        try:
            folder, scratch = Path(private.name) / "workspace", Path(private.name) / "scratch"
            folder.mkdir()
            scratch.mkdir()
            bench = Bench(found, root, folder, texts, self.environ, scratch, self.seconds)
            return await self._asked(change, bench)
        finally:
            await asyncio.to_thread(private.cleanup)

    async def _asked(self, change: Change, bench: Bench) -> Change | Refusal:
        problems: list[Found] = []
        notes: list[str] = []
        laid_out: Refusal | bool | None = False
        for tool in self.tools:
            check, names = _TOOLS[tool]
            program = bench.environment.tool(*names)
            if program is None:
                notes.append(f"{tool} is not in the project's environment, so it was not asked.")
                continue
            if tool == "pytest" and _is_dangerous(change):
                notes.append("The tests were not run: first look at what the change does.")
                continue
            if tool != "ruff" and laid_out is False:
                laid_out = await asyncio.to_thread(lay_out, self.snapshot, bench.folder)
            if tool != "ruff" and isinstance(laid_out, Refusal):
                notes.append(f"{tool} was not asked: {laid_out.reason}.")
                continue
            self.say(f"checking with {tool}")
            report = await self._new(change, check, bench, program)
            problems += report.found
            notes += [f"{report.note[0].upper()}{report.note[1:]}."] if report.note else []
        return Refusal(_listed(problems)) if problems else _noted(change, notes)

    async def _new(self, change: Change, check: _Check, bench: Bench, program: Path) -> Report:
        """What a tool finds that it did not find before."""
        await asyncio.to_thread(put, bench.folder, bench.texts)
        try:
            report = await check(bench, program)
            if not report.found:
                return report
            before = {it.path: it.before for it in change.files if it.path in bench.texts}
            await asyncio.to_thread(put, bench.folder, before)
            texts = {path: text for path, text in before.items() if text is not None}
            known = await check(replace(bench, texts=texts), program) if texts else Report()
        except OSError as error:
            return Report(note=f"{program.name} can't be started: {error.strerror or error}")
        left = Counter(it.key for it in known.found)
        new: list[Found] = []
        for it in report.found:
            if left[it.key]:
                left[it.key] -= 1
            else:
                new.append(it)
        return Report(tuple(new), report.note)


def _is_dangerous(change: Change) -> bool:
    return any(dangers(it.before or "", it.after) for it in change.files)


def _listed(problems: list[Found]) -> str:
    lines = [line for it in problems for line in it.sentence.splitlines()]
    if len(lines) > _MOST:
        lines = [*lines[: _MOST - 1], f"… and {len(lines) - _MOST + 1} lines more"]
    return "\n".join(lines)


def _noted(change: Change, notes: list[str]) -> Change:
    return replace(change, notes=tuple(dict.fromkeys((*change.notes, *notes))))

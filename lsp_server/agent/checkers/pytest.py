"""pytest, over the test files that a change made or changed, in a copy of the workspace."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from lsp_server.agent.checkers.process import clean, run
from lsp_server.agent.checkers.values import Bench, Found, Report

_TEST = re.compile(r"(?:.*/)?(?:test_[^/]*|[^/]*_test)\.py")
_FLAGS = ("-q", "-p", "no:cacheprovider", "--tb=short", "--no-header", "--color=no")
_SHOWN = 4  # lines of what a failing test says


async def check(bench: Bench, program: Path) -> Report:
    """The tests that fail. One whose fixtures fail tells of this machine, of a database that is not there perhaps."""
    paths = [it for it in bench.texts if _TEST.fullmatch(it)]
    if not paths:
        return Report()
    # What is installed in place would be imported from the workspace, and the copy is what is to be tested.
    roots = [it for it in (bench.folder / "src", bench.folder) if it.is_dir()]
    told = bench.scratch / "pytest.xml"
    told.unlink(missing_ok=True)
    python = bench.environment.tool("python") or program
    command = [str(python), "-m", "pytest", *_FLAGS, f"--junitxml={told}", *paths]
    done = await run(command, bench.folder, clean(bench.environ, bench.environment.folder, roots), bench.seconds)
    if done is None:
        return Report(note=f"the tests did not end within {bench.seconds:.0f} s")
    try:
        # Written by pytest; Python's own parser stops what grows out of little.
        cases = list(ElementTree.parse(told).iter("testcase"))  # noqa: S314
    except (OSError, ElementTree.ParseError):
        return Report(note=f"pytest could not be run: {done.complaint}")
    unready = [error for it in cases if (error := it.find("error")) is not None and not _is_collecting(error)]
    note = f"{len(unready)} of {len(cases)} tests could not be run here: {_first(unready[0])}" if unready else None
    return Report(tuple(_failures(cases, paths)), note)


def _failures(cases: list[ElementTree.Element], paths: list[str]) -> Iterator[Found]:
    for case in cases:
        wrong = case.find("failure")
        if wrong is None:
            error = case.find("error")
            wrong = error if error is not None and _is_collecting(error) else None
        if wrong is None:
            continue
        name, said = case.get("name", ""), wrong.get("message", "")
        if _is_collecting(wrong):
            said = "\n".join((wrong.text or "").strip().splitlines()[-_SHOWN:])
        lines = [it.rstrip()[:200] for it in said.splitlines() if it.strip()][:_SHOWN]
        yield Found("pytest", _path(case, paths), None, name, "\n  ".join(lines) or "it fails")


def _is_collecting(error: ElementTree.Element) -> bool:
    return error.get("message", "").startswith("collection failure")


def _path(case: ElementTree.Element, paths: list[str]) -> str:
    """Which file a test is in: JUnit's form knows only the module's name."""
    module = case.get("classname") or case.get("name") or ""
    return next((it for it in paths if module.startswith(it.removesuffix(".py").replace("/", "."))), paths[0])


def _first(error: ElementTree.Element) -> str:
    said = error.get("message", "").strip().splitlines()
    return said[0][:200].rstrip(".") if said else "it is not known why"

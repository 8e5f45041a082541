"""Puts the real editors that the tests drive into `.editors/`, without touching the machine.

    python -m tests.editors.install            all of them
    python -m tests.editors.install helix      this one
    python -m tests.editors.install claude     Claude Code, which is large (400 MB) and only had by name

Each comes with its libraries from a Debian suite that has it, is unpacked into a folder, and is started through that
suite's own loader, so that the machine may be an older Debian. The mirror is the one that this machine's apt uses.
What can't be had gets a reason beside it, which the tests then skip with.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.editors.vscode import install as vscode

CACHE = Path(__file__).parents[2] / ".editors"
_KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where an editor comes from: suites to try in turn, packages, its program, and what it must be told."""

    suites: tuple[str, ...]
    packages: tuple[str, ...]
    program: str
    environment: tuple[
        tuple[str, str], ...
    ] = ()  # `{root}` is the folder that it is unpacked into; patterns are looked up
    arguments: tuple[str, ...] = ()


RECIPES = {
    "nvim-0.12": Recipe(
        ("sid", "forky"),
        ("neovim",),
        "usr/bin/nvim",
        (("VIMRUNTIME", "{root}/usr/share/nvim/runtime"),),
        ("--cmd", "set rtp+={root}/usr/lib/nvim"),
    ),
    "helix": Recipe(("sid", "trixie"), ("hx",), "usr/lib/hx/hx", (("HELIX_RUNTIME", "{root}/usr/lib/hx/runtime"),)),
    "emacs": Recipe(
        ("trixie", "sid"),
        ("emacs-nox", "elpa-lsp-mode", "elpa-markdown-mode"),
        "usr/bin/emacs-nox",
        (
            (
                "EMACSLOADPATH",
                "{root}/usr/share/emacs/*/lisp:{root}/usr/share/emacs/*/lisp/*/:{root}/usr/share/emacs/site-lisp/elpa-src/*/",
            ),
            ("EMACSDATA", "{root}/usr/share/emacs/*/etc"),
            ("EMACSPATH", "{root}/usr/libexec/emacs/*/*"),
        ),
        (
            "--dump-file={root}/usr/libexec/emacs/*/*/emacs-*.pdmp",
            "--eval=(setq native-comp-jit-compilation nil native-comp-enable-subr-trampolines nil)",  # no compiler
        ),
    ),
}
# Packages of npm with a program for each platform, in their version; nothing of them is run while installing.
NPM = {"claude": ("@anthropic-ai/claude-code", "2.1.332")}


class NotToBeHad(Exception):
    """An editor can't be installed here; says why in one sentence."""


def program(name: str) -> Path | str:
    """The program of an editor, or the reason why there is none."""
    found, reason = CACHE / "bin" / name, CACHE / f"{name}.reason"
    if found.exists():
        return found
    return reason.read_text() if reason.exists() else f"{name} is not installed: run `make test-editors EDITORS={name}`"


def install(name: str) -> Path | str:
    """Make the editor ready, once; its program, or the reason why it can't be had."""
    reason = CACHE / f"{name}.reason"
    reason.unlink(missing_ok=True)
    if (CACHE / "bin" / name).exists():
        return program(name)
    if name in NPM:
        try:
            _from_npm(name)
        except NotToBeHad as error:
            reason.parent.mkdir(exist_ok=True)
            reason.write_text(str(error))
    else:
        problem = ""
        for suite in RECIPES[name].suites:
            try:
                _unpack(name, suite)
                break
            except NotToBeHad as error:
                problem = str(error)
        else:
            reason.parent.mkdir(exist_ok=True)
            reason.write_text(problem)
    return program(name)


def main(names: Sequence[str]) -> int:
    for name in names or [*RECIPES, "vscode"]:
        print(f"{name}: {vscode.install() if name == 'vscode' else install(name)}", flush=True)
    return 0


# --------------------------------------------------------------------------- npm


def _from_npm(name: str) -> None:
    package, version = NPM[name]
    if shutil.which("npm") is None:
        raise NotToBeHad("it comes from npm, and there is none on this machine")
    root = CACHE / "roots" / name
    _run(["npm", "install", "--ignore-scripts", "--no-audit", "--prefix", str(root), f"{package}@{version}"], {})
    found = next(root.glob(f"node_modules/{package}-*/{name}"), None)
    if found is None:
        raise NotToBeHad(f"{package} {version} has no program for this platform")
    (CACHE / "bin").mkdir(parents=True, exist_ok=True)
    (CACHE / "bin" / name).symlink_to(found)


# --------------------------------------------------------------------------- Debian


def _unpack(name: str, suite: str) -> None:
    recipe, apt = RECIPES[name], CACHE / "apt" / suite
    root = CACHE / "roots" / f"{name}-{suite}"
    settings = _private_apt(apt, suite)
    _run(["apt-get", "update"], settings)
    for old in (apt / "cache/archives").glob("*.deb"):
        old.unlink()
    _run(["apt-get", "install", "--yes", "--download-only", *recipe.packages], settings)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for package in sorted((apt / "cache/archives").glob("*.deb")):
        _run(["dpkg", "-x", str(package), str(root)], {})
        package.unlink()
    _write_starter(CACHE / "bin" / name, root, recipe)


def _private_apt(folder: Path, suite: str) -> dict[str, str]:
    """An apt that knows one suite and no installed package, so that it brings everything down to the C library."""
    for it in ("state/lists/partial", "cache/archives/partial", "etc"):
        (folder / it).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    (folder / "etc/sources.list").write_text(f"deb [signed-by={_KEYS}] {_mirror()} {suite} main\n")
    settings = {
        "Dir::State": folder / "state",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc": folder / "etc",
        "Dir::Etc::sourcelist": folder / "etc/sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::parts": "/dev/null",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "",
        "Acquire::Languages": "none",
        "Acquire::Check-Valid-Until": "false",  # a mirror may stand still; what it has is signed all the same
    }
    (folder / "apt.conf").write_text("".join(f'{key} "{value}";\n' for key, value in settings.items()))
    return {"APT_CONFIG": str(folder / "apt.conf")}


def _mirror() -> str:
    if shutil.which("apt-get") is None or not Path(_KEYS).exists():
        raise NotToBeHad("it is taken from Debian's packages, and this machine is no Debian")
    wanted = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    found = _run([*wanted, "Created-By: Packages", "Component: main", "Label: Debian"], {}).split()
    if not found:
        raise NotToBeHad("no Debian mirror is known to apt: run `apt-get update` once")
    return found[0]


def _write_starter(starter: Path, root: Path, recipe: Recipe) -> None:
    """A small script that starts the editor with its own libraries; its children get none of them."""
    loader = next((it for it in root.glob("usr/lib64/ld-linux-*.so.*")), None) or next(
        root.glob("usr/lib/ld-linux-*"), None
    )
    if loader is None:
        raise NotToBeHad("its C library has no loader where Debian keeps it")
    libraries = ":".join(str(it) for it in sorted(root.glob("usr/lib/*-linux-gnu*")))
    variables = "".join(f"export {key}={shlex.quote(_paths(value, root))}\n" for key, value in recipe.environment)
    command = [str(loader), "--library-path", libraries, str(root / recipe.program)]
    command += [_paths(it, root) for it in recipe.arguments]
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(f'#!/bin/sh\n{variables}exec {shlex.join(command)} "$@"\n')
    starter.chmod(0o755)


def _paths(text: str, root: Path) -> str:
    """The text with the paths that it names by patterns as they are in this root."""
    return re.sub(r"\{root\}/([^\s:]+)", lambda it: ":".join(str(path) for path in sorted(root.glob(it[1]))), text)


def _run(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, env=os.environ | environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        lines = [it for it in done.stderr.splitlines() if it.startswith(("E:", "npm error"))] or ["it gave no reason"]
        raise NotToBeHad(f"`{' '.join(command[:2])}` failed: {lines[0]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

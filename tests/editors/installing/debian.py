"""An editor from Debian's packages, with its libraries, apart from the machine.

It is unpacked into a folder and started through its suite's own loader, so that the machine may be an older Debian. The
mirror is the one that this machine's apt uses.
"""

import re
import shlex
import shutil
from pathlib import Path

from tests.editors.installing.recipes import Recipe
from tests.editors.installing.shell import NotToBeHad, run

_KEYS = "/usr/share/keyrings/debian-archive-keyring.gpg"


def install(name: str, recipe: Recipe, suite: str, cache: Path) -> None:
    """Unpack it below this folder, with a starter in its `bin`. Raises NotToBeHad."""
    apt, root = cache / "apt" / suite, cache / "roots" / f"{name}-{suite}"
    settings = _private_apt(apt, suite)
    run(["apt-get", "update"], settings)
    for old in (apt / "cache/archives").glob("*.deb"):
        old.unlink()
    run(["apt-get", "install", "--yes", "--download-only", *recipe.packages], settings)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for package in sorted((apt / "cache/archives").glob("*.deb")):
        run(["dpkg", "-x", str(package), str(root)], {})
        package.unlink()
    arguments = [_paths(it, root) for it in recipe.arguments]
    _write_starter(cache / "bin" / name, root, recipe, [recipe.program, *arguments])
    for it in recipe.tools:
        _write_starter(cache / "bin" / Path(it).name, root, recipe, [it])


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
    found = run([*wanted, "Created-By: Packages", "Component: main", "Label: Debian"], {}).split()
    if not found:
        raise NotToBeHad("no Debian mirror is known to apt: run `apt-get update` once")
    return found[0]


def _write_starter(starter: Path, root: Path, recipe: Recipe, command: list[str]) -> None:
    """A small script that starts a program with its own libraries; its children get none of them."""
    loader = next((it for it in root.glob("usr/lib64/ld-linux-*.so.*")), None) or next(
        root.glob("usr/lib/ld-linux-*"), None
    )
    if loader is None:
        raise NotToBeHad("its C library has no loader where Debian keeps it")
    libraries = ":".join(str(it) for it in _folders(root, recipe))
    variables = "".join(f"export {key}={shlex.quote(_paths(value, root))}\n" for key, value in recipe.environment)
    command = [str(loader), "--library-path", libraries, str(root / command[0]), *command[1:]]
    starter.parent.mkdir(parents=True, exist_ok=True)
    starter.write_text(f'#!/bin/sh\n{variables}exec {shlex.join(command)} "$@"\n')
    starter.chmod(0o755)


def _folders(root: Path, recipe: Recipe) -> list[Path]:
    """Where the libraries are."""
    return [it for pattern in ("usr/lib/*-linux-gnu*", *recipe.libraries) for it in sorted(root.glob(pattern))]


def _paths(text: str, root: Path) -> str:
    """The text with the paths that it names by patterns as they are in this root."""
    return re.sub(r"\{root\}/([^\s:]+)", lambda it: ":".join(str(path) for path in sorted(root.glob(it[1]))), text)

"""An editor from npm: a package with a program for each platform. Nothing of it is run while installing."""

import shutil
from pathlib import Path

from tests.editors.installing.shell import NotToBeHad, run

PACKAGES = {"claude": ("@anthropic-ai/claude-code", "2.1.332")}


def install(name: str, cache: Path) -> None:
    """Put the program into `bin` of this folder. Raises NotToBeHad."""
    package, version = PACKAGES[name]
    if shutil.which("npm") is None:
        raise NotToBeHad("it comes from npm, and there is none on this machine")
    root = cache / "roots" / name
    run(["npm", "install", "--ignore-scripts", "--no-audit", "--prefix", str(root), f"{package}@{version}"], {})
    found = next(root.glob(f"node_modules/{package}-*/{name}"), None)
    if found is None:
        raise NotToBeHad(f"{package} {version} has no program for this platform")
    (cache / "bin").mkdir(parents=True, exist_ok=True)
    (cache / "bin" / name).symlink_to(found)

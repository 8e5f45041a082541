"""Where Backline's own agents, skills and prompts lie."""

from importlib import resources
from pathlib import Path


def folder() -> Path:
    """The folder `agents`: beside this package in a checkout, inside of it in an installed wheel.

    Raises FileNotFoundError where neither is there: the installation is broken then.
    """
    package = Path(str(resources.files("lsp_server")))
    for it in (package / "_agents", package.parent / "agents"):
        if (it / "backend-api-developer.md").is_file():
            return it
    raise FileNotFoundError("Backline's own agents are missing; install it anew.")

"""Programs that install something, and why they could not."""

import os
import subprocess
from collections.abc import Sequence


class NotToBeHad(Exception):
    """An editor can't be installed here; says why in one sentence."""


def run(command: Sequence[str], environment: dict[str, str]) -> str:
    """What a program writes. Raises NotToBeHad with the reason that it gives."""
    done = subprocess.run(command, env=os.environ | environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        lines = [it for it in done.stderr.splitlines() if it.startswith(("E:", "npm error"))] or ["it gave no reason"]
        raise NotToBeHad(f"`{' '.join(command[:2])}` failed: {lines[0]}")
    return done.stdout

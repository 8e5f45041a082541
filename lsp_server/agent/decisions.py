"""A decision that an agent made, as a file: numbered, and only ever proposed."""

import re
from datetime import date
from pathlib import Path

from lsp_server.agent.result import Decision
from lsp_server.edits.change import NewFile

_FOLDERS = ("docs/adr", "history/adr")  # where a model may write Markdown (edits/allowed.py)
_NUMBER = re.compile(r"(?:adr[-_])?(\d{1,5})[-_].+\.md", re.IGNORECASE)


def record(decision: Decision, root: Path, today: date) -> NewFile:
    """The file of a decision, with the next number of the folder that the project keeps them in."""
    folder = next((it for it in _FOLDERS if (root / it).is_dir()), _FOLDERS[0])
    names = [it.name for it in (root / folder).iterdir()] if (root / folder).is_dir() else []
    numbers = [int(found[1]) for it in names if (found := _NUMBER.fullmatch(it))]
    slug = "-".join(re.findall(r"[a-z0-9]+", decision.title.lower()))[:60].rstrip("-") or "decision"
    number = max(numbers, default=0) + 1
    body = decision.text.strip()
    title = f"# {number}. {decision.title}\n\n" if not body.startswith("# ") else ""
    status = "" if re.search(r"status", body, re.IGNORECASE) else f"Status: proposed, {today.isoformat()}\n\n"
    return NewFile(f"{folder}/{number:04d}-{slug}.md", f"{title}{status}{body}\n")
